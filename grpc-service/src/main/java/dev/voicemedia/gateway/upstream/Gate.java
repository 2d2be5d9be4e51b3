package dev.voicemedia.gateway.upstream;

import dev.voicemedia.gateway.time.Moment;
import dev.voicemedia.gateway.time.Timer;
import dev.voicemedia.gateway.upstream.CommandException.Kind;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
    void admitted(Pass pass);

    /** It may not. Not called under a lock. */
    void refused(CommandException why);
  }

  /**
   * Of one who was admitted.
   *
   * @param circuit how often the circuit had changed then
   */
  record Pass(int circuit) {}

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
      if (Answers.isTooManyStreams(e.getCause())) {
        return UNKNOWN; // a limit kept here
      } else if (e.kind() == Kind.CONNECTION_FAILED || e.httpStatus() >= 500) {
        return FAILING;
      } else {
        return e.httpStatus() == 408 || e.httpStatus() == 429 ? UNKNOWN : WELL;
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

  /** How often the circuit has changed. What was admitted before says nothing about it any more. */
  private int circuit;

  /** Of those in flight, the ones admitted since the circuit changed. */
  private int inFlightSince;

  private Moment lastLeft;
  private boolean stepping;

  Gate(AttemptPolicy policy, Timer timer) {
    this.policy = policy;
    this.timer = timer;
    lastLeft = timer.now();
    breaker = CircuitBreaker.of("telnyx", config(policy.breaker(), timer));
    breaker.getEventPublisher().onStateTransition(event -> changed(event.getStateTransition()));
  }

  /** Admits or refuses the visitor, now or when it is its turn. */
  void enter(Visitor visitor) {
    List<Runnable> decisions;
    synchronized (this) {
      queue.add(visitor);
      decisions = decide();
      if (queue.size() > policy.bounds().queue()) {
        queue.remove(visitor);
        decisions.add(() -> visitor.refused(busy()));
      }
    }
    decisions.forEach(Runnable::run);
  }

  /**
   * Admits a hedge if there is room for all.
   *
   * @return null if there is not
   */
  synchronized @Nullable Pass tryEnter() {
    // Also while the gate is narrow: it is a quiet gateway then, whose first command is slow.
    boolean admitted =
        inFlight < policy.bounds().inFlight() && queue.isEmpty() && breaker.tryAcquirePermission();
    return admitted ? admit() : null;
  }

  /** The visitor does not want to send any more. */
  synchronized void withdraw(Visitor visitor) {
    queue.remove(visitor);
  }

  /** One who was admitted has done. */
  void leave(Pass pass, Verdict verdict, Duration took) {
    List<Runnable> decisions;
    synchronized (this) {
      inFlight--;
      lastLeft = timer.now();
      if (pass.circuit() == circuit) {
        inFlightSince--;
        count(verdict, took);
      }
      decisions = decide();
    }
    decisions.forEach(Runnable::run);
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

  private void count(Verdict verdict, Duration took) {
    switch (verdict) {
      case WELL, FAILING -> breaker.onResult(took.toNanos(), TimeUnit.NANOSECONDS, verdict);
      case UNKNOWN -> breaker.releasePermission();
    }
    if (verdict == Verdict.WELL) {
      widen();
    }
  }

  /** Lets go all whose turn it is. What comes of it is to be done without the lock. */
  private List<Runnable> decide() {
    List<Runnable> decisions = new ArrayList<>();
    for (Iterator<Visitor> waiting = queue.iterator(); waiting.hasNext(); ) {
      // While the circuit is open, none is in flight since: all are told at once.
      if (inFlightSince >= width() || inFlight >= policy.bounds().inFlight()) {
        stepLater();
        break;
      }
      Visitor next = waiting.next();
      if (breaker.tryAcquirePermission()) {
        Pass pass = admit();
        decisions.add(() -> next.admitted(pass));
      } else if (inFlightSince > 0 && breaker.getState() == CircuitBreaker.State.HALF_OPEN) {
        break; // what becomes of the probes decides
      } else {
        decisions.add(() -> next.refused(circuitOpen()));
      }
      waiting.remove();
    }
    return decisions;
  }

  private Pass admit() {
    inFlight++;
    inFlightSince++;
    return new Pass(circuit);
  }

  private CommandException busy() {
    return CommandException.notTried(
        Kind.BUSY, policy.bounds().queue() + " commands wait for Telnyx already", null);
  }

  private CommandException circuitOpen() {
    return CommandException.notTried(
        Kind.CIRCUIT_OPEN,
        "Telnyx has been failing and is left alone for a moment",
        policy.breaker().openFor());
  }

  /** Under the lock, since only what happens under it changes the circuit. */
  private void changed(CircuitBreaker.StateTransition transition) {
    log.warn("Telnyx: {}", transition);
    circuit++;
    inFlightSince = 0;
    if (transition.getToState() != CircuitBreaker.State.CLOSED) {
      width = 1;
    }
  }

  private int width() {
    if (inFlight == 0 && timer.now().isAfter(lastLeft.plus(COLD_AFTER))) {
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
    List<Runnable> decisions;
    synchronized (this) {
      stepping = false;
      widen();
      decisions = decide();
    }
    decisions.forEach(Runnable::run);
  }

  private static CircuitBreakerConfig config(AttemptPolicy.Breaker policy, Timer timer) {
    InstantSource clock = () -> Instant.EPOCH.plusNanos(timer.now().nanos());
    return CircuitBreakerConfig.custom()
        .slidingWindow(
            Math.toIntExact(policy.window().toSeconds()),
            policy.minimum(),
            SlidingWindowType.TIME_BASED)
        .recordResult(verdict -> verdict == Verdict.FAILING)
        .failureRateThreshold(policy.failurePercent())
        .waitDurationInOpenState(policy.openFor())
        .permittedNumberOfCallsInHalfOpenState(policy.probes())
        .clock(clock.withZone(ZoneOffset.UTC))
        .build();
  }
}
