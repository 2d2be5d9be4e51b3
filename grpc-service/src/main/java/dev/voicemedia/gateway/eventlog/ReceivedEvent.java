package dev.voicemedia.gateway.eventlog;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.voicemedia.gateway.event.EventTime;
import dev.voicemedia.v1.Event;
import java.io.UncheckedIOException;
import java.time.Instant;

/**
 * Adds what a log decides to an event that is encoded already. The rest of its bytes stay as they
 * are: to decode and encode them again would depend on how much of an event this version knows.
 */
final class ReceivedEvent {
  private ReceivedEvent() {}

  /** The bytes of an event with the time it was received, which it does not have yet. */
  static ByteString at(Instant receivedAt, ByteString encoded) {
    return Event.newBuilder()
        .setReceivedAt(EventTime.timestamp(receivedAt))
        .build()
        .toByteString()
        .concat(encoded);
  }

  /** The bytes of an event with another id. */
  static ByteString withId(String id, ByteString encoded) {
    return Event.newBuilder().setId(id).build().toByteString().concat(withoutId(encoded));
  }

  private static ByteString withoutId(ByteString encoded) {
    try {
      return UnknownFieldSet.newBuilder()
          .mergeFrom(encoded)
          .clearField(Event.ID_FIELD_NUMBER)
          .build()
          .toByteString();
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException("event: not a protobuf message", e);
    }
  }
}
