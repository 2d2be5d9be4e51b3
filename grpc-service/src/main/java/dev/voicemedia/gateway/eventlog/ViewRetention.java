package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.time.Moment;
import dev.voicemedia.gateway.time.MonotonicClock;
import java.time.Duration;
import java.time.Instant;
import org.rocksdb.RocksDBException;

/**
 * Looks after a view's buckets by the time of the log that it follows: when its newest record was
 * appended, and how long that was ago by a monotonic clock. What this machine's clock shows does
 * not matter, and while a view is being built its buckets are as old as what is in them.
 */
final class ViewRetention {
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final int TIMES_A_BUCKET = 16;

  private final LogStore store;
  private final EventLogSettings settings;
  private final MonotonicClock monotonic;

  private Instant newest;
  private Moment newestAt;
  private Instant lastRun = Instant.MIN;
  private long bytesSince;

  /**
   * @param newest when the newest record was appended, as far as it is known
   */
  ViewRetention(
      LogStore store, EventLogSettings settings, MonotonicClock monotonic, Instant newest) {
    this.store = store;
    this.settings = settings;
    this.monotonic = monotonic;
    this.newest = newest;
    this.newestAt = monotonic.now();
  }

  /** Takes the time of what is appended next. */
  void reached(Instant appendedAt) {
    newest = appendedAt;
    newestAt = monotonic.now();
  }

  /** Counts bytes that are in the newest bucket. */
  void grew(long bytes) {
    bytesSince += bytes;
  }

  /** Begins buckets and drops what has expired, if it is time to look; the first call does. */
  void runIfDue(long nextPosition) throws RocksDBException {
    Instant now = newest.plus(newestAt.until(monotonic.now()));
    boolean due =
        lastRun.equals(Instant.MIN)
            || bytesSince >= settings.bucketBytes() / TIMES_A_BUCKET
            || Duration.between(lastRun, now).abs().compareTo(EVERY) >= 0;
    if (due) {
      store.requireHealthy();
      store.rollAndExpire(settings, nextPosition, new ClockWatch.Reading(now, true));
      lastRun = now;
      bytesSince = 0;
    }
  }
}
