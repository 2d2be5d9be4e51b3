package dev.voicemedia.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.CursorException;
import dev.voicemedia.gateway.event.EventMatcher;
import dev.voicemedia.gateway.event.EventTime;
import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.gateway.eventlog.EmbeddedLog;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.gateway.feed.SubscriptionRequest.Start;
import dev.voicemedia.gateway.testing.IncomingEvents;
import dev.voicemedia.gateway.testing.ManualClock;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.EventFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** A real log and feed, and beside them a list of all that was ever appended. */
final class ModelWorld implements AutoCloseable {
  static final Duration HEARTBEAT = Duration.ofSeconds(15);
  private static final Duration RETENTION = Duration.ofDays(1);
  private static final Instant START = Instant.parse("2026-01-31T09:30:00Z");
  private static final int MAX_READERS = 12;
  private static final List<String> TYPES =
      List.of("call.hangup", "call.speak.started", "call.speak.ended", "call.speak", "");

  private final Path folder = Files.createTempDirectory("feed-model");
  private final ManualClock clock = new ManualClock(START);
  private final List<Event> events = new ArrayList<>();
  private final List<ModelReader> readers = new ArrayList<>();
  private EmbeddedLog log;
  private EventFeed feed;

  ModelWorld() throws IOException {
    start();
  }

  EmbeddedLog log() {
    return log;
  }

  ManualClock clock() {
    return clock;
  }

  List<ModelReader> readers() {
    return readers;
  }

  /** The event at a position. */
  Event event(long position) {
    return events.get((int) position - 1);
  }

  void append(int choice, int count, int bodyBytes) {
    List<CompletableFuture<?>> stored = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int kind = choice + i * 7;
      Event event =
          IncomingEvents.event("id-" + events.size(), new byte[bodyBytes]).event().toBuilder()
              .setEventType(TYPES.get(kind % TYPES.size()))
              .setCallControlId(kind % 3 == 0 ? "" : "v3:" + kind % 4)
              .setCallLegId("leg-" + kind % 5)
              .setCallSessionId("session-" + kind % 2)
              .setConnectionId(kind % 7 == 0 ? "" : "connection-" + kind % 3)
              .build();
      stored.add(
          log.append(new IncomingEvent(event, "00000000", ByteString.copyFrom(new byte[32]))));
      events.add(event.toBuilder().setReceivedAt(EventTime.timestamp(clock.instant())).build());
    }
    stored.forEach(CompletableFuture::join);
    assertThat(log.head()).isEqualTo(events.size());
  }

  void open(int choice, int count) throws CursorException {
    if (readers.size() == MAX_READERS) {
      readers.remove(0).close();
    }
    boolean acrossGaps = choice % 2 == 0;
    boolean stopAtHead = choice % 11 == 0;
    long earliest = log.earliest();
    long place = earliest + (log.head() - earliest) * count / 40;
    Instant time = START.plusSeconds(count * 10L);
    Start start =
        switch (choice % 5) {
          case 0 -> new Start.Earliest();
          case 1 -> new Start.Latest();
          case 2 -> new Start.FromTime(time);
          default -> new Start.After(log.cursorAt(place));
        };
    long expected =
        switch (choice % 5) {
          case 0 -> earliest;
          case 1 -> log.head();
          case 2 -> placeBefore(time);
          default -> place;
        };
    readers.add(
        new ModelReader(
            this, feed, request(start, filter(choice + count), acrossGaps, stopAtHead), expected));
  }

  void resume(int choice, boolean otherFilter) throws CursorException {
    Optional<ModelReader> reader = reader(choice);
    if (reader.isPresent()) {
      resume(reader.get(), otherFilter ? filter(choice) : reader.get().filter());
    }
  }

  void advance(int seconds) {
    clock.advance(Duration.ofSeconds(seconds));
  }

  /** Drops all buckets but those of the newest events. */
  void expire() {
    clock.advance(RETENTION);
    append(0, 1, 0);
  }

  void restart() throws IOException, CursorException {
    stop();
    start();
    for (ModelReader reader : List.copyOf(readers)) {
      resume(reader, reader.filter());
    }
  }

  Optional<ModelReader> reader(int choice) {
    return readers.isEmpty() ? Optional.empty() : Optional.of(readers.get(choice % readers.size()));
  }

  CursorException refusalOf(Cursor cursor) {
    return catchThrowableOfType(
        CursorException.class,
        () -> feed.open(request(new Start.After(cursor), filter(0), false, false)));
  }

  @Override
  public void close() throws IOException {
    stop();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private void resume(ModelReader reader, EventFilter filter) throws CursorException {
    reader.close();
    readers.remove(reader);
    long place = reader.place();
    boolean acrossGaps = reader.request().continueAfterGap() || place < log.earliest();
    readers.add(
        new ModelReader(
            this,
            feed,
            request(new Start.After(log.cursorAt(place)), filter, acrossGaps, false),
            place));
  }

  private void start() {
    log =
        EmbeddedLog.open(
            folder,
            new EventLogSettings(
                RETENTION.minusNanos(1),
                Long.MAX_VALUE,
                RETENTION,
                Long.MAX_VALUE,
                RETENTION,
                64 << 20,
                512),
            clock,
            clock);
    feed = new EventFeed(log, clock, Runnable::run);
  }

  private void stop() {
    feed.close();
    log.close();
  }

  private long placeBefore(Instant time) {
    long place = log.earliest();
    while (place < log.head() && receivedAt(place + 1).isBefore(time)) {
      place++;
    }
    return place;
  }

  private Instant receivedAt(long position) {
    return EventTime.instant(event(position).getReceivedAt());
  }

  private static SubscriptionRequest request(
      Start start, EventFilter filter, boolean acrossGaps, boolean stopAtHead) {
    return new SubscriptionRequest(
        start, EventMatcher.of(filter), HEARTBEAT, acrossGaps, stopAtHead);
  }

  private static EventFilter filter(int choice) {
    EventFilter.Builder filter = EventFilter.newBuilder();
    switch (choice % 9) {
      case 0 -> filter.addEventTypes("call.hangup");
      case 1 -> filter.addEventTypes("call.speak.*");
      case 2 -> filter.addEventTypes("call.*").addEventTypes("call.speak.ended");
      case 3 -> filter.setCallControlId("v3:1").addEventTypes("call.speak.*");
      case 4 -> filter.setCallLegId("leg-3");
      case 5 -> filter.setCallSessionId("session-1").setConnectionId("connection-1");
      case 6 -> filter.setConnectionId("connection-2").addEventTypes("call.speak.started");
      case 7 -> filter.addEventTypes("call.none");
      default -> {}
    }
    return filter.build();
  }
}
