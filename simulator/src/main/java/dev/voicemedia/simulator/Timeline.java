package dev.voicemedia.simulator;

import java.time.Duration;
import java.time.InstantSource;

/**
 * The simulator's time: what a webhook's {@code occurred_at} and {@code telnyx-timestamp} say, and
 * when audio ends or a webhook is sent again. {@link ManualTimeline} lets a test move it.
 */
public interface Timeline extends InstantSource {

  /**
   * Runs a task once, later.
   *
   * @param delay from now; zero and less mean as soon as possible, never before this call returns
   * @param task short, since tasks may share one thread
   */
  Timer schedule(Duration delay, Runnable task);

  /** A task that waits for its time. */
  interface Timer {
    /** Forgets the task; without effect once it has begun. */
    void cancel();
  }
}
