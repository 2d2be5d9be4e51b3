package dev.voicemedia.gateway.cli;

import com.google.protobuf.InvalidProtocolBufferException;
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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tails the feed. */
@Command(
    name = "events",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Prints events as they come, until it is stopped; it then tells the last cursor.",
      "On a terminal a readable line each, in colour unless NO_COLOR is set; otherwise a line of"
          + " JSON each."
    })
final class EventsCommand implements Callable<Integer> {
  @Option(
      names = "--from",
      paramLabel = "WHERE",
      defaultValue = "latest",
      description =
          "latest, earliest, a cursor, or a time such as 2026-01-31T09:30:00Z (default: latest)")
  String from;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      split = ",",
      description = "only these types; call.playback.* means all below")
  @Nullable List<String> types;

  @Option(names = "--call", paramLabel = "ID", description = "only this call_control_id")
  @Nullable String call;

  @Option(
      names = "--stop-at-head",
      description =
          "end once everything that is stored has been printed; exit code 1 if the gateway ends the"
              + " stream before")
  boolean stopAtHead;

  @Option(
      names = "--follow",
      description = {
        "go on behind the last cursor when the stream or the connection ends, also while the"
            + " gateway restarts; events that are gone by then are told and skipped"
      })
  boolean follow;

  @Option(names = "--json", description = "a line of JSON each, also on a terminal")
  boolean json;

  @Mixin ClientOptions client;

  private EventsCommand() {}

  @Override
  public Integer call()
      throws ConfigException, RpcException, InvalidProtocolBufferException, InterruptedException {
    EventTail tail = new EventTail(printer(), follow, Thread::sleep);
    Runtime.getRuntime().addShutdownHook(new Thread(tail::tellCursor, "tell-cursor"));
    return tail.run(client, request());
  }

  private EventPrinter printer() {
    if (json || !Terminal.isStdout()) {
      return EventPrinter.json();
    }
    String noColor = System.getenv("NO_COLOR");
    return EventPrinter.lines(noColor == null || noColor.isEmpty());
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
          Instant time = Instant.parse(from);
          request.setFromTime(EventTime.timestamp(time));
        } catch (DateTimeParseException e) {
          request.setAfter(from); // the gateway tells whether it is a cursor
        }
      }
    }
    return request.build();
  }
}
