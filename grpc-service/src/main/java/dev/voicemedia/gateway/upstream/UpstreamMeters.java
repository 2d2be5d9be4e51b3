package dev.voicemedia.gateway.upstream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Counts what goes to Telnyx, and measures what callers get for it. */
public final class UpstreamMeters {
  private static final List<String> BREAKER_STATES = List.of("CLOSED", "HALF_OPEN", "OPEN");

  private final MeterRegistry registry;
  private final Map<String, Timer> attempts = new ConcurrentHashMap<>();
  private final Map<List<String>, Timer> actions = new ConcurrentHashMap<>();
  private final Counter hedges;

  public UpstreamMeters(MeterRegistry registry) {
    this.registry = registry;
    hedges =
        Counter.builder("voicemedia.upstream.hedges")
            .description("Second attempts beside one that was not answered in time")
            .register(registry);
  }

  /** An action or an attempt begins. */
  public Timer.Sample start() {
    return Timer.start(registry);
  }

  /**
   * An action is answered.
   *
   * @param action such as Speak
   * @param outcome accepted, cancelled, or the outcome that its error carries
   */
  public void answered(Timer.Sample started, String action, String outcome) {
    started.stop(actions.computeIfAbsent(List.of(action, outcome), this::actionTimer));
  }

  /**
   * An attempt ended.
   *
   * @param result accepted, unanswered, or http_ and the status
   */
  public void attempt(Timer.Sample started, String result) {
    started.stop(attempts.computeIfAbsent(result, this::attemptTimer));
  }

  public void hedge() {
    hedges.increment();
  }

  /**
   * Shows what is going on now.
   *
   * @param breakerState CLOSED, HALF_OPEN or OPEN
   */
  public void watch(
      Supplier<Number> inFlight,
      Supplier<Number> queued,
      Supplier<Number> remembered,
      Supplier<String> breakerState) {
    Gauge.builder("voicemedia.upstream.in.flight", inFlight)
        .description("Attempts that are sent and not answered")
        .register(registry);
    Gauge.builder("voicemedia.upstream.queued", queued)
        .description("Commands that wait for their turn to be sent")
        .register(registry);
    Gauge.builder("voicemedia.upstream.remembered", remembered)
        .description("Commands with an id of the caller's, under way or remembered for repeats")
        .register(registry);
    for (String state : BREAKER_STATES) {
      Gauge.builder("voicemedia.upstream.breaker", () -> breakerState.get().equals(state) ? 1 : 0)
          .description("1 for the state that the circuit breaker is in")
          .tag("state", state.toLowerCase(Locale.ROOT))
          .register(registry);
    }
  }

  private Timer actionTimer(List<String> actionAndOutcome) {
    return Timer.builder("voicemedia.actions")
        .description("Media actions by how they ended, and how long callers waited")
        .tag("action", actionAndOutcome.get(0))
        .tag("outcome", actionAndOutcome.get(1))
        .register(registry);
  }

  private Timer attemptTimer(String result) {
    return Timer.builder("voicemedia.upstream.attempts")
        .description(
            "Attempts to send a command to Telnyx or to read a recording, by how they ended")
        .tag("result", result)
        .register(registry);
  }
}
