package dev.voicemedia.gateway.cli.client;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.voicemedia.gateway.cli.text.EventPrinter;
import dev.voicemedia.gateway.cli.text.Terminal;
import dev.voicemedia.gateway.cli.text.TimeText;
import dev.voicemedia.gateway.event.EventTime;
import dev.voicemedia.gateway.event.MalformedCursorException;
import dev.voicemedia.gateway.event.PrintableText;
import dev.voicemedia.gateway.event.Share;
import dev.voicemedia.gateway.event.StreamCursor;
import dev.voicemedia.v1.EventFilter;
import dev.voicemedia.v1.StartEarliest;
import dev.voicemedia.v1.StartLatest;
import dev.voicemedia.v1.SubscribeRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Command that tails the event feed. */
@Command(
    name = "events",
    description = {
      "Prints events as they arrive until it is stopped, and then the last cursor.",
      "Each event is one line: on a terminal for people, in colour unless NO_COLOR is set;"
          + " elsewhere as JSON."
    })
public final class EventsCommand implements Callable<Integer> {
  /** Events at a time: of a replay, hundreds come at once. */
  private static final int MAX_BATCH = 256;

  @Option(
      names = "--from",
      paramLabel = "WHERE",
      defaultValue = "latest",
      description =
          "latest or now, earliest, a cursor to resume after, a time such as 2026-01-31T09:30:00Z"
              + " (UTC without a zone), a date, or a duration ago such as 10m"
              + " (default: ${DEFAULT-VALUE})")
  String from;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      split = ",",
      description = "only these event types, such as call.hangup or call.playback.*")
  @Nullable List<String> types;

  @Option(
      names = "--call",
      paramLabel = "ID",
      description = "only events with this call_control_id")
  @Nullable String call;

  @Option(
      names = "--share",
      paramLabel = "INDEX/COUNT",
      description =
          "only this share of all sessions, such as 0/3, 1/3 or 2/3: several consumers divide the"
              + " events without losing the order of a call")
  @Nullable String share;

  @Option(
      names = "--stop-at-head",
      description =
          "stop once all stored events have been printed; exit code 1 if the gateway ends the"
              + " stream before that")
  boolean stopAtHead;

  @Option(
      names = "--follow",
      description =
          "resume after the last cursor whenever the stream or the connection ends, such as when"
              + " the gateway restarts; expired events are reported and skipped")
  boolean follow;

  @Option(names = "--json", description = "print each event as a line of JSON, on a terminal too")
  boolean json;

  @Mixin ClientOptions client;

  @Spec CommandSpec command;

  private EventsCommand() {}

  @Override
  public Integer call() throws RpcException, InvalidProtocolBufferException, InterruptedException {
    SubscribeRequest request = request();
    EventTail tail = new EventTail(printer(), follow, Thread::sleep);
    Runtime.getRuntime().addShutdownHook(new Thread(tail::reportCursor, "report-cursor"));
    return tail.run(client, request);
  }

  private EventPrinter printer() {
    if (json || !Terminal.isStdout()) {
      return EventPrinter.json();
    }
    return EventPrinter.lines(Ansi.AUTO.enabled(), Terminal.width());
  }

  private SubscribeRequest request() {
    SubscribeRequest.Builder request =
        SubscribeRequest.newBuilder()
            .setStopAtHead(stopAtHead)
            .setContinueAfterGap(follow)
            .setMaxBatch(MAX_BATCH);
    EventFilter.Builder filter = request.getFilterBuilder();
    if (types != null) {
      filter.addAllEventTypes(types);
      types.forEach(this::warnOfUnknown);
    }
    if (call != null) {
      filter.setCallControlId(call);
    }
    if (share != null) {
      filter.setShare(shareOf(share));
    }
    switch (from) {
      case "latest", "now" -> request.setLatest(StartLatest.getDefaultInstance());
      case "earliest" -> request.setEarliest(StartEarliest.getDefaultInstance());
      default -> {
        Optional<Instant> time = new TimeText(Clock.systemUTC()).find(from);
        if (time.isPresent()) {
          request.setFromTime(EventTime.timestamp(time.get()));
        } else {
          request.setAfter(cursor());
        }
      }
    }
    return request.build();
  }

  private dev.voicemedia.v1.Share shareOf(String text) {
    if (text.matches("[0-9]{1,3}/[0-9]{1,3}")) {
      try {
        int slash = text.indexOf('/');
        Share parsed =
            new Share(
                Integer.parseInt(text.substring(0, slash)),
                Integer.parseInt(text.substring(slash + 1)));
        return dev.voicemedia.v1.Share.newBuilder()
            .setIndex(parsed.index())
            .setCount(parsed.count())
            .build();
      } catch (IllegalArgumentException e) {
        // Out of range; reported below.
      }
    }
    throw new ParameterException(
        command.commandLine(),
        "--share: "
            + PrintableText.masked(text)
            + ", expected INDEX/COUNT, from 0/1 to 255/256, the index below the count");
  }

  private String cursor() {
    try {
      StreamCursor.parse(from);
      return from;
    } catch (MalformedCursorException e) {
      throw new ParameterException(
          command.commandLine(),
          "--from: "
              + PrintableText.masked(from)
              + ", neither a time nor a cursor; expected latest, earliest, a cursor, a time such as"
              + " 2026-01-31T09:30:00Z, a date, or 10m for ten minutes ago",
          e);
    }
  }

  private void warnOfUnknown(String type) {
    if (!KnownEventTypes.include(type)) {
      command
          .commandLine()
          .getErr()
          .println(
              "events: warning: --type: "
                  + PrintableText.masked(type)
                  + " is no event type known to this version"
                  + KnownEventTypes.suggestion(type));
    }
  }
}
