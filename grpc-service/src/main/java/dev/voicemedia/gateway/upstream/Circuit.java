package dev.voicemedia.gateway.upstream;

import dev.voicemedia.gateway.time.MonotonicClock;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Circuit breaker around Telnyx. What was admitted before its state changed says nothing about the
 * new one: verdicts count only in the generation that they were admitted in. It is confined to its
 * owner's lock, except for {@link #state}.
 */
final class Circuit {
  private static final Logger log = LoggerFactory.getLogger(Circuit.class);

  private final CircuitBreaker breaker;
  private final Runnable onFailing;
  private int generation;
  private int inFlight;

  /**
   * @param onFailing run when the circuit opens, and when it lets the first probes through
   */
  Circuit(AttemptPolicy.Breaker policy, MonotonicClock clock, Runnable onFailing) {
    this.onFailing = onFailing;
    breaker = CircuitBreaker.of("telnyx", config(policy, clock));
    breaker.getEventPublisher().onStateTransition(event -> changed(event.getStateTransition()));
  }

  /** Whether an attempt may be sent; it is in flight then. */
  boolean tryEnter() {
    boolean permitted = breaker.tryAcquirePermission();
    if (permitted) {
      inFlight++;
    }
    return permitted;
  }

  /**
   * Ends an attempt's stay and counts its verdict, unless the circuit has changed since.
   *
   * @param admittedIn {@link #generation} in which the attempt was admitted
   * @return whether the verdict counts
   */
  boolean leave(int admittedIn, Verdict verdict, Duration took) {
    if (admittedIn != generation) {
      return false;
    }
    inFlight--;
    switch (verdict) {
      case HEALTHY, FAILING -> breaker.onResult(took.toNanos(), TimeUnit.NANOSECONDS, verdict);
      case UNKNOWN -> breaker.releasePermission();
    }
    return true;
  }

  /** How many times the state has changed. */
  int generation() {
    return generation;
  }

  /** Attempts in flight that were admitted in this generation; none while the circuit is open. */
  int inFlight() {
    return inFlight;
  }

  /** Whether probes are in flight, whose verdicts decide what comes next. */
  boolean awaitsProbes() {
    return inFlight > 0 && state() == State.HALF_OPEN;
  }

  State state() {
    return breaker.getState();
  }

  private void changed(StateTransition transition) {
    log.warn("Telnyx: {}", transition);
    generation++;
    inFlight = 0;
    if (transition.getToState() != State.CLOSED) {
      onFailing.run();
    }
  }

  private static CircuitBreakerConfig config(AttemptPolicy.Breaker policy, MonotonicClock clock) {
    InstantSource instants = () -> Instant.EPOCH.plusNanos(clock.now().nanos());
    return CircuitBreakerConfig.custom()
        .slidingWindow(
            Math.toIntExact(policy.window().toSeconds()),
            policy.minimum(),
            SlidingWindowType.TIME_BASED)
        .recordResult(verdict -> verdict == Verdict.FAILING)
        .failureRateThreshold(policy.failurePercent())
        .waitDurationInOpenState(policy.openFor())
        .permittedNumberOfCallsInHalfOpenState(policy.probes())
        .clock(instants.withZone(ZoneOffset.UTC))
        .build();
  }
}
