package dev.voicemedia.gateway.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import com.google.protobuf.util.Timestamps;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.StoredEvent;

/** An event as a line of text. */
@FunctionalInterface
interface EventPrinter {
  String print(String cursor, Event event) throws InvalidProtocolBufferException;

  /** Everything there is, as JSON of {@code voicemedia.v1.StoredEvent}. */
  static EventPrinter json() {
    JsonFormat.Printer printer =
        JsonFormat.printer().preservingProtoFieldNames().omittingInsignificantWhitespace();
    return (cursor, event) ->
        printer.print(StoredEvent.newBuilder().setCursor(cursor).setEvent(event).build());
  }

  /** For people: when, what, which call. */
  static EventPrinter lines() {
    return (cursor, event) ->
        "%s  %-35s %s"
            .formatted(
                Timestamps.toString(
                    event.hasOccurredAt() ? event.getOccurredAt() : event.getReceivedAt()),
                event.getEventType().isEmpty() ? "(no type)" : printable(event.getEventType()),
                printable(event.getCallControlId()));
  }

  /** What Telnyx sent must not steer the terminal. */
  static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
