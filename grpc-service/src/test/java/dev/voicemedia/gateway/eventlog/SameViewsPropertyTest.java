package dev.voicemedia.gateway.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.SourceRecord.Arrival;
import dev.voicemedia.gateway.eventlog.SourceRecord.Bookmark;
import dev.voicemedia.gateway.eventlog.SourceRecord.Content;
import dev.voicemedia.gateway.eventlog.SourceRecord.Erasure;
import dev.voicemedia.gateway.eventlog.SourceRecord.Unreadable;
import dev.voicemedia.gateway.testing.IncomingEvents;
import dev.voicemedia.gateway.time.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Views of one sequence of records, taken in other batches, over restarts, and from later on. */
class SameViewsPropertyTest {
  private static final Duration WINDOW = Duration.ofMinutes(10);
  private static final int RECORDS = 80;

  @Property(tries = 8)
  void allViewsOfOneSequenceAreTheSame(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    List<SourceRecord> records = records(random);
    int later = random.nextInt(RECORDS / 2);
    Path folder = Files.createTempDirectory("views");
    try (LogView whole = open(folder.resolve("whole"))) {
      whole.follow("topic", 7, 0);
      whole.take(records);

      Seen expected = Seen.of(whole);
      assertThat(Seen.of(inBatches(folder.resolve("batches"), 0, records, random)))
          .isEqualTo(expected);
      Seen fromLater =
          Seen.of(
              inBatches(
                  folder.resolve("later"),
                  later == 0 ? 0 : records.get(later - 1).position(),
                  records.subList(later, RECORDS),
                  random));
      assertThat(fromLater).isEqualTo(expected.after(fromLater.earliest));
    } finally {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  private static LogView inBatches(
      Path folder, long before, List<SourceRecord> records, Random random) {
    LogView view = open(folder);
    view.follow("topic", 7, before);
    int taken = 0;
    while (taken < records.size()) {
      int next = Math.min(records.size(), taken + 1 + random.nextInt(30));
      view.take(records.subList(taken, next));
      taken = next;
      if (random.nextInt(3) == 0) {
        view.close();
        view = open(folder);
        assertThat(view.position()).isEqualTo(records.get(taken - 1).position());
      }
    }
    return view;
  }

  /** Few ids and data, so that they come again within their window and after it. */
  private static List<SourceRecord> records(Random random) {
    List<SourceRecord> records = new ArrayList<>();
    Instant time = Instant.parse("2026-01-31T09:30:00Z");
    long position = 0;
    int epoch = 0;
    for (int i = 0; i < RECORDS; i++) {
      position += 1 + (random.nextInt(4) == 0 ? random.nextInt(5) : 0);
      epoch += random.nextInt(20) == 0 ? 1 + random.nextInt(2) : 0;
      time = time.plusMillis(random.nextInt((int) WINDOW.toMillis() / 5));
      records.add(new SourceRecord(position, epoch, time, content(random, position, time)));
    }
    return records;
  }

  private static Content content(Random random, long position, Instant time) {
    return switch (random.nextInt(12)) {
      case 0 -> new Erasure(List.of(1 + (long) random.nextInt((int) position)));
      case 1 -> new Bookmark(time);
      case 2 -> new Unreadable("test");
      default -> {
        IncomingEvent event =
            IncomingEvents.event("id-" + random.nextInt(3), "0" + random.nextInt(2));
        yield new Arrival(
            event.event(),
            event.event().toByteString(),
            event.dataFingerprint(),
            WINDOW,
            event.publicKey());
      }
    };
  }

  private static LogView open(Path folder) {
    return LogView.open(folder, EventLogSettings.DEFAULTS, () -> new Moment(0));
  }

  /** What a reader sees, with cursors. */
  private record Seen(long earliest, List<LogEntry> events, List<String> cursors) {
    static Seen of(LogView view) {
      List<LogEntry> events = view.read(view.earliest(), 1000, 1 << 24);
      Seen seen =
          new Seen(
              view.earliest(),
              events,
              events.stream().map(each -> view.cursorAt(each.position()).encode()).toList());
      view.close();
      return seen;
    }

    Seen after(long position) {
      int gone = (int) events.stream().filter(each -> each.position() <= position).count();
      return new Seen(
          position, events.subList(gone, events.size()), cursors.subList(gone, cursors.size()));
    }
  }
}
