package dev.voicemedia.gateway.eventlog;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When a bucket ends and when it expires, at one moment. */
final class Retention {
  private static final int MAX_ID_BUCKETS = 16;
  private static final Logger log = LoggerFactory.getLogger(Retention.class);

  private final EventLogSettings settings;
  private final ClockWatch.Reading clock;
  private final Instant now;

  Retention(EventLogSettings settings, ClockWatch.Reading clock) {
    this.settings = settings;
    this.clock = clock;
    this.now = clock.time();
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
    if (clock.trusted()) {
      expireForAge(events, forgotten);
    }
    expireForBytes(events, forgotten);
    if (clock.trusted()) {
      expireIds(ids, events.oldest().orElseThrow().firstPosition(), remembered, forgotten);
    }
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

  private void expireForBytes(BucketSeries events, Consumer<Bucket> forgotten)
      throws RocksDBException {
    for (long size = events.size();
        events.all().size() > 1 && size > settings.retentionBytes();
        size = events.size()) {
      String why =
          "events take %d bytes, retention is %d".formatted(size, settings.retentionBytes());
      forgotten.accept(forgetOldest(events, "Events", why));
    }
  }

  private void expireForAge(BucketSeries events, Consumer<Bucket> forgotten)
      throws RocksDBException {
    while (oldestEndedBefore(events, now.minus(settings.retention()))) {
      String why = "older than the retention of " + settings.retention();
      forgotten.accept(forgetOldest(events, "Events", why));
    }
  }

  private void expireIds(
      BucketSeries ids, long earliestEvent, Duration remembered, Consumer<Bucket> forgotten)
      throws RocksDBException {
    while (oldestEndedBefore(ids, now.minus(remembered))) {
      forgotten.accept(forgetOldest(ids, "Ids of events", "older than " + remembered));
    }
    while (oldestEndedBefore(ids, now.minus(settings.dedupeWindow()))
        && ids.all().get(1).firstPosition() <= earliestEvent) {
      String why = "older than " + settings.dedupeWindow() + ", and the events are gone";
      forgotten.accept(forgetOldest(ids, "Ids of events", why));
    }
  }

  private static Bucket forgetOldest(BucketSeries series, String what, String why)
      throws RocksDBException {
    List<Bucket> all = series.all();
    Bucket oldest = all.get(0);
    long bytes = series.size(oldest);
    log.info(
        "{} at positions {} dropped, of {} to {}, {} bytes: {}",
        what,
        series.positions(oldest),
        oldest.openedAt(),
        all.get(1).openedAt(),
        bytes,
        why);
    return series.forgetOldest();
  }

  private void rollByTime(BucketSeries series, long nextPosition, Duration length)
      throws RocksDBException {
    Optional<Bucket> current = series.newest();
    boolean due =
        current.isEmpty()
            || (nextPosition > current.get().firstPosition()
                && (!now.isBefore(current.get().openedAt().plus(length))
                    || isAhead(current.get())));
    if (due) {
      series.begin(nextPosition, now);
    }
  }

  /** Whether a bucket was begun by a clock that has been put back since. */
  private boolean isAhead(Bucket bucket) {
    return bucket.openedAt().isAfter(now.plus(ClockWatch.JUMP));
  }

  /**
   * Whether the oldest bucket ended before a time. It ends when the next begins; if that has a time
   * that is still to come, by the first that has not; the newest has not ended.
   */
  private boolean oldestEndedBefore(BucketSeries series, Instant time) {
    return series.all().stream()
        .skip(1)
        .filter(bucket -> !isAhead(bucket))
        .findFirst()
        .filter(next -> next.openedAt().isBefore(time))
        .isPresent();
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }
}
