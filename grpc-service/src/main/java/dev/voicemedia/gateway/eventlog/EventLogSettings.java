package dev.voicemedia.gateway.eventlog;

import java.time.Duration;

/**
 * Limits of the log. Events are kept in buckets, and expire a bucket at a time: so one that is due
 * stays up to a bucket's length, or a bucket's bytes, longer.
 *
 * @param retention how long events are kept; more than 0
 * @param retentionBytes how much disk they may take; the oldest go first; more than 0
 * @param bucketLength how long a bucket is written to
 * @param bucketBytes how large a bucket gets before the next is begun
 * @param dedupeWindow how long an event's id is remembered, to know a duplicate, whatever has
 *     become of the event; at least {@link #MIN_DEDUPE_WINDOW}
 * @param maxWaitingBytes bodies that wait for the disk at most; above it, appends fail as BUSY
 * @param maxBatchEvents events that share one fsync at most
 */
public record EventLogSettings(
    Duration retention,
    long retentionBytes,
    Duration bucketLength,
    long bucketBytes,
    Duration dedupeWindow,
    int maxWaitingBytes,
    int maxBatchEvents) {
  /** Twice the tolerance of 300 s: a webhook that is older is refused, one that is not is known. */
  public static final Duration MIN_DEDUPE_WINDOW = Duration.ofMinutes(10);

  private static final int BUCKETS_BY_TIME = 14;
  private static final int BUCKETS_BY_BYTES = 20;
  private static final int MAX_WAITING_BYTES = 64 << 20;
  private static final int MAX_BATCH_EVENTS = 512;

  /** Seven days or 10 GiB of events; ids for three days. */
  public static final EventLogSettings DEFAULTS =
      keeping(Duration.ofDays(7), 10L << 30, Duration.ofDays(3));

  /**
   * @throws IllegalArgumentException if a limit is too low
   */
  public EventLogSettings {
    if (retention.isNegative() || retention.isZero()) {
      throw new IllegalArgumentException("retention: " + retention + ", expected more than 0");
    }
    if (retentionBytes <= 0) {
      throw new IllegalArgumentException(
          "retentionBytes: " + retentionBytes + ", expected more than 0");
    }
    if (dedupeWindow.compareTo(MIN_DEDUPE_WINDOW) < 0) {
      throw new IllegalArgumentException(
          "dedupeWindow: " + dedupeWindow + ", expected at least " + MIN_DEDUPE_WINDOW);
    }
  }

  /**
   * Settings that keep so much, in buckets that are small beside these limits, yet few.
   *
   * @throws IllegalArgumentException if a limit is too low
   */
  public static EventLogSettings keeping(
      Duration retention, long retentionBytes, Duration dedupeWindow) {
    return new EventLogSettings(
        retention,
        retentionBytes,
        retention.dividedBy(BUCKETS_BY_TIME),
        retentionBytes / BUCKETS_BY_BYTES,
        dedupeWindow,
        MAX_WAITING_BYTES,
        MAX_BATCH_EVENTS);
  }
}
