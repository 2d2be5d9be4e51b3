package dev.voicemedia.gateway.edge;

import dev.voicemedia.gateway.event.EventTime;
import dev.voicemedia.gateway.event.PrintableText;
import dev.voicemedia.v1.EventFilter;
import dev.voicemedia.v1.Share;
import dev.voicemedia.v1.StartEarliest;
import dev.voicemedia.v1.StartLatest;
import dev.voicemedia.v1.SubscribeRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;

/** The query of a request for events, as a request for a subscription. */
final class EventQuery {
  static final String PATH = "/events";

  private static final String LAST_EVENT_ID = "Last-Event-ID";
  private static final Pattern SHARE = Pattern.compile("([0-9]{1,3})/([0-9]{1,3})");
  private static final Pattern SECONDS = Pattern.compile("([0-9]{1,5})s");
  private static final Pattern TIME = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt].*");

  private EventQuery() {}

  /**
   * Reads the query, and what an EventSource that reconnects says it had last.
   *
   * @throws UndecodableException naming the parameter that is wrong
   */
  static SubscribeRequest of(Request request) throws UndecodableException {
    SubscribeRequest.Builder wanted = SubscribeRequest.newBuilder();
    for (Fields.Field parameter : parametersOf(request)) {
      String name = parameter.getName();
      if (name.equals("type")) {
        wanted.getFilterBuilder().addAllEventTypes(parameter.getValues());
      } else if (parameter.hasMultipleValues()) {
        throw new UndecodableException(name, "given twice, expected once");
      } else {
        read(name, parameter.getValue(), wanted);
      }
    }
    String last = request.getHeaders().get(LAST_EVENT_ID);
    if (last != null && !last.isEmpty()) {
      wanted.setAfter(last);
    }
    return wanted.build();
  }

  /**
   * The parameters of a request.
   *
   * @throws UndecodableException if they are not encoded as they should be
   */
  static Fields parametersOf(Request request) throws UndecodableException {
    try {
      return Request.extractQueryParameters(request);
    } catch (IllegalArgumentException | HttpException.RuntimeException e) {
      throw new UndecodableException(
          "query", "not encoded as a URL's, expected percent-encoded UTF-8");
    }
  }

  private static void read(String name, String value, SubscribeRequest.Builder wanted)
      throws UndecodableException {
    EventFilter.Builder filter = wanted.getFilterBuilder();
    switch (name) {
      case "call" -> filter.setCallControlId(value);
      case "leg" -> filter.setCallLegId(value);
      case "session" -> filter.setCallSessionId(value);
      case "connection" -> filter.setConnectionId(value);
      case "share" -> filter.setShare(shareOf(value));
      case "from" -> startAt(value, wanted);
      case "heartbeat" -> wanted.getHeartbeatIntervalBuilder().setSeconds(secondsOf(value));
      case "gap" -> wanted.setContinueAfterGap(continuesAfterGap(value));
      default ->
          throw new UndecodableException(
              PrintableText.masked(name),
              "no parameter, expected type, call, leg, session, connection, share, from, heartbeat"
                  + " or gap");
    }
  }

  private static void startAt(String value, SubscribeRequest.Builder wanted)
      throws UndecodableException {
    switch (value) {
      case "latest" -> wanted.setLatest(StartLatest.getDefaultInstance());
      case "earliest" -> wanted.setEarliest(StartEarliest.getDefaultInstance());
      default -> {
        if (TIME.matcher(value).matches()) {
          wanted.setFromTime(EventTime.timestamp(timeOf(value)));
        } else {
          wanted.setAfter(value);
        }
      }
    }
  }

  /** A plus sign of a zone that was not encoded has become a space. */
  private static Instant timeOf(String value) throws UndecodableException {
    try {
      return OffsetDateTime.parse(value.replace(' ', '+')).toInstant();
    } catch (DateTimeException e) {
      throw new UndecodableException(
          "from",
          PrintableText.masked(value)
              + ", expected latest, earliest, a cursor, or a time such as 2026-01-31T09:30:00Z");
    }
  }

  private static Share shareOf(String value) throws UndecodableException {
    Matcher share = matcher("share", SHARE, value, "INDEX/COUNT, such as 0/3");
    return Share.newBuilder()
        .setIndex(Integer.parseInt(share.group(1)))
        .setCount(Integer.parseInt(share.group(2)))
        .build();
  }

  private static long secondsOf(String value) throws UndecodableException {
    return Long.parseLong(matcher("heartbeat", SECONDS, value, "1s to 300s, such as 15s").group(1));
  }

  private static boolean continuesAfterGap(String value) throws UndecodableException {
    return switch (value) {
      case "continue" -> true;
      case "fail" -> false;
      default ->
          throw new UndecodableException(
              "gap", PrintableText.masked(value) + ", expected continue or fail");
    };
  }

  private static Matcher matcher(String name, Pattern form, String value, String expected)
      throws UndecodableException {
    Matcher matcher = form.matcher(value);
    if (!matcher.matches()) {
      throw new UndecodableException(name, PrintableText.masked(value) + ", expected " + expected);
    }
    return matcher;
  }
}
