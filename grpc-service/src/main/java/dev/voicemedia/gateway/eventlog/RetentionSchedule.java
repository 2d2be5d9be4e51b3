package dev.voicemedia.gateway.eventlog;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.rocksdb.RocksDBException;

/**
 * Looks after a store's buckets: often enough for the limits to hold, seldom enough not to be
 * noticed. For the writer's thread.
 */
final class RetentionSchedule {
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final int TIMES_A_BUCKET = 16;

  private final LogStore store;
  private final EventLogSettings settings;
  private final InstantSource clock;

  private Instant ranAt = Instant.MIN;
  private long bytesSince;

  RetentionSchedule(LogStore store, EventLogSettings settings, InstantSource clock) {
    this.store = store;
    this.settings = settings;
    this.clock = clock;
  }

  /** Counts bytes that will be in the newest bucket. */
  void grew(int bytes) {
    bytesSince += bytes;
  }

  /**
   * Begins buckets and drops what has expired, if it is time to look. The first call does: without
   * it nothing can be written.
   *
   * @param nextPosition of the next event
   */
  void runIfDue(long nextPosition) throws RocksDBException {
    Instant now = clock.instant();
    boolean due =
        bytesSince >= settings.bucketBytes() / TIMES_A_BUCKET || !ranAt.plus(EVERY).isAfter(now);
    if (due) {
      store.requireHealthy();
      store.rollAndExpire(settings, nextPosition, now);
      ranAt = now;
      bytesSince = 0;
    }
  }
}
