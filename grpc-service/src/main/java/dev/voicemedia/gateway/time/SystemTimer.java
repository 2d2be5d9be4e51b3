package dev.voicemedia.gateway.time;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A timer with a thread of its own. */
public final class SystemTimer implements Timer, AutoCloseable {
  private final MonotonicClock clock = MonotonicClock.system();
  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(1, DaemonThreads.named("timer"));

  public SystemTimer() {
    // Nearly every timeout is cancelled; without this they would pile up until they are due.
    executor.setRemoveOnCancelPolicy(true);
  }

  @Override
  public Moment now() {
    return clock.now();
  }

  @Override
  public Runnable after(Duration delay, Runnable task) {
    ScheduledFuture<?> scheduled = executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> scheduled.cancel(false);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
