package dev.voicemedia.gateway.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.google.protobuf.util.Timestamps;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.StoredEvent;
import java.util.Map;
import java.util.stream.Collectors;

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

  /** For people: when, what, which call, how it went. */
  static EventPrinter lines(boolean inColor) {
    return (cursor, event) ->
        "%s  %s %s  %s"
            .formatted(
                Ansi.DIM.paint(
                    Timestamps.toString(
                        event.hasOccurredAt() ? event.getOccurredAt() : event.getReceivedAt()),
                    inColor),
                colorOf(event)
                    .paint(
                        "%-35s"
                            .formatted(
                                event.getEventType().isEmpty()
                                    ? "(no type)"
                                    : printable(event.getEventType())),
                        inColor),
                printable(event.getCallControlId()),
                printable(statusOf(event)))
            .stripTrailing();
  }

  private static Ansi colorOf(Event event) {
    String type = event.getEventType();
    if (type.endsWith(".error") || type.equals("call.hangup")) {
      return Ansi.RED;
    }
    return type.endsWith(".ended") || type.endsWith(".saved") ? Ansi.GREEN : Ansi.CYAN;
  }

  /** What the payload says of how it went, whichever of these its type has. */
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

  /** What Telnyx sent must not steer the terminal. */
  static String printable(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}]", "?");
  }

  /** Colours that terminals know. */
  enum Ansi {
    DIM("2"),
    RED("31"),
    GREEN("32"),
    CYAN("36");

    private final String code;

    Ansi(String code) {
      this.code = code;
    }

    String paint(String text, boolean inColor) {
      return inColor ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
  }
}
