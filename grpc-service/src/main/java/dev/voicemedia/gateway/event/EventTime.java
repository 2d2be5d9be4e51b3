package dev.voicemedia.gateway.event;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/** Conversion between instants and the timestamps that events hold; both count nanoseconds. */
public final class EventTime {
  private EventTime() {}

  public static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  /**
   * Instant of a timestamp.
   *
   * @throws java.time.DateTimeException if it exceeds an {@link Instant}, as no valid timestamp
   *     does
   */
  public static Instant instant(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }
}
