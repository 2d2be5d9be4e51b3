package dev.voicemedia.gateway.eventlog;

import static dev.voicemedia.gateway.testing.IncomingEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.AppendResult.Outcome;
import dev.voicemedia.gateway.testing.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
  private static final Instant START = Instant.parse("2026-01-31T09:30:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  /** Kept for 3 h or 2 MiB, in buckets of 1 h or 512 KiB; ids for 6 h. */
  private static final EventLogSettings SETTINGS =
      new EventLogSettings(
          Duration.ofHours(3), 2 << 20, HOUR, 512 << 10, Duration.ofHours(6), 64 << 20, 5);

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock(START);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private EmbeddedLog log;

  @BeforeEach
  void openLog() {
    log = EmbeddedLog.open(folder, SETTINGS, clock, clock);
  }

  @AfterEach
  void closeLog() {
    threads.shutdownNow();
    log.close();
  }

  @Test
  void whatIsOlderThanTheRetentionExpiresABucketAtATime() {
    appendEachHour(6); // at 0:00, 1:00, 2:00, 3:00, 4:00 and 5:00

    // At 5:00 the bucket that ended at 1:00 is older than 3 h; the one that ended at 2:00 is not.
    assertThat(log.earliest()).isEqualTo(1);
    assertThat(positions(log.read(0, 100, 1 << 20))).containsExactly(2L, 3L, 4L, 5L, 6L);
    assertThat(log.find("hour-0")).isEmpty();
    assertThat(log.find("hour-1").map(LogEntry::position)).contains(2L);
  }

  @Test
  void whatHasExpiredStaysExpiredAndPositionsGoOnAfterReopening() {
    appendEachHour(6);
    reopen();

    assertThat(log.earliest()).isEqualTo(1);
    assertThat(log.head()).isEqualTo(6);
    assertThat(append("more")).isEqualTo(new AppendResult(Outcome.STORED, 7));
  }

  @Test
  void positionsGoOnWhenWhatWasBeforeHasExpired() {
    append("a");
    clock.advance(HOUR);
    append("b"); // ends the first bucket, and c the second
    clock.advance(HOUR);
    append("c");
    clock.advance(Duration.ofHours(9));
    append("d");
    assertThat(log.earliest()).isEqualTo(2);
    clock.advance(Duration.ofHours(9));
    append("e");
    reopen();

    assertThat(log.head()).isEqualTo(5);
    assertThat(positions(log.read(0, 10, 1 << 20))).containsExactly(4L, 5L);
  }

  @Test
  void anIdIsRememberedForItsWindowThoughItsEventHasExpired() {
    append("a");
    clock.advance(HOUR);
    append("b");
    clock.advance(Duration.ofHours(4));
    append("c");
    assertThat(log.find("a")).isEmpty();

    clock.advance(HOUR);
    assertThat(append("a")).isEqualTo(new AppendResult(Outcome.DUPLICATE, 1));
    clock.advance(Duration.ofNanos(1));
    assertThat(append("a")).isEqualTo(new AppendResult(Outcome.STORED, 4));
  }

  @Test
  void theOldestBucketsGoWhenTheBytesAreExceeded() {
    appendLarge(60);

    assertThat(log.head()).isEqualTo(60);
    assertThat(log.earliest()).isBetween(35L, 55L);
    List<Long> left = new ArrayList<>();
    for (long at = 0; at < log.head(); at = left.get(left.size() - 1)) {
      left.addAll(positions(log.read(at, 100, 1 << 20)));
    }
    assertThat(left)
        .containsExactlyElementsOf(LongStream.rangeClosed(log.earliest() + 1, 60).boxed().toList());
  }

  @Test
  void whatStreamsReadWhileBucketsExpireIsInOrderAndAppendsGoOn() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    List<CompletableFuture<Long>> readers =
        IntStream.range(0, 3)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> readUntil(done), threads))
            .toList();
    for (int hour = 0; hour < 20; hour++) {
      List<CompletableFuture<AppendResult>> appends = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        appends.add(log.append(event(hour + "-" + i)));
      }
      appends.forEach(CompletableFuture::join);
      clock.advance(HOUR);
    }
    done.set(true);

    assertThat(log.head()).isEqualTo(200);
    assertThat(log.earliest()).isGreaterThanOrEqualTo(150);
    for (CompletableFuture<Long> reader : readers) {
      assertThat(reader.get()).isEqualTo(200);
    }
  }

  /** Like a subscriber that goes on after gaps. */
  private long readUntil(AtomicBoolean done) {
    long at = 0;
    while (true) {
      boolean last = done.get();
      List<LogEntry> entries = log.read(at, 7, 1 << 20);
      for (LogEntry entry : entries) {
        // What was left out has expired.
        assertThat(entry.position() == at + 1 || at < log.earliest()).isTrue();
        assertThat(entry.position()).isGreaterThan(at);
        at = entry.position();
      }
      if (last && entries.isEmpty()) {
        return at;
      }
      if (entries.isEmpty()) {
        // Leaves the processor to the writer, however few there are.
        LockSupport.parkNanos(100_000);
      }
    }
  }

  @Test
  void aDroppedBucketIsGoneFromTheDisk() throws IOException {
    appendLarge(100); // five times what is kept
    reopen(); // flushes, and ends what is deleted in the background

    try (Stream<Path> files = Files.list(folder.resolve("log"))) {
      assertThat(files.mapToLong(file -> file.toFile().length()).sum()).isLessThan(5L << 20);
    }
  }

  /** 100 kB each. */
  private void appendLarge(int events) {
    byte[] body = new byte[100_000];
    new Random(1).nextBytes(body); // so that it does not compress
    List<CompletableFuture<AppendResult>> appends = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      appends.add(log.append(event("large-" + i, body)));
    }
    appends.forEach(CompletableFuture::join);
  }

  private void appendEachHour(int hours) {
    append("hour-0");
    for (int i = 1; i < hours; i++) {
      clock.advance(HOUR);
      append("hour-" + i);
    }
  }

  private AppendResult append(String id) {
    return log.append(event(id)).join();
  }

  private void reopen() {
    log.close();
    log = EmbeddedLog.open(folder, SETTINGS, clock, clock);
  }

  private static List<Long> positions(List<LogEntry> entries) {
    return entries.stream().map(LogEntry::position).toList();
  }
}
