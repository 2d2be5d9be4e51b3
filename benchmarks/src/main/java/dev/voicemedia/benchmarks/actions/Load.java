package dev.voicemedia.benchmarks.actions;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sends actions, and takes the time of each. */
public final class Load {
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /**
   * What came of it.
   *
   * @param perSecond actions answered
   */
  public record Result(int count, double perSecond, double p50Micros, double p99Micros) {}

  private final Supplier<CompletableFuture<?>> action;

  public Load(Supplier<CompletableFuture<?>> action) {
    this.action = action;
  }

  /** So many under way all the time. */
  public Result closed(int atOnce, int count) throws InterruptedException {
    return run(atOnce, count, 0);
  }

  /** So many a second, whether or not earlier ones are answered; a delay of ours counts, too. */
  public Result paced(int perSecond, int count) throws InterruptedException {
    return run(count, count, TimeUnit.SECONDS.toNanos(1) / perSecond);
  }

  private Result run(int atOnce, int count, long nanosBetween) throws InterruptedException {
    Semaphore free = new Semaphore(atOnce);
    Semaphore done = new Semaphore(0);
    long[] nanos = new long[count];
    AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      free.acquire();
      long due = nanosBetween == 0 ? System.nanoTime() : start + i * nanosBetween;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      int number = i;
      var unused =
          action
              .get()
              .whenComplete(
                  (answer, failure) -> {
                    nanos[number] = System.nanoTime() - due;
                    if (failure != null) {
                      failed.compareAndSet(null, failure);
                    }
                    free.release();
                    done.release();
                  });
    }
    if (!done.tryAcquire(count, LONGEST.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("some actions are not answered");
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    if (failed.get() != null) {
      throw new IllegalStateException("some actions failed, the first", failed.get());
    }
    Arrays.sort(nanos);
    return new Result(
        count, count / seconds, nanos[count / 2] / 1e3, nanos[(int) (count * 0.99)] / 1e3);
  }
}
