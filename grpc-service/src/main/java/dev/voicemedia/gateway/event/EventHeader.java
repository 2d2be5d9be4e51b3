package dev.voicemedia.gateway.event;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Timestamp;
import com.google.protobuf.WireFormat;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.EventSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/**
 * The fields that filters look at, read from an encoded {@link Event} without decoding the rest of
 * it. Values that the event does not have are empty.
 */
public record EventHeader(
    String id,
    String eventType,
    String callControlId,
    String callLegId,
    String callSessionId,
    String connectionId,
    Instant receivedAt,
    EventSource source) {

  /** The header of an event. */
  public static EventHeader of(Event event) {
    return new EventHeader(
        event.getId(),
        event.getEventType(),
        event.getCallControlId(),
        event.getCallLegId(),
        event.getCallSessionId(),
        event.getConnectionId(),
        EventTime.instant(event.getReceivedAt()),
        event.getSource());
  }

  /**
   * Reads the header of an encoded event. Protobuf writes fields in the order of their numbers, so
   * reading ends at the first one after the header.
   *
   * @throws UncheckedIOException if these are not the bytes of an event
   */
  public static EventHeader read(ByteString encodedEvent) {
    try {
      String id = "";
      String eventType = "";
      String callControlId = "";
      String callLegId = "";
      String callSessionId = "";
      String connectionId = "";
      Instant receivedAt = Instant.EPOCH;
      EventSource source = EventSource.EVENT_SOURCE_UNSPECIFIED;
      CodedInputStream in = encodedEvent.newCodedInput();
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        int field = WireFormat.getTagFieldNumber(tag);
        if (field > Event.SOURCE_FIELD_NUMBER) {
          break;
        }
        switch (field) {
          case Event.ID_FIELD_NUMBER -> id = in.readString();
          case Event.EVENT_TYPE_FIELD_NUMBER -> eventType = in.readString();
          case Event.CALL_CONTROL_ID_FIELD_NUMBER -> callControlId = in.readString();
          case Event.CALL_LEG_ID_FIELD_NUMBER -> callLegId = in.readString();
          case Event.CALL_SESSION_ID_FIELD_NUMBER -> callSessionId = in.readString();
          case Event.CONNECTION_ID_FIELD_NUMBER -> connectionId = in.readString();
          case Event.RECEIVED_AT_FIELD_NUMBER ->
              receivedAt = EventTime.instant(Timestamp.parseFrom(in.readByteBuffer()));
          case Event.SOURCE_FIELD_NUMBER -> source = sourceOf(in.readEnum());
          default -> in.skipField(tag);
        }
      }
      return new EventHeader(
          id, eventType, callControlId, callLegId, callSessionId, connectionId, receivedAt, source);
    } catch (IOException e) {
      throw new UncheckedIOException("stored event: not a protobuf message", e);
    }
  }

  private static EventSource sourceOf(int number) {
    EventSource source = EventSource.forNumber(number);
    return source == null ? EventSource.UNRECOGNIZED : source;
  }
}
