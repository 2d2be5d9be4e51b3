package dev.voicemedia.gateway.upstream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks on the thread that hands them in. A task that hands in others has them run after it
 * and not within it: so a chain of tasks takes no more stack than one, however long it is.
 */
final class Trampoline {
  private static final ThreadLocal<@Nullable Deque<Runnable>> WAITING = new ThreadLocal<>();

  private Trampoline() {}

  /** Runs the tasks, none of which may throw; after the one that runs, if one of them calls. */
  static void run(List<Runnable> tasks) {
    Deque<Runnable> outer = WAITING.get();
    if (outer != null) {
      outer.addAll(tasks);
      return;
    }
    Deque<Runnable> queue = new ArrayDeque<>(tasks);
    WAITING.set(queue);
    try {
      for (Runnable next = queue.poll(); next != null; next = queue.poll()) {
        next.run();
      }
    } finally {
      WAITING.remove();
    }
  }
}
