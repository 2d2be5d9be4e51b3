package dev.voicemedia.gateway.upstream;

import dev.voicemedia.gateway.config.AttemptPolicy;
import dev.voicemedia.gateway.upstream.CommandException.Kind;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides who may send now: so many at a time, the others in turn, nobody while Telnyx fails.
 *
 * <p>It opens wide only step by step, with each answer, when nothing was sent for a while and after
 * failures: a burst would otherwise open a connection for each of its commands, where one is enough
 * for HTTP/2, and meet a Telnyx that has just recovered all at once.
 */
final class Gate {
  /** Who wants to send. */
  interface Visitor {
    /** It may send; it has to leave the gate later. Not called under a lock. */
    void admitted();

    /** It may not. Not called under a lock. */
    void refused(CommandException why);
  }

  /** What an attempt has shown of Telnyx. */
  enum Verdict {
    /** It works. */
    WELL,
    /** It does not. */
    FAILING,
    /** Nothing. */
    UNKNOWN;

    /** Of an attempt that failed. */
    static Verdict of(CommandException e) {
      if (e.kind() == Kind.CONNECTION_FAILED || e.httpStatus() >= 500) {
        return FAILING;
      } else {
        return e.httpStatus() == 408 ? UNKNOWN : WELL;
      }
    }
  }

  /** How many more may send at a time after an answer. */
  private static final int STEP = 4;

  /** One that is not answered does not hold up the others for longer. */
  private static final Duration STEP_ANYWAY = Duration.ofMillis(500);

  /** Connections are kept for longer. */
  private static final Duration COLD_AFTER = Duration.ofSeconds(20);

  private static final Logger log = LoggerFactory.getLogger(Gate.class);

  private final AttemptPolicy policy;
  private final Timer timer;
  private final CircuitBreaker breaker;
  private final Set<Visitor> queue = new LinkedHashSet<>();
  private int width = 1;
  private int inFlight;
  private Instant lastLeft;
  private boolean stepping;

  Gate(AttemptPolicy policy, Timer timer) {
    this.policy = policy;
    this.timer = timer;
    lastLeft = timer.instant();
    breaker = CircuitBreaker.of("telnyx", config(policy.breaker(), timer));
    breaker
        .getEventPublisher()
        .onStateTransition(event -> log.warn("Telnyx: {}", event.getStateTransition()));
  }

  /** Admits or refuses the visitor, now or when it is its turn. */
  void enter(Visitor visitor) {
    boolean full;
    synchronized (this) {
      full = queue.size() >= policy.bounds().queue() && inFlight >= width();
      if (!full) {
        queue.add(visitor);
      }
    }
    if (full) {
      visitor.refused(
          CommandException.notTried(
              Kind.BUSY, policy.bounds().queue() + " commands wait for Telnyx already", null));
    } else {
      admitNext();
    }
  }

  /** Admits a hedge if there is room for all. */
  synchronized boolean tryEnter() {
    // Also while the gate is narrow: it is a quiet gateway then, whose first command is slow.
    boolean admitted =
        inFlight < policy.bounds().inFlight() && queue.isEmpty() && breaker.tryAcquirePermission();
    if (admitted) {
      inFlight++;
    }
    return admitted;
  }

  /** The visitor does not want to send any more. */
  synchronized void withdraw(Visitor visitor) {
    queue.remove(visitor);
  }

  /** One who was admitted has done. */
  void leave(Verdict verdict, Duration took) {
    switch (verdict) {
      case WELL, FAILING -> breaker.onResult(took.toNanos(), TimeUnit.NANOSECONDS, verdict);
      case UNKNOWN -> breaker.releasePermission();
    }
    synchronized (this) {
      inFlight--;
      lastLeft = timer.instant();
      if (breaker.getState() == CircuitBreaker.State.OPEN) {
        width = 1;
      } else if (verdict == Verdict.WELL) {
        widen();
      }
    }
    admitNext();
  }

  synchronized int inFlight() {
    return inFlight;
  }

  synchronized int queued() {
    return queue.size();
  }

  CircuitBreaker.State state() {
    return breaker.getState();
  }

  private void admitNext() {
    while (true) {
      Visitor next;
      boolean admitted;
      synchronized (this) {
        Iterator<Visitor> first = queue.iterator();
        if (!first.hasNext()) {
          return;
        }
        if (inFlight >= width()) {
          stepLater();
          return;
        }
        next = first.next();
        admitted = breaker.tryAcquirePermission();
        if (!admitted && inFlight > 0 && breaker.getState() == CircuitBreaker.State.HALF_OPEN) {
          return; // what becomes of the probes decides
        }
        first.remove();
        if (admitted) {
          inFlight++;
        }
      }
      if (admitted) {
        next.admitted();
      } else {
        next.refused(
            CommandException.notTried(
                Kind.CIRCUIT_OPEN,
                "Telnyx has been failing and is left alone for a moment",
                policy.breaker().openFor()));
      }
    }
  }

  private int width() {
    if (inFlight == 0 && timer.instant().isAfter(lastLeft.plus(COLD_AFTER))) {
      width = 1;
    }
    return width;
  }

  private void widen() {
    width = Math.min(policy.bounds().inFlight(), width + STEP);
  }

  private void stepLater() {
    if (!stepping && width < policy.bounds().inFlight()) {
      stepping = true;
      var unusedNeverCalledOff = timer.after(STEP_ANYWAY, this::stepAnyway);
    }
  }

  private void stepAnyway() {
    synchronized (this) {
      stepping = false;
      widen();
    }
    admitNext();
  }

  private static CircuitBreakerConfig config(AttemptPolicy.Breaker policy, Timer timer) {
    return CircuitBreakerConfig.custom()
        .slidingWindow(
            Math.toIntExact(policy.window().toSeconds()),
            policy.minimum(),
            SlidingWindowType.TIME_BASED)
        .recordResult(verdict -> verdict == Verdict.FAILING)
        .failureRateThreshold(policy.failurePercent())
        .waitDurationInOpenState(policy.openFor())
        .permittedNumberOfCallsInHalfOpenState(policy.probes())
        .clock(timer.withZone(ZoneOffset.UTC))
        .build();
  }
}
