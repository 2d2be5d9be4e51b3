package dev.voicemedia.gateway.time;

import java.time.Duration;
import java.time.InstantSource;

/**
 * Tells the time and runs something later; injected, so that tests need not wait. Its instants
 * count from an arbitrary origin and never go back: they are good for measuring, not for showing.
 */
public interface Timer extends InstantSource {
  /**
   * Runs a task after a delay, on a thread that the task must not block.
   *
   * @return calls it off
   */
  Runnable after(Duration delay, Runnable task);
}
