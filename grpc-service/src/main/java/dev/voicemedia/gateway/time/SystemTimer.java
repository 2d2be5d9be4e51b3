package dev.voicemedia.gateway.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A timer on one thread of its own. */
public final class SystemTimer implements Timer, AutoCloseable {
  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread thread = new Thread(task, "timer");
            thread.setDaemon(true);
            return thread;
          });

  public SystemTimer() {
    // Nearly every timeout is called off; without this they would pile up until they are due.
    executor.setRemoveOnCancelPolicy(true);
  }

  @Override
  public Instant instant() {
    return Instant.EPOCH.plusNanos(System.nanoTime());
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
