package dev.voicemedia.gateway.eventlog;

import java.time.Duration;

/**
 * How much the event log keeps.
 *
 * @param retention how long events are kept
 * @param retentionBytes how much disk they may take; the oldest go first
 * @param dedupeWindow how long an event's id is remembered, to know a duplicate, whatever has
 *     become of the event; at least {@link #MIN_DEDUPE_WINDOW}
 */
public record LogLimits(Duration retention, long retentionBytes, Duration dedupeWindow) {
  /** Twice the tolerance of 300 s: a webhook that is older is refused, one that is not is known. */
  public static final Duration MIN_DEDUPE_WINDOW = Duration.ofMinutes(10);

  public static final LogLimits DEFAULTS =
      new LogLimits(Duration.ofDays(7), 10L << 30, Duration.ofDays(3));

  /**
   * @throws IllegalArgumentException if a limit is too low
   */
  public LogLimits {
    if (retention.isNegative() || retention.isZero() || retentionBytes <= 0) {
      throw new IllegalArgumentException(
          "retention: " + retention + " and " + retentionBytes + " bytes, expected more than 0");
    }
    if (dedupeWindow.compareTo(MIN_DEDUPE_WINDOW) < 0) {
      throw new IllegalArgumentException(
          "dedupeWindow: " + dedupeWindow + ", expected at least " + MIN_DEDUPE_WINDOW);
    }
  }
}
