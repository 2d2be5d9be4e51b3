package dev.voicemedia.gateway.eventlog;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/** Times of events in protobuf's form. */
final class EventTimes {
  private EventTimes() {}

  static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }
}
