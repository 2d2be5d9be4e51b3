package dev.voicemedia.gateway.cli.text;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.google.protobuf.util.Timestamps;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.StoredEvent;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.Ansi.Style;

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

  /** Prints for people: time, type, call and status. */
  static EventPrinter lines(boolean inColor) {
    return (cursor, event) ->
        "%s  %s %s  %s"
            .formatted(
                paint(
                    Style.faint,
                    Timestamps.toString(
                        event.hasOccurredAt() ? event.getOccurredAt() : event.getReceivedAt()),
                    inColor),
                paint(
                    colorOf(event),
                    "%-35s"
                        .formatted(
                            event.getEventType().isEmpty()
                                ? "(no type)"
                                : PrintableText.of(event.getEventType())),
                    inColor),
                PrintableText.of(event.getCallControlId()),
                PrintableText.of(statusOf(event)))
            .stripTrailing();
  }

  private static Style colorOf(Event event) {
    String type = event.getEventType();
    if (type.endsWith(".error") || type.equals("call.hangup")) {
      return Style.fg_red;
    }
    return type.endsWith(".ended") || type.endsWith(".saved") ? Style.fg_green : Style.fg_cyan;
  }

  /** Fields of the payload that say how it went, whichever of them its type has. */
  private static String statusOf(Event event) {
    return event.getAllFields().values().stream()
        .filter(value -> value instanceof Message)
        .flatMap(value -> ((Message) value).getAllFields().entrySet().stream())
        .filter(
            field ->
                switch (field.getKey().getName()) {
                  case "status", "status_detail", "hangup_cause", "reason", "state" -> true;
                  default -> false;
                })
        .map(Map.Entry::getValue)
        .map(String::valueOf)
        .collect(Collectors.joining(" "));
  }

  private static String paint(Style style, String text, boolean inColor) {
    return inColor ? style.on() + text + style.off() : text;
  }
}
