package dev.voicemedia.gateway.eventlog;

import static dev.voicemedia.gateway.testing.IncomingEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.voicemedia.gateway.event.EventHeader;
import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.AppendResult.Outcome;
import dev.voicemedia.gateway.testing.ManualClock;
import dev.voicemedia.v1.Event;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

class EmbeddedLogTest {
  private static final Instant START = Instant.parse("2026-01-31T09:30:00.123456789Z");

  @TempDir Path parent;
  private Path temporary;
  private final ManualClock clock = new ManualClock(START);
  private EmbeddedLog log;

  @BeforeEach
  void openLog() {
    temporary = parent.resolve("data");
    log = open();
  }

  @AfterEach
  void closeLog() {
    log.close();
  }

  @Test
  void eventsAreReadInTheOrderTheyWereAppended() throws Exception {
    append("a");
    append("b");
    append("c");

    assertThat(ids(log.read(0, 10, 1 << 20))).containsExactly("a", "b", "c");
    assertThat(ids(log.read(1, 10, 1 << 20))).containsExactly("b", "c");
    assertThat(log.read(3, 10, 1 << 20)).isEmpty();
    assertThat(log.head()).isEqualTo(3);
    assertThat(log.earliest()).isZero();
  }

  @Test
  void readingIsBoundedByCountAndBytesButNeverEmpty() throws Exception {
    append("a");
    append("b");
    append("c");

    assertThat(ids(log.read(0, 2, 1 << 20))).containsExactly("a", "b");
    assertThat(ids(log.read(0, 10, 1))).containsExactly("a");
  }

  @Test
  void whatWasAppendedIsThereAfterReopening() throws Exception {
    append("a");
    long logId = log.lineage().logId();
    reopen();
    append("b");

    assertThat(log.lineage().logId()).isEqualTo(logId);
    assertThat(ids(log.read(0, 10, 1 << 20))).containsExactly("a", "b");
  }

  @Test
  void theSameIdWithTheSameDataIsStoredOnce() {
    assertThat(append("a")).isEqualTo(new AppendResult(Outcome.STORED, 1));
    assertThat(append("a")).isEqualTo(new AppendResult(Outcome.DUPLICATE, 1));
    reopen();
    assertThat(append("a")).isEqualTo(new AppendResult(Outcome.DUPLICATE, 1));
    assertThat(log.head()).isEqualTo(1);
  }

  @Test
  void duplicatesWithinOneBatchAreFoundToo() {
    List<CompletableFuture<AppendResult>> results =
        IntStream.range(0, 1000).mapToObj(i -> log.append(event("id-" + i % 10))).toList();

    assertThat(results.stream().filter(r -> r.join().outcome() == Outcome.STORED)).hasSize(10);
    assertThat(log.head()).isEqualTo(10);
  }

  @Test
  void theSameIdWithOtherDataIsAnotherEvent() throws Exception {
    append("a");

    assertThat(append(event("a", "deadbeef")))
        .isEqualTo(new AppendResult(Outcome.STORED_AS_VARIANT, 2));
    assertThat(append(event("a", "deadbeef"))).isEqualTo(new AppendResult(Outcome.DUPLICATE, 2));
    assertThat(ids(log.read(0, 10, 1 << 20))).containsExactly("a", "a~deadbeef");
  }

  @Test
  void anIdIsForgottenAfterTheWindowAndNotBefore() {
    append("a");
    clock.advance(EventLogSettings.DEFAULTS.dedupeWindow());
    assertThat(append("a").outcome()).isEqualTo(Outcome.DUPLICATE);

    clock.advance(Duration.ofMillis(1));
    assertThat(append("a")).isEqualTo(new AppendResult(Outcome.STORED, 2));
  }

  @Test
  void receivedAtNeverDecreasesAlsoWhenTheClockGoesBack() {
    append("a");
    clock.set(START.minusSeconds(60));
    append("b");
    reopen();
    append("c");

    assertThat(log.read(0, 10, 1 << 20))
        .allSatisfy(
            entry ->
                assertThat(EventHeader.read(entry.encodedEvent()).receivedAt()).isEqualTo(START));
  }

  @Test
  void aPlaceIsFoundByTime() {
    for (int i = 0; i < 20; i++) {
      clock.set(START.plusSeconds(i / 2)); // pairs with the same time
      append("id-" + i);
    }

    assertThat(log.placeBefore(START.minusSeconds(1))).isZero();
    assertThat(log.placeBefore(START)).isZero();
    assertThat(log.placeBefore(START.plusNanos(1))).isEqualTo(2);
    assertThat(log.placeBefore(START.plusSeconds(5))).isEqualTo(10);
    assertThat(log.placeBefore(START.plusSeconds(60))).isEqualTo(20);
  }

  @Test
  void anEventIsFoundByItsId() throws Exception {
    append("a");
    append("b");

    assertThat(log.find("b").map(LogEntry::position)).contains(2L);
    assertThat(log.find("c")).isEmpty();
  }

  @Test
  void listenersAreCalledWithEventsOnceTheyCanBeRead() {
    List<LogEntry> heard = new ArrayList<>();
    List<LogEntry> read = new ArrayList<>();
    Runnable stopListening =
        log.onAppended(
            (after, appended) -> {
              heard.addAll(appended);
              read.addAll(log.read(appended.get(0).position() - 1, 10, 1 << 20));
            });
    append("a");
    append("a");
    append("b");
    stopListening.run();
    append("c");

    assertThat(heard).extracting(LogEntry::position).containsExactly(1L, 2L);
    assertThat(read).isEqualTo(heard);
  }

  @Test
  void aListenerThatFailsDoesNotKeepEventsFromBeingStored() {
    Runnable stopListening =
        log.onAppended(
            (after, appended) -> {
              throw new IllegalStateException("failing on purpose");
            });

    assertThat(append("a").outcome()).isEqualTo(Outcome.STORED);
    assertThat(append("b").outcome()).isEqualTo(Outcome.STORED);
    assertThat(log.accepts()).isTrue();
    stopListening.run();
  }

  @Test
  void moreThanFitsIsRefusedAsBusyAndLaterAccepted() {
    log.close();
    IncomingEvent event = event("a");
    int size = event.event().getSerializedSize();
    EventLogSettings d = EventLogSettings.DEFAULTS;
    log =
        EmbeddedLog.open(
            temporary,
            new EventLogSettings(
                d.retention(),
                d.retentionBytes(),
                d.bucketLength(),
                d.bucketBytes(),
                d.dedupeWindow(),
                size,
                10),
            clock,
            clock);
    List<CompletableFuture<AppendResult>> results =
        IntStream.range(0, 200).mapToObj(i -> log.append(event("b"))).toList();
    long busy = results.stream().filter(EmbeddedLogTest::isBusy).count();

    assertThat(busy).isBetween(1L, 199L);
    assertThat(append("c").outcome()).isEqualTo(Outcome.STORED);
  }

  @Test
  void aClosedLogAcceptsNothing() {
    log.close();

    assertThat(log.append(event("a")))
        .failsWithin(Duration.ofSeconds(5))
        .withThrowableThat()
        .havingCause()
        .isInstanceOfSatisfying(
            EventLogException.class,
            e -> assertThat(e.reason()).isEqualTo(EventLogException.Reason.UNAVAILABLE));
    assertThatThrownBy(() -> log.find("a")).isInstanceOf(EventLogException.class);
  }

  @Test
  void theFolderIsPrivate() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temporary)))
        .isEqualTo("rwx------");
  }

  @Test
  void aFolderThatWasThereKeepsItsModeAndItsFilesArePrivate() throws IOException {
    log.close();
    temporary = Files.createDirectory(parent.resolve("shared"));
    Set<PosixFilePermission> before = Files.getPosixFilePermissions(temporary);
    log = open();

    assertThat(Files.getPosixFilePermissions(temporary)).isEqualTo(before);
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(temporary.resolve("log"))))
        .isEqualTo("rwx------");
  }

  @Test
  void nobodyElseCanReadTheFilesOfALogThatIsOpened() {
    append("a");
    reopen();

    await().untilAsserted(this::assertFilesArePrivate); // RocksDB writes some in the background
  }

  private void assertFilesArePrivate() throws IOException {
    try (Stream<Path> files = Files.list(temporary.resolve("log"))) {
      for (Path file : files.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  void aLostWriteAheadLogRefusesToOpen() throws IOException {
    append("a");
    log.close();
    Files.delete(wal());

    assertNotOpened("its write-ahead log is missing");
  }

  /** As a kill leaves it that comes between RocksDB's file CURRENT and its write-ahead log. */
  @Test
  void aLogWhoseMakingWasCutShortIsMadeAtTheNextStart() throws Exception {
    log.close();
    Path data = temporary.resolve("cut-short");
    Path files = Files.createDirectories(data.resolve("log"));
    try (Options options = new Options().setCreateIfMissing(true);
        RocksDB made = RocksDB.open(options, files.toString())) {
      assertThat(made.getName()).isEqualTo(files.toString());
    }
    try (Stream<Path> all = Files.list(files)) {
      for (Path file : all.toList()) {
        if (file.toString().matches(".*(\\.log|OPTIONS-[0-9]+)")) {
          Files.delete(file);
        }
      }
    }

    assertThatThrownBy(() -> OfflineLog.openReadOnly(data))
        .hasMessage("event log " + data + ": no log there");
    log = EmbeddedLog.open(data, EventLogSettings.DEFAULTS, clock, clock);
    append("a");

    assertThat(log.head()).isEqualTo(1);
  }

  @Test
  void aFolderInUseIsRefusedWithALineThatSaysSo() {
    assertNotOpened("in use by another process");
  }

  @Test
  void aFolderThatIsAFileIsRefusedInWords() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));

    assertThatThrownBy(() -> EmbeddedLog.open(file, EventLogSettings.DEFAULTS, clock, clock))
        .hasMessage("event log " + file + ": cannot make or read the folder (Not a directory)");
  }

  @Test
  void damageInTheMiddleRefusesToOpen() throws Exception {
    for (int i = 0; i < 20; i++) {
      append("id-" + i);
    }
    log.close();
    try (RandomAccessFile wal = new RandomAccessFile(wal().toFile(), "rw")) {
      long middle = wal.length() / 2;
      wal.seek(middle);
      int old = wal.read();
      wal.seek(middle);
      wal.write(old ^ 1);
    }

    assertNotOpened("damaged (checksum mismatch, in [");
  }

  private EmbeddedLog open() {
    return EmbeddedLog.open(temporary, EventLogSettings.DEFAULTS, clock, clock);
  }

  private void reopen() {
    log.close();
    log = open();
  }

  private AppendResult append(String id) {
    return append(event(id));
  }

  private AppendResult append(IncomingEvent event) {
    return log.append(event).join();
  }

  private void assertNotOpened(String why) {
    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            EventLogException.class,
            e -> assertThat(e.reason()).isEqualTo(EventLogException.Reason.NOT_OPENED))
        .hasMessageContaining(temporary.toString())
        .hasMessageContaining(why);
  }

  private Path wal() throws IOException {
    try (Stream<Path> files = Files.list(temporary.resolve("log"))) {
      return files
          .filter(file -> file.toString().endsWith(".log"))
          .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
          .orElseThrow();
    }
  }

  private static boolean isBusy(CompletableFuture<AppendResult> result) {
    try {
      result.join();
      return false;
    } catch (CompletionException e) {
      return e.getCause() instanceof EventLogException refused
          && refused.reason() == EventLogException.Reason.BUSY;
    }
  }

  private static List<String> ids(List<LogEntry> entries) throws Exception {
    List<String> ids = new ArrayList<>();
    for (LogEntry entry : entries) {
      ids.add(Event.parseFrom(entry.encodedEvent()).getId());
    }
    return ids;
  }
}
