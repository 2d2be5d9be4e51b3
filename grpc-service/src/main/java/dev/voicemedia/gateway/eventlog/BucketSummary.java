package dev.voicemedia.gateway.eventlog;

import java.time.Instant;

/**
 * A bucket of events, which expires as a whole.
 *
 * @param firstPosition of its events
 * @param openedAt when it began to be written to
 * @param bytes on disk, an estimate
 */
public record BucketSummary(long firstPosition, Instant openedAt, long bytes) {}
