package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.eventlog.BucketSeries.Bucket;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.rocksdb.RocksDBException;

/** When a bucket ends and when it expires, at one moment. */
final class Retention {
  private static final int MAX_ID_BUCKETS = 16;

  private final LogFiles files;
  private final EventLogSettings settings;
  private final Instant now;

  Retention(LogFiles files, EventLogSettings settings, Instant now) {
    this.files = files;
    this.settings = settings;
    this.now = now;
  }

  /**
   * Begins the buckets that are due and forgets those that have expired.
   *
   * @param nextPosition of the next event
   * @param forgotten takes those that nobody finds any more
   */
  void keep(BucketSeries events, BucketSeries ids, long nextPosition, Consumer<Bucket> forgotten)
      throws RocksDBException {
    beginWhereDue(events, nextPosition, settings.bucketLength());
    Bucket current = events.newest().orElseThrow();
    if (nextPosition > current.firstPosition() && files.size(current) >= settings.bucketBytes()) {
      events.begin(nextPosition, now);
    }
    // An id is also what an event is found by: of those that expire for their bytes only the
    // window counts.
    Duration remembered = longer(settings.retention(), settings.dedupeWindow());
    // A new id is looked for in every bucket: so these are few, however short the others are.
    beginWhereDue(
        ids, nextPosition, longer(settings.bucketLength(), remembered.dividedBy(MAX_ID_BUCKETS)));

    while (oldestEndedBefore(events, now.minus(settings.retention()))
        || (events.all().size() > 1 && size(events) > settings.retentionBytes())) {
      forgotten.accept(events.forgetOldest());
    }
    while (oldestEndedBefore(ids, now.minus(remembered))
        || (oldestEndedBefore(ids, now.minus(settings.dedupeWindow()))
            && secondOf(ids).firstPosition() <= oldestPosition(events))) {
      forgotten.accept(ids.forgetOldest());
    }
  }

  private void beginWhereDue(BucketSeries series, long nextPosition, Duration length)
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

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  /** A bucket ends when the next begins; the newest has not. */
  private static boolean oldestEndedBefore(BucketSeries series, Instant time) {
    return series.all().size() > 1 && secondOf(series).openedAt().isBefore(time);
  }

  private static Bucket secondOf(BucketSeries series) {
    return series.all().values().stream().skip(1).findFirst().orElseThrow();
  }

  private static long oldestPosition(BucketSeries series) {
    return series.all().firstKey();
  }

  private long size(BucketSeries series) throws RocksDBException {
    long size = 0;
    for (Bucket bucket : series.all().values()) {
      size += files.size(bucket);
    }
    return size;
  }
}
