package dev.voicemedia.simulator;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Time that stands still until a test moves it. Tasks run on the thread that calls {@link
 * #advance}, in the order of their times, and see the time they were due at.
 */
public final class ManualTimeline implements Timeline {

  private final Object lock = new Object();

  @GuardedBy("lock")
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparing(Task::due).thenComparing(Task::number));

  @GuardedBy("lock")
  private Instant now;

  @GuardedBy("lock")
  private long scheduled;

  /** Starts at the given instant. */
  public ManualTimeline(Instant start) {
    now = start;
  }

  @Override
  public Instant instant() {
    synchronized (lock) {
      return now;
    }
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    synchronized (lock) {
      Instant due = delay.isNegative() ? now : now.plus(delay);
      Task entry = new Task(due, scheduled++, task);
      tasks.add(entry);
      return () -> remove(entry);
    }
  }

  /**
   * Moves time on and runs everything that falls due, including what those tasks schedule in
   * between.
   *
   * @param duration zero runs what is due now; not negative
   */
  public void advance(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException(
          "duration is " + duration + ", expected zero or more: time does not go back");
    }
    Instant target = instant().plus(duration);
    for (Task task = next(target); task != null; task = next(target)) {
      task.action().run();
    }
  }

  /** Returns how many tasks wait for their time. */
  public int scheduledTasks() {
    synchronized (lock) {
      return tasks.size();
    }
  }

  private @Nullable Task next(Instant target) {
    synchronized (lock) {
      Task task = tasks.peek();
      if (task == null || task.due().isAfter(target)) {
        now = target.isAfter(now) ? target : now;
        return null;
      }
      now = task.due().isAfter(now) ? task.due() : now;
      return tasks.poll();
    }
  }

  private void remove(Task task) {
    synchronized (lock) {
      tasks.remove(task);
    }
  }

  private record Task(Instant due, long number, Runnable action) {}
}
