package dev.voicemedia.simulator;

import org.jspecify.annotations.Nullable;

/**
 * Something that is to go wrong: what, on which calls, how often. {@link Simulator#inject} takes
 * it.
 *
 * <pre>{@code
 * simulator.inject(Fault.of(new Effect.Answer(503, true)).onCall(call).times(1));
 * simulator.inject(Fault.of(new Effect.Duplicated()).on("call.speak.ended").atRate(0.1));
 * }</pre>
 *
 * @param effect what goes wrong
 * @param callControlId the only call it strikes; null for all
 * @param subject the only action, such as {@code speak}, or the only event type it strikes; null
 *     for all
 * @param rate share of the cases it strikes, above 0 and at most 1
 * @param times how often it strikes before it is used up; 0 for no end
 */
public record Fault(
    Effect effect,
    @Nullable String callControlId,
    @Nullable String subject,
    double rate,
    int times) {

  /** Checks the numbers. */
  public Fault {
    if (!(rate > 0 && rate <= 1)) {
      throw new IllegalArgumentException("rate is " + rate + ", expected above 0 and at most 1");
    }
    if (times < 0) {
      throw new IllegalArgumentException("times is " + times + ", expected 0 or more");
    }
  }

  /** Strikes always and everywhere. */
  public static Fault of(Effect effect) {
    return new Fault(effect, null, null, 1, 0);
  }

  /** Strikes one call only. */
  public Fault onCall(SimulatedCall call) {
    return onCall(call.callControlId());
  }

  /** Strikes one call only. */
  public Fault onCall(String id) {
    return new Fault(effect, id, subject, rate, times);
  }

  /**
   * Strikes one action or one type of event only.
   *
   * @param actionOrEventType such as {@code speak} or {@code call.speak.ended}
   */
  public Fault on(String actionOrEventType) {
    return new Fault(effect, callControlId, actionOrEventType, rate, times);
  }

  /** Strikes a share of the cases only, above 0 and at most 1. */
  public Fault atRate(double share) {
    return new Fault(effect, callControlId, subject, share, times);
  }

  /** Strikes so many times; 0 for no end. */
  public Fault times(int count) {
    return new Fault(effect, callControlId, subject, rate, count);
  }

  boolean concerns(String call, String actionOrEventType) {
    return (callControlId == null || callControlId.equals(call))
        && (subject == null || subject.equals(actionOrEventType));
  }
}
