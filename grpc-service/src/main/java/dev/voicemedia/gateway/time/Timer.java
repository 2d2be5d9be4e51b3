package dev.voicemedia.gateway.time;

import java.time.Duration;

/** A monotonic clock that also runs tasks later; injected, so that tests need not wait. */
public interface Timer extends MonotonicClock {
  /**
   * Runs a task after a delay, on a thread that the task must not block.
   *
   * @return cancels the task, unless it has started
   */
  Runnable after(Duration delay, Runnable task);
}
