package dev.voicemedia.gateway.cli.text;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.voicemedia.gateway.event.PrintableText;
import dev.voicemedia.v1.Event;
import picocli.CommandLine.Help.Ansi.Style;

/**
 * An event as a line for people: time, type, call and details, no wider than the terminal. If it
 * would be, the call's id is shortened first, then the line is cut.
 */
final class EventLine {
  private static final int TYPE_COLUMNS = 22;
  private static final int SHORT_ID = 12;

  private final boolean inColor;
  private final int width;

  EventLine(boolean inColor, int width) {
    this.inColor = inColor;
    this.width = width;
  }

  String print(Event event) {
    String time =
        Timestamps.toString(
            wholeSeconds(event.hasOccurredAt() ? event.getOccurredAt() : event.getReceivedAt()));
    String type =
        event.getEventType().isEmpty() ? "(no type)" : PrintableText.oneLine(event.getEventType());
    String padded = type + " ".repeat(Math.max(0, TYPE_COLUMNS - Columns.of(type)));
    String call = PrintableText.masked(event.getCallControlId());
    String details =
        (event.hasRecovered() ? "(recovered) " : "")
            + PrintableText.oneLine(EventDetails.of(event));

    int left = width - Columns.of(time) - Columns.of(padded) - 4;
    if (Columns.of(call) + 2 + Columns.of(details) > left) {
      call = Columns.cut(call, SHORT_ID);
    }
    String rest = Columns.cut((call + "  " + details).strip(), Math.max(0, left));
    return Columns.of(type) > width - Columns.of(time) - 2
        ? Columns.cut(time + "  " + type, width)
        : (paint(Style.faint, time) + "  " + paint(colorOf(event), padded) + "  " + rest)
            .stripTrailing();
  }

  private static Timestamp wholeSeconds(Timestamp time) {
    return time.toBuilder().clearNanos().build();
  }

  private static Style colorOf(Event event) {
    String type = event.getEventType();
    if (type.endsWith(".error") || type.equals("call.hangup")) {
      return Style.fg_red;
    }
    return type.endsWith(".ended") || type.endsWith(".saved") ? Style.fg_green : Style.fg_cyan;
  }

  private String paint(Style style, String text) {
    return inColor ? style.on() + text + style.off() : text;
  }
}
