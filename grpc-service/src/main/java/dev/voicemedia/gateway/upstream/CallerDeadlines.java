package dev.voicemedia.gateway.upstream;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.voicemedia.gateway.time.Moment;
import dev.voicemedia.gateway.time.Timer;
import java.time.Duration;
import java.util.Comparator;
import java.util.TreeSet;

/**
 * Those who wait for an answer, the earliest deadline first. When Telnyx stalls, all of them are
 * due at once, and each answer takes its time: the more there are, the earlier the first is given.
 */
final class CallerDeadlines {
  private static final Duration FOR_EACH_OTHER = Duration.ofMillis(2);
  private static final Duration MOST = Duration.ofSeconds(2);

  /** A deadline keeps at least half of its time for Telnyx. */
  private static final int SHARE = 2;

  private final Timer timer;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final TreeSet<Caller> waiting =
      new TreeSet<>(Comparator.comparing(Caller::end).thenComparing(Caller::number));

  @GuardedBy("lock")
  private long added;

  @GuardedBy("lock")
  private Moment wakesAt = Moment.MAX;

  @GuardedBy("lock")
  private Runnable cancelWake = () -> {};

  CallerDeadlines(Timer timer) {
    this.timer = timer;
  }

  /**
   * Adds a caller.
   *
   * @param limit how long it waits
   * @param overdue answers it, at the end of that time or earlier; it must not block
   * @return removes it
   */
  Runnable add(Duration limit, Runnable overdue) {
    synchronized (lock) {
      Caller caller = new Caller(timer.now().plus(limit), added++, limit, overdue);
      waiting.add(caller);
      wakeForTheFirst();
      return () -> remove(caller);
    }
  }

  /**
   * How much earlier than at its end a caller is answered now.
   *
   * @param limit how long it waits in all
   */
  Duration margin(Duration limit) {
    synchronized (lock) {
      // In nanoseconds: a Duration multiplies and divides by way of BigDecimal.
      long growth = FOR_EACH_OTHER.toNanos() * Math.max(0, waiting.size() - 1);
      long most = Math.min(MOST.toNanos(), limit.toNanos() / SHARE);
      return Duration.ofNanos(Math.min(growth, most));
    }
  }

  private void remove(Caller caller) {
    synchronized (lock) {
      waiting.remove(caller);
      if (waiting.isEmpty()) {
        cancelWake.run();
        wakesAt = Moment.MAX;
      }
    }
  }

  @GuardedBy("lock")
  private void wakeForTheFirst() {
    Moment due = dueOf(waiting.first());
    if (due.isBefore(wakesAt)) {
      cancelWake.run();
      wakesAt = due;
      cancelWake = timer.after(timer.now().until(due), this::answerWhoIsDue);
    }
  }

  private void answerWhoIsDue() {
    while (true) {
      Caller first;
      synchronized (lock) {
        wakesAt = Moment.MAX;
        if (waiting.isEmpty()) {
          return;
        }
        first = waiting.first();
        if (dueOf(first).isAfter(timer.now())) {
          wakeForTheFirst();
          return;
        }
        waiting.remove(first);
      }
      first.overdue.run();
    }
  }

  @GuardedBy("lock")
  private Moment dueOf(Caller caller) {
    return caller.end.plus(margin(caller.limit).negated());
  }

  private record Caller(Moment end, long number, Duration limit, Runnable overdue) {}
}
