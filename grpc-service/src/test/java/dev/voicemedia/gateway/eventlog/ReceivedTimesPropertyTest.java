package dev.voicemedia.gateway.eventlog;

import static dev.voicemedia.gateway.testing.IncomingEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.event.EventHeader;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.testing.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.rocksdb.WriteOptions;

/** The search by time beside a look at every event, after random walks of the clock. */
class ReceivedTimesPropertyTest {
  private static final Instant START = Instant.parse("2026-01-31T09:30:00Z");

  /** Small enough for the oldest to go. */
  private static final EventLogSettings SETTINGS =
      new EventLogSettings(
          Duration.ofDays(2),
          1 << 30,
          Duration.ofHours(6),
          1 << 30,
          Duration.ofDays(2),
          64 << 20,
          4);

  private static final Database.Disk UNSYNCED =
      (db, synced, batch) -> {
        try (WriteOptions unsynced = new WriteOptions()) {
          db.write(unsynced, batch);
        }
      };

  @Property(tries = 25)
  void aPlaceIsFoundByTimeHoweverTheClockWent(@ForAll("walks") List<Duration> walk)
      throws IOException {
    Path folder = Files.createTempDirectory("times");
    try {
      ManualClock clock = new ManualClock(START);
      ManualClock steady = new ManualClock(START);
      try (EmbeddedLog log = open(folder, clock, steady)) {
        append(log, walk, clock, steady);
        check(log);
      }
      try (EmbeddedLog log = open(folder, clock, steady)) {
        check(log);
      }
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static EmbeddedLog open(Path folder, ManualClock clock, ManualClock steady) {
    return EmbeddedLog.open(folder, SETTINGS, clock, steady, pause -> {}, UNSYNCED);
  }

  private static void append(
      EmbeddedLog log, List<Duration> walk, ManualClock clock, ManualClock steady) {
    List<CompletableFuture<AppendResult>> stored = new ArrayList<>();
    for (int i = 0; i < walk.size(); i++) {
      clock.advance(walk.get(i));
      if (!walk.get(i).isNegative()) {
        steady.advance(walk.get(i)); // so that time passes, and retention works
      }
      stored.add(log.append(event("id-" + i)));
      if (i % 5 == 0) {
        stored.forEach(CompletableFuture::join);
      }
    }
    stored.forEach(CompletableFuture::join);
  }

  private static void check(EmbeddedLog log) {
    List<LogEntry> all = log.read(0, 10_000, 1 << 30);
    List<Instant> times = new ArrayList<>(List.of(Instant.MIN, Instant.MAX));
    for (LogEntry entry : all) {
      Instant time = receivedAt(entry);
      times.addAll(List.of(time, time.plusNanos(1), time.minusNanos(1)));
    }
    for (Instant time : times) {
      long placeBefore = log.earliest();
      long lastBefore = log.earliest();
      boolean reached = false;
      for (LogEntry entry : all) {
        boolean before = receivedAt(entry).isBefore(time);
        reached |= !before;
        placeBefore = reached ? placeBefore : entry.position();
        lastBefore = before ? entry.position() : lastBefore;
      }
      assertThat(log.placeBefore(time)).as("before %s", time).isEqualTo(placeBefore);
      assertThat(log.lastBefore(time)).as("last before %s", time).isEqualTo(lastBefore);
    }
  }

  private static Instant receivedAt(LogEntry entry) {
    return EventHeader.read(entry.encodedEvent()).receivedAt();
  }

  @Provide
  Arbitrary<List<Duration>> walks() {
    return Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.longs().between(0, 3600).map(Duration::ofSeconds)),
            Tuple.of(2, Arbitraries.longs().between(-300, 0).map(Duration::ofSeconds)),
            Tuple.of(2, Arbitraries.longs().between(-100_000, 100_000).map(Duration::ofSeconds)),
            Tuple.of(1, Arbitraries.of(Duration.ofDays(365), Duration.ofDays(-365))))
        .list()
        .ofMinSize(1)
        .ofMaxSize(80);
  }
}
