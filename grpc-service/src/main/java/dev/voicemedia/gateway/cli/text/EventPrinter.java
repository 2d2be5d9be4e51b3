package dev.voicemedia.gateway.cli.text;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.StoredEvent;

/** Prints an event as a line of text. */
@FunctionalInterface
public interface EventPrinter {
  String print(String cursor, Event event) throws InvalidProtocolBufferException;

  /** Prints all of an event, as JSON of {@code voicemedia.v1.StoredEvent}. */
  static EventPrinter json() {
    JsonFormat.Printer printer =
        JsonFormat.printer().preservingProtoFieldNames().omittingInsignificantWhitespace();
    return (cursor, event) ->
        printer.print(StoredEvent.newBuilder().setCursor(cursor).setEvent(event).build());
  }

  /**
   * Prints for people: time, type, call and details.
   *
   * @param width of the terminal, in columns
   */
  static EventPrinter lines(boolean inColor, int width) {
    EventLine line = new EventLine(inColor, width);
    return (cursor, event) -> line.print(event);
  }
}
