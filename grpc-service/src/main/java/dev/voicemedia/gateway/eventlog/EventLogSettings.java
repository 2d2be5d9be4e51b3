package dev.voicemedia.gateway.eventlog;

import java.time.Duration;

/**
 * Limits of the log. Events are kept in buckets, and expire a bucket at a time: so one that is due
 * stays up to a bucket's length, or a bucket's bytes, longer.
 *
 * @param retention how long events are kept
 * @param retentionBytes how much disk they may take; the oldest go first
 * @param bucketLength how long a bucket is written to
 * @param bucketBytes how large a bucket gets before the next is begun
 * @param dedupeWindow how long an id is remembered, however many bytes there are; at least twice
 *     the webhook tolerance
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
  public static final EventLogSettings DEFAULTS = within(LogLimits.DEFAULTS);

  private static final int BUCKETS_BY_TIME = 14;
  private static final int BUCKETS_BY_BYTES = 20;
  private static final int MAX_WAITING_BYTES = 64 << 20;
  private static final int MAX_BATCH_EVENTS = 512;

  /** With buckets that are small beside the limits, yet few. */
  public static EventLogSettings within(LogLimits limits) {
    return new EventLogSettings(
        limits.retention(),
        limits.retentionBytes(),
        limits.retention().dividedBy(BUCKETS_BY_TIME),
        limits.retentionBytes() / BUCKETS_BY_BYTES,
        limits.dedupeWindow(),
        MAX_WAITING_BYTES,
        MAX_BATCH_EVENTS);
  }
}
