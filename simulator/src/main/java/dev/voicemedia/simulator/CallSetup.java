package dev.voicemedia.simulator;

import org.jspecify.annotations.Nullable;

/**
 * What a simulated call is opened with.
 *
 * @param from caller, E.164 or a SIP address
 * @param to callee, E.164 or a SIP address
 * @param direction {@code incoming} or {@code outgoing}
 * @param connectionId the Call Control application the call belongs to
 * @param clientState base64, echoed in the webhooks until a command sets another; null for none
 * @param answered whether it is answered at once; if not, it takes few commands until it is
 */
public record CallSetup(
    String from,
    String to,
    String direction,
    String connectionId,
    @Nullable String clientState,
    boolean answered) {

  /** A call that is answered at once. */
  public CallSetup(
      String from, String to, String direction, String connectionId, @Nullable String clientState) {
    this(from, to, direction, connectionId, clientState, true);
  }

  /** An incoming call between two numbers set aside for fiction, without a client state. */
  public static CallSetup standard() {
    return new CallSetup("+12025550100", "+12025550199", "incoming", "1684641123236054244", null);
  }

  /** Checks the direction. */
  public CallSetup {
    if (!direction.equals("incoming") && !direction.equals("outgoing")) {
      throw new IllegalArgumentException(
          "direction is \"" + direction + "\", expected incoming or outgoing");
    }
  }

  /** The same call, which rings until it is answered. */
  public CallSetup unanswered() {
    return new CallSetup(from, to, direction, connectionId, clientState, false);
  }
}
