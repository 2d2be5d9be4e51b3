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
  public static final EventLogSettings DEFAULTS =
      new EventLogSettings(
          Duration.ofDays(7),
          10L << 30,
          Duration.ofHours(12),
          512L << 20,
          Duration.ofDays(3),
          64 << 20,
          512);
}
