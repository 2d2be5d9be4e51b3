package dev.voicemedia.gateway.grpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * A bulkhead for work that takes long: few threads, and callers take turns, so that one with many
 * requests does not make the others wait for all of them. What waits is bounded.
 */
final class FairTurns {
  private final Executor threads;
  private final int maxWaiting;
  private final Object lock = new Object();

  /** The jobs of each caller that has some, the caller whose turn it is first. */
  @GuardedBy("lock")
  private final Map<Object, Deque<Runnable>> waiting = new LinkedHashMap<>();

  @GuardedBy("lock")
  private int jobs;

  /**
   * @param threads each runs one job at a time
   * @param maxWaiting jobs of all callers together
   */
  FairTurns(Executor threads, int maxWaiting) {
    this.threads = threads;
    this.maxWaiting = maxWaiting;
  }

  /**
   * Runs a job when it is its caller's turn.
   *
   * @param caller whoever takes turns with others
   * @throws BusyException if as many wait as may
   */
  void run(Object caller, Runnable job) throws BusyException {
    synchronized (lock) {
      if (jobs >= maxWaiting) {
        throw new BusyException(
            maxWaiting + " lists are waiting, the most that this gateway keeps");
      }
      jobs++;
      waiting.computeIfAbsent(caller, unused -> new ArrayDeque<>()).add(job);
    }
    threads.execute(() -> next().run());
  }

  /** There is one for each call of this. */
  private Runnable next() {
    synchronized (lock) {
      Iterator<Map.Entry<Object, Deque<Runnable>>> callers = waiting.entrySet().iterator();
      Map.Entry<Object, Deque<Runnable>> first = callers.next();
      callers.remove();
      Deque<Runnable> own = first.getValue();
      Runnable job = own.remove();
      if (!own.isEmpty()) {
        waiting.put(first.getKey(), own); // now the last one
      }
      jobs--;
      return job;
    }
  }
}
