package dev.voicemedia.gateway.time;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Shows whether an executor still runs tasks. It counts looks and no time, so that a process that
 * was stopped for a while, as a whole, is not taken for one that hangs.
 */
public final class Pulse {
  private final Executor executor;
  private final AtomicBoolean beaten = new AtomicBoolean();
  private int missed;
  private boolean waiting;

  public Pulse(Executor executor) {
    this.executor = executor;
  }

  /** How many looks in a row have found the task of an earlier one still not run; one thread's. */
  public int missed() {
    if (beaten.compareAndSet(true, false)) {
      missed = 0;
      waiting = false;
    } else if (waiting) {
      missed++;
    }
    if (!waiting) {
      waiting = true;
      try {
        executor.execute(() -> beaten.set(true));
      } catch (RejectedExecutionException e) {
        // It is closed: looked at no longer, or else missed from now on.
      }
    }
    return missed;
  }
}
