package dev.voicemedia.simulator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;

/**
 * A call that was opened on the simulator. It goes on until {@link #hangUp} or until someone hangs
 * up over HTTP.
 */
public final class SimulatedCall {

  private static final ObjectMapper JSON = new ObjectMapper();

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
   * The caller hangs up: what plays ends with {@code call_hangup}, call.hangup is sent, and what is
   * being recorded is saved. Without effect on a call that has ended.
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

  /**
   * The other end dials: each digit is an event, and counts for a gather that is running. Without
   * effect on a call that is not answered or has ended.
   *
   * @param digits 0 to 9, A to D, * and #
   */
  public void press(String digits) {
    checkDigits(digits);
    switchboard.on(
        ids.callControlId(),
        (call, now) -> {
          press(call, digits, now);
          return true;
        });
  }

  static String checkDigits(String digits) {
    if (!digits.matches("[0-9A-D*#]+")) {
      throw new IllegalArgumentException(
          "digits are \"" + digits + "\", expected 0 to 9, A to D, * and #");
    }
    return digits;
  }

  static void press(Call call, String digits, Instant now) {
    if (call.isAnswered() && !call.isHungUp()) {
      digits.chars().forEach(digit -> call.press((char) digit, now));
    }
  }

  /**
   * Sends an event that the simulator does not send by itself, such as call.bridged or a type that
   * does not exist. It takes its place among the call's webhooks.
   *
   * @param eventType {@code data.event_type}
   * @param payload added to the call's ids and client state, over which it wins; values may be
   *     whatever Jackson writes
   */
  public void sendEvent(String eventType, Map<String, ?> payload) {
    ObjectNode fields = JSON.valueToTree(payload);
    switchboard.on(
        ids.callControlId(),
        (call, now) -> {
          call.emitCustom(eventType, fields, now);
          return true;
        });
  }

  @Override
  public String toString() {
    return ids.callControlId();
  }
}
