package dev.voicemedia.simulator;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times as webhooks write them. */
final class Timestamps {

  private static final DateTimeFormatter ISO_8601 =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSX").withZone(ZoneOffset.UTC);

  private Timestamps() {}

  /** ISO 8601 in UTC, to the microsecond. */
  static String format(Instant instant) {
    return ISO_8601.format(instant);
  }
}
