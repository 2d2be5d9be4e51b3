package dev.voicemedia.gateway.cli.client;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.voicemedia.gateway.cli.text.EventPrinter;
import dev.voicemedia.gateway.cli.text.Terminal;
import dev.voicemedia.gateway.event.EventTime;
import dev.voicemedia.v1.EventFilter;
import dev.voicemedia.v1.StartEarliest;
import dev.voicemedia.v1.StartLatest;
import dev.voicemedia.v1.SubscribeRequest;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Command that tails the event feed. */
@Command(
    name = "events",
    description = {
      "Prints events as they arrive until it is stopped, and then the last cursor.",
      "Each event is one line: on a terminal for people, in colour unless NO_COLOR is set;"
          + " elsewhere as JSON."
    })
public final class EventsCommand implements Callable<Integer> {
  @Option(
      names = "--from",
      paramLabel = "WHERE",
      defaultValue = "latest",
      description =
          "latest, earliest, a cursor to resume after, or a time such as 2026-01-31T09:30:00Z"
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

  private EventsCommand() {}

  @Override
  public Integer call() throws RpcException, InvalidProtocolBufferException, InterruptedException {
    EventTail tail = new EventTail(printer(), follow, Thread::sleep);
    Runtime.getRuntime().addShutdownHook(new Thread(tail::reportCursor, "report-cursor"));
    return tail.run(client, request());
  }

  private EventPrinter printer() {
    if (json || !Terminal.isStdout()) {
      return EventPrinter.json();
    }
    return EventPrinter.lines(Ansi.AUTO.enabled());
  }

  private SubscribeRequest request() {
    SubscribeRequest.Builder request =
        SubscribeRequest.newBuilder().setStopAtHead(stopAtHead).setContinueAfterGap(follow);
    EventFilter.Builder filter = request.getFilterBuilder();
    if (types != null) {
      filter.addAllEventTypes(types);
    }
    if (call != null) {
      filter.setCallControlId(call);
    }
    switch (from) {
      case "latest" -> request.setLatest(StartLatest.getDefaultInstance());
      case "earliest" -> request.setEarliest(StartEarliest.getDefaultInstance());
      default -> {
        try {
          request.setFromTime(EventTime.timestamp(Instant.parse(from)));
        } catch (DateTimeParseException e) {
          request.setAfter(from); // the gateway checks whether it is a cursor
        }
      }
    }
    return request.build();
  }
}
