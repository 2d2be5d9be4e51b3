package dev.voicemedia.gateway.grpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.voicemedia.gateway.connection.FairQueue;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * A bulkhead for work that takes long: few threads, and callers take turns, so that one with many
 * requests does not make the others wait for all of them, nor keeps them out.
 */
final class FairTurns {
  private final Executor threads;
  private final int maxWaiting;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final FairQueue<Object, Job> waiting;

  /**
   * @param threads each runs one job at a time
   * @param maxWaiting jobs of all callers together
   */
  FairTurns(Executor threads, int maxWaiting) {
    this.threads = threads;
    this.maxWaiting = maxWaiting;
    this.waiting = new FairQueue<>(maxWaiting, Long.MAX_VALUE);
  }

  /**
   * Runs a job when it is its caller's turn. If as many wait as may, the caller who has most
   * waiting loses its newest, which may be this one.
   *
   * @param caller whoever takes turns with others
   * @param refused takes why the job will not run, if it will not
   */
  void run(Object caller, Runnable job, Consumer<BusyException> refused) {
    Optional<Job> surplus;
    synchronized (lock) {
      surplus = waiting.add(new Job(job, refused), caller, 0);
    }
    if (surplus.isPresent()) { // a thread's turn was given for that one, if it is not this
      surplus
          .get()
          .refused()
          .accept(
              new BusyException(
                  maxWaiting + " lists are waiting, the most that this gateway keeps"));
    } else {
      threads.execute(() -> next().run());
    }
  }

  /** There is one for each that was added beyond those that were refused. */
  private Runnable next() {
    synchronized (lock) {
      return waiting.remove().work();
    }
  }

  private record Job(Runnable work, Consumer<BusyException> refused) {}
}
