package dev.voicemedia.gateway.grpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.voicemedia.gateway.time.Moment;
import dev.voicemedia.gateway.time.Timer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Wakes a stream at the earliest time that it has asked for. One timeout is scheduled at a time: a
 * stream that is woken too early asks again for what is left.
 */
final class StreamAlarm {
  private final Timer timer;
  private final Runnable wake;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private @Nullable Scheduled scheduled;

  @GuardedBy("lock")
  private boolean closed;

  StreamAlarm(Timer timer, Runnable wake) {
    this.timer = timer;
    this.wake = wake;
  }

  /** Wakes the stream so long after a moment, unless it is to be woken earlier. */
  void wakeIn(Moment now, Duration due) {
    Moment at = now.plus(due);
    synchronized (lock) {
      if (closed || (scheduled != null && !scheduled.at().isAfter(at))) {
        return;
      }
      cancel();
      Duration delay = due.isNegative() ? Duration.ZERO : due;
      scheduled = new Scheduled(at, timer.after(delay, this::ring));
    }
  }

  /** Wakes nobody any more. */
  void close() {
    synchronized (lock) {
      closed = true;
      cancel();
    }
  }

  private void ring() {
    synchronized (lock) {
      scheduled = null;
    }
    wake.run();
  }

  @GuardedBy("lock")
  private void cancel() {
    if (scheduled != null) {
      scheduled.cancel().run();
      scheduled = null;
    }
  }

  private record Scheduled(Moment at, Runnable cancel) {}
}
