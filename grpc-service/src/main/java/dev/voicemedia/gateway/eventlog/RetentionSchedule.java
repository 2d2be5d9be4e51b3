package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.time.Moment;
import java.time.Duration;
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
  private final ClockWatch clock;

  private Moment dueAt = Moment.MIN;
  private long bytesSince;

  RetentionSchedule(LogStore store, EventLogSettings settings, ClockWatch clock) {
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
    ClockWatch.Reading reading = clock.look();
    Moment now = clock.moment();
    boolean due = bytesSince >= settings.bucketBytes() / TIMES_A_BUCKET || !dueAt.isAfter(now);
    if (due) {
      store.requireHealthy();
      store.rollAndExpire(settings, nextPosition, reading);
      dueAt = now.plus(EVERY);
      bytesSince = 0;
    }
  }
}
