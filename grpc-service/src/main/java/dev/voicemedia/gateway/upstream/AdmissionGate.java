package dev.voicemedia.gateway.upstream;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.voicemedia.gateway.time.Moment;
import dev.voicemedia.gateway.time.Timer;
import dev.voicemedia.gateway.upstream.CommandException.Kind;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may send now, by what a {@link Bulkhead}, a {@link SlowStart} and a {@link Circuit}
 * breaker allow; the others wait in turn. All that they know is under one lock, and nobody is
 * called under it.
 */
final class AdmissionGate {
  /** An attempt that is not answered does not hold up the others for longer. */
  private static final Duration STEP_ANYWAY = Duration.ofMillis(500);

  private final AttemptPolicy policy;
  private final Timer timer;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Bulkhead<Visitor> bulkhead;

  @GuardedBy("lock")
  private final SlowStart slowStart;

  @GuardedBy("lock")
  private final Circuit circuit;

  @GuardedBy("lock")
  private boolean stepping;

  AdmissionGate(AttemptPolicy policy, Timer timer) {
    this.policy = policy;
    this.timer = timer;
    bulkhead = new Bulkhead<>(policy.bounds());
    SlowStart start = new SlowStart(policy.bounds().inFlight(), timer);
    slowStart = start;
    circuit = new Circuit(policy.breaker(), timer, start::startOver);
  }

  /** Admits or refuses the visitor, now or when it is its turn. */
  void enter(Visitor visitor) {
    List<Runnable> decisions;
    synchronized (lock) {
      bulkhead.enqueue(visitor);
      decisions = decide();
      if (bulkhead.isOverfull()) {
        bulkhead.withdraw(visitor);
        decisions.add(() -> visitor.refused(busy()));
      }
    }
    Trampoline.run(decisions);
  }

  /**
   * Admits a hedge if nobody waits and there is room.
   *
   * @return null if not
   */
  @Nullable Pass tryEnter() {
    synchronized (lock) {
      // Also during a slow start: it is a quiet gateway then, whose first command is slow.
      boolean admitted = bulkhead.hasRoom() && bulkhead.queued() == 0 && circuit.tryEnter();
      return admitted ? admit() : null;
    }
  }

  /** Removes one who does not want to send any more. */
  void withdraw(Visitor visitor) {
    synchronized (lock) {
      bulkhead.withdraw(visitor);
    }
  }

  int inFlight() {
    synchronized (lock) {
      return bulkhead.inFlight();
    }
  }

  int queued() {
    synchronized (lock) {
      return bulkhead.queued();
    }
  }

  CircuitBreaker.State state() {
    synchronized (lock) {
      return circuit.state();
    }
  }

  private void leave(Pass pass, Verdict verdict) {
    List<Runnable> decisions;
    synchronized (lock) {
      bulkhead.leave();
      slowStart.used();
      boolean counts = circuit.leave(pass.generation, verdict, pass.admittedAt.until(timer.now()));
      if (counts && verdict == Verdict.HEALTHY) {
        slowStart.widen();
      }
      decisions = decide();
    }
    Trampoline.run(decisions);
  }

  /** Lets go all whose turn it is. What comes of it is to be done without the lock. */
  @GuardedBy("lock")
  private List<Runnable> decide() {
    if (bulkhead.inFlight() == 0) {
      slowStart.coolDown();
    }
    List<Runnable> decisions = new ArrayList<>();
    for (Iterator<Visitor> waiting = bulkhead.waiting(); waiting.hasNext(); ) {
      // While the circuit is open, none counts as in flight there: all are refused at once.
      if (circuit.inFlight() >= slowStart.width() || !bulkhead.hasRoom()) {
        stepLater();
        break;
      }
      Visitor next = waiting.next();
      if (circuit.tryEnter()) {
        Pass pass = admit();
        decisions.add(() -> next.admitted(pass));
      } else if (circuit.awaitsProbes()) {
        break;
      } else {
        decisions.add(() -> next.refused(CommandException.circuitOpen(policy.breaker().openFor())));
      }
      waiting.remove();
    }
    return decisions;
  }

  @GuardedBy("lock")
  private Pass admit() {
    bulkhead.enter();
    return new Pass(circuit.generation(), timer.now());
  }

  @GuardedBy("lock")
  private void stepLater() {
    if (!stepping && !slowStart.isComplete()) {
      stepping = true;
      var unusedNeverCancelled = timer.after(STEP_ANYWAY, this::stepAnyway);
    }
  }

  private void stepAnyway() {
    List<Runnable> decisions;
    synchronized (lock) {
      stepping = false;
      slowStart.widen();
      decisions = decide();
    }
    Trampoline.run(decisions);
  }

  private CommandException busy() {
    return CommandException.notAttempted(
        Kind.BUSY, "the queue is full: " + policy.bounds().queue() + " commands wait for Telnyx");
  }

  /** One who wants to send. Neither method is called under a lock. */
  interface Visitor {
    /** It may send: it has the pass watch its attempt, or gives it back. */
    void admitted(Pass pass);

    /** It may not. */
    void refused(CommandException why);
  }

  /** Permission to send once. */
  final class Pass {
    private final int generation;
    private final Moment admittedAt;

    private Pass(int generation, Moment admittedAt) {
      this.generation = generation;
      this.admittedAt = admittedAt;
    }

    /** Takes the place in flight until the attempt ends, and draws the verdict from its end. */
    void watch(CompletableFuture<CommandResult> attempt) {
      var unused = attempt.whenComplete((result, failure) -> leave(this, Verdict.of(failure)));
    }

    /** Nothing was sent. */
    void giveBack() {
      leave(this, Verdict.UNKNOWN);
    }
  }
}
