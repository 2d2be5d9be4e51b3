package dev.voicemedia.gateway.upstream;

import java.time.Duration;

/** Runs something later; injected, so that tests need not wait. */
@FunctionalInterface
public interface Timer {
  /**
   * Runs a task after a delay, on a thread that the task must not block.
   *
   * @return calls it off
   */
  Runnable after(Duration delay, Runnable task);
}
