package dev.voicemedia.gateway.eventlog;

import java.time.Duration;

/**
 * Limits of the log.
 *
 * @param dedupeWindow how long an id is remembered; at least twice the webhook tolerance
 * @param maxWaitingBytes bodies that wait for the disk at most; above it, appends fail as BUSY
 * @param maxBatchEvents events that share one fsync at most
 */
public record EventLogSettings(Duration dedupeWindow, int maxWaitingBytes, int maxBatchEvents) {
  public static final EventLogSettings DEFAULTS =
      new EventLogSettings(Duration.ofDays(3), 64 << 20, 512);
}
