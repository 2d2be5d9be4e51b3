package dev.voicemedia.simulator;

/**
 * A call that was opened on the simulator. It goes on until {@link #hangUp} or until someone hangs
 * up over HTTP.
 */
public final class SimulatedCall {

  private final CallIds ids;
  private final Switchboard switchboard;

  SimulatedCall(CallIds ids, Switchboard switchboard) {
    this.ids = ids;
    this.switchboard = switchboard;
  }

  /** The id that commands are sent to, such as {@code v3:…_…}. */
  public String callControlId() {
    return ids.callControlId();
  }

  /** The leg's id, a UUID. */
  public String callLegId() {
    return ids.callLegId();
  }

  /** The session's id, a UUID. */
  public String callSessionId() {
    return ids.callSessionId();
  }

  /** The Call Control application's id. */
  public String connectionId() {
    return ids.connectionId();
  }

  /**
   * The caller hangs up: what plays ends with {@code call_hangup}, then {@code call.hangup} is
   * sent. Without effect on a call that has ended.
   */
  public void hangUp() {
    hangUp("normal_clearing", "caller");
  }

  /**
   * Hangs up for a given reason.
   *
   * @param cause the webhook's {@code hangup_cause}, such as {@code normal_clearing}
   * @param source the webhook's {@code hangup_source}: caller, callee or unknown
   */
  public void hangUp(String cause, String source) {
    switchboard.hangUp(ids.callControlId(), cause, source);
  }

  @Override
  public String toString() {
    return ids.callControlId();
  }
}
