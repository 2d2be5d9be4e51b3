package dev.voicemedia.gateway.eventlog;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.rocksdb.RocksDBException;

/** When a bucket ends and when it expires, at one moment. */
final class Retention {
  private static final int MAX_ID_BUCKETS = 16;

  private final EventLogSettings settings;
  private final Instant now;

  Retention(EventLogSettings settings, Instant now) {
    this.settings = settings;
    this.now = now;
  }

  /**
   * Begins the buckets that are due and forgets those that have expired.
   *
   * @param nextPosition of the next event
   * @param forgotten takes those that nobody finds any more
   */
  void rollAndExpire(
      BucketSeries events, BucketSeries ids, long nextPosition, Consumer<Bucket> forgotten)
      throws RocksDBException {
    // An id is also what an event is found by: of those that expire for their bytes only the
    // window counts.
    Duration remembered = longer(settings.retention(), settings.dedupeWindow());
    roll(events, ids, nextPosition, remembered);
    expire(events, ids, remembered, forgotten);
  }

  private void roll(BucketSeries events, BucketSeries ids, long nextPosition, Duration remembered)
      throws RocksDBException {
    rollByTime(events, nextPosition, settings.bucketLength());
    Bucket current = events.newest().orElseThrow();
    if (nextPosition > current.firstPosition() && events.size(current) >= settings.bucketBytes()) {
      events.begin(nextPosition, now);
    }
    // A new id is looked for in every bucket: so these are few, however short the others are.
    rollByTime(
        ids, nextPosition, longer(settings.bucketLength(), remembered.dividedBy(MAX_ID_BUCKETS)));
  }

  private void expire(
      BucketSeries events, BucketSeries ids, Duration remembered, Consumer<Bucket> forgotten)
      throws RocksDBException {
    while (oldestEndedBefore(events, now.minus(settings.retention()))
        || (events.all().size() > 1 && events.size() > settings.retentionBytes())) {
      forgotten.accept(events.forgetOldest());
    }
    while (oldestEndedBefore(ids, now.minus(remembered))
        || (oldestEndedBefore(ids, now.minus(settings.dedupeWindow()))
            && ids.all().get(1).firstPosition() <= events.oldest().orElseThrow().firstPosition())) {
      forgotten.accept(ids.forgetOldest());
    }
  }

  private void rollByTime(BucketSeries series, long nextPosition, Duration length)
      throws RocksDBException {
    Optional<Bucket> current = series.newest();
    boolean due =
        current.isEmpty()
            || (nextPosition > current.get().firstPosition()
                && !now.isBefore(current.get().openedAt().plus(length)));
    if (due) {
      series.begin(nextPosition, now);
    }
  }

  /** A bucket ends when the next begins; the newest has not. */
  private static boolean oldestEndedBefore(BucketSeries series, Instant time) {
    List<Bucket> all = series.all();
    return all.size() > 1 && all.get(1).openedAt().isBefore(time);
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }
}
