package dev.voicemedia.gateway.eventlog;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/** Conversion of instants to the timestamps that events hold. */
final class EventTime {
  private EventTime() {}

  static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }
}
