package dev.voicemedia.gateway.eventlog;

import static dev.voicemedia.gateway.testing.IncomingEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.AppendResult.Outcome;
import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import dev.voicemedia.gateway.testing.LoggedLines;
import dev.voicemedia.gateway.testing.ManualClock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.FlushOptions;
import org.rocksdb.WriteBatch;

/** Files that changed while nobody looked. */
class LogDamageTest {
  private static final Instant START = Instant.parse("2026-01-31T09:30:00Z");
  private static final Duration BUCKET = Duration.ofHours(1);
  private static final EventLogSettings SETTINGS =
      new EventLogSettings(
          Duration.ofDays(7), 1 << 30, BUCKET, 1 << 30, Duration.ofDays(3), 64 << 20, 512);

  /** In each of three buckets. */
  private static final int EVENTS = 50;

  /** As RocksDB has it by default. */
  private static final int FILES_BEFORE_MERGING = 4;

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock(START);
  private final List<Path> oldTables = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // opened by each test
  private EmbeddedLog log;

  @AfterEach
  void close() {
    if (log != null) { // it may not have opened
      log.close();
    }
  }

  @Test
  void aBitFlippedInTheWriteAheadLogRefusesToOpenAndNamesTheWayOut() throws Exception {
    open();
    for (int i = 0; i < 20; i++) {
      append("id-" + i); // each written by itself
    }
    log.close();
    Path wal = newestWal();
    flip(wal, Files.size(wal) / 2);

    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            EventLogException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_OPENED))
        .hasMessageContaining(wal.toString())
        .hasMessageContaining("restore it from a backup")
        .hasMessageContaining("docs/operations.md");
  }

  /** Of the newest file alone, the tail may be torn. */
  @Test
  void anEarlierFileOfTheWriteAheadLogThatWasCutOrIsGoneRefusesToOpen() throws Exception {
    AtomicBoolean flush = new AtomicBoolean();
    log =
        EmbeddedLog.open(
            folder,
            SETTINGS,
            clock,
            clock,
            pause -> {},
            (db, options, batch) -> {
              if (flush.getAndSet(false)) {
                try (FlushOptions own = new FlushOptions()) {
                  db.flush(own); // of what is known about the log itself: it begins a new file
                }
              }
              db.write(options, batch);
            });
    for (int i = 0; i < 6; i++) {
      flush.set(i == 3);
      append("id-" + i);
    }
    log.close();
    List<Path> wal = new LogFolder(folder).writeAheadLogs();
    assertThat(wal).hasSize(2);
    Path earlier = wal.get(0);
    byte[] intact = Files.readAllBytes(earlier);

    for (int left : new int[] {0, intact.length / 2, intact.length - 1}) {
      Files.write(earlier, Arrays.copyOf(intact, left));
      assertRefusedNaming(earlier);
    }
    Files.delete(earlier);
    assertRefusedNaming(earlier);
    Files.write(earlier, intact);
    open();
    assertThat(log.head()).isEqualTo(6);
  }

  @Test
  void aLostCurrentFileIsNotTakenForAnEmptyFolder() throws Exception {
    open();
    appendAll(0, 20);
    log.close();
    Files.delete(files().resolve("CURRENT"));

    assertThatThrownBy(this::open).hasMessageContaining("its file CURRENT is missing");
  }

  @Test
  void damageInTheListOfFilesIsNotTakenForDamageOfTheWriteAheadLog() throws Exception {
    open();
    appendAll(0, 20);
    log.close();
    Path current = files().resolve("CURRENT");
    Path manifest = files().resolve(Files.readString(current).strip());
    byte[] intact = Files.readAllBytes(manifest);

    flip(manifest, intact.length / 2);
    assertRefusedNaming(manifest);
    Files.write(manifest, new byte[0]);
    assertRefusedNaming(manifest);
    Files.delete(manifest);
    assertRefusedNaming(manifest);
    Files.write(manifest, intact);
    for (String text : List.of("", "?")) {
      Files.writeString(current, text);
      assertRefusedNaming(current);
    }
    Files.writeString(current, "MANIFEST-999999\n");
    assertRefusedNaming(files().resolve("MANIFEST-999999"));

    Files.writeString(current, manifest.getFileName() + "\n");
    Files.write(manifest, Arrays.copyOf(intact, intact.length / 2)); // RocksDB takes it as whole
    assertThatThrownBy(this::open)
        .hasMessageContaining("so the file that " + current + " names is not what it was")
        .hasMessageContaining("restore it from a backup");
  }

  @Test
  void aNewerFormatIsRefusedAndNotTouched() throws Exception {
    open();
    log.close();
    try (Database newer =
            LogOpener.open(new LogFolder(folder), LogOpener.Mode.WRITE, Database.Disk.REAL)
                .database();
        WriteBatch format = new WriteBatch()) {
      format.put(newer.meta(), "format".getBytes(StandardCharsets.US_ASCII), new byte[] {'3'});
      newer.writeSynced(format);
    }

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(this::open)
          .isInstanceOf(EventLogException.class)
          .hasMessageContaining("has log format 3, and this version reads up to 2");
    }
  }

  /** Wherever the bit is, in an event, an index or the file's own tables. */
  @Test
  void aBitFlippedInAnOldTableFileFailsReadsOfItsRangeAlone() throws Exception {
    makeOldTables();
    Random random = new Random(3);
    for (Path table : oldTables) {
      if (!Files.exists(table)) {
        continue; // ids of all buckets are in one, and have been merged
      }
      byte[] intact = Files.readAllBytes(table);
      for (int i = 0; i < 12 && Files.exists(table); i++) {
        // The last bytes say what the file is; damage there is found when it is opened.
        flip(table, random.nextInt(intact.length));
        assertServesAllButDamage(table);
        Files.write(table, intact);
      }
    }
    open();
    assertThat(log.read(0, 1000, 1 << 30)).hasSize((int) log.head());
  }

  /** RocksDB stops all writing when it merges table files and comes upon damage. */
  @Test
  void damageThatMergingWouldComeUponIsNamedAtEachStartAndStopsNothing() throws Exception {
    for (int i = 0; i < FILES_BEFORE_MERGING; i++) {
      open(); // makes a table file of what was appended before
      appendAll(i * EVENTS, EVENTS);
      log.close();
    }
    List<Path> damaged = new ArrayList<>();
    for (Path table : tables()) {
      long size = Files.size(table);
      if (size > 2_000 && size < 40_000) { // ids and indexes, which are merged, unlike events
        flip(table, size / 20);
        damaged.add(table);
      }
    }
    assertThat(damaged).isNotEmpty();
    for (int start = 0; start < 2; start++) {
      try (LoggedLines logged = LoggedLines.of(LogStore.class);
          LoggedLines writer = LoggedLines.of(LogWriter.class)) {
        open();
        Awaitility.await().until(() -> logged.lines().size() == damaged.size());
        for (int i = 0; i < 10; i++) {
          assertThat(append("later-" + start + "-" + i).outcome()).isEqualTo(Outcome.STORED);
        }
        for (Path table : damaged) {
          assertThat(logged.lines())
              .anyMatch(line -> line.contains("table file " + table.getFileName() + " ("));
        }
        assertThat(logged.levels()).containsOnly("ERROR");
        assertThat(writer.lines()).isEmpty();
        log.close();
      }
    }
  }

  private void assertRefusedNaming(Path file) throws IOException {
    assertThatThrownBy(this::open)
        .hasMessageContaining("damaged (")
        .hasMessageContaining(file.toString())
        .hasMessageContaining("restore it from a backup")
        .hasMessageNotContaining(newestWal().toString());
  }

  private void assertServesAllButDamage(Path table) throws Exception {
    try {
      open();
    } catch (EventLogException e) {
      assertThat(e).hasMessageContaining("restore it from a backup");
      assertThat(e).hasMessageContaining(table.getFileName().toString());
      return;
    }
    long head = log.head();
    List<Long> read = new ArrayList<>();
    EventLogException damage = null;
    for (long at = 0; at < 2 * EVENTS; ) {
      try {
        List<LogEntry> entries = log.read(at, 10, 1 << 30);
        entries.forEach(entry -> read.add(entry.position()));
        at = entries.get(entries.size() - 1).position();
      } catch (EventLogException e) {
        assertThat(e.reason()).isEqualTo(Reason.DAMAGED);
        assertThat(e).hasMessageContaining(table.getFileName().toString());
        assertThat(e).hasMessageContaining("positions 1 to " + EVENTS);
        damage = e;
        at = EVENTS; // the next bucket
      }
    }
    // What is there is in order, with nothing left out but after the damage.
    List<Long> expected = new ArrayList<>();
    long good = damage == null ? EVENTS : read.stream().filter(p -> p <= EVENTS).count();
    LongStream.rangeClosed(1, good).forEach(expected::add);
    LongStream.rangeClosed(EVENTS + 1, 2 * EVENTS).forEach(expected::add);
    assertThat(read.stream().filter(p -> p <= 2 * EVENTS)).isEqualTo(expected);

    assertThat(append("new-" + head)).isEqualTo(new AppendResult(Outcome.STORED, head + 1));
    assertThat(log.find("new-" + head)).isPresent();
    assertThat(log.accepts()).isTrue();
    log.close();
  }

  /** Three buckets; the oldest is on disk in table files of its own. */
  private void makeOldTables() throws Exception {
    open();
    appendAll(0, EVENTS);
    log.close();
    List<Path> before = tables();
    open(); // what is in the write-ahead log goes to table files
    clock.advance(BUCKET);
    appendAll(EVENTS, EVENTS);
    clock.advance(BUCKET);
    appendAll(2 * EVENTS, EVENTS);
    log.close();
    oldTables.addAll(tables());
    oldTables.removeAll(before);
    open();
    log.close();
  }

  private void open() {
    log = EmbeddedLog.open(folder, SETTINGS, clock, clock);
  }

  private void appendAll(int first, int count) {
    List<CompletableFuture<AppendResult>> results =
        IntStream.range(first, first + count)
            .mapToObj(
                i -> {
                  byte[] body = new byte[1000];
                  new Random(i).nextBytes(body);
                  return log.append(event("id-" + i, body));
                })
            .toList();
    results.forEach(CompletableFuture::join);
  }

  private AppendResult append(String id) {
    return log.append(event(id)).join();
  }

  private Path files() {
    return folder.resolve("log");
  }

  private Path newestWal() throws IOException {
    List<Path> wal = new LogFolder(folder).writeAheadLogs();
    return wal.get(wal.size() - 1);
  }

  private List<Path> tables() throws IOException {
    try (Stream<Path> files = Files.list(files())) {
      return files.filter(file -> file.toString().endsWith(".sst")).sorted().toList();
    }
  }

  private static void flip(Path path, long at) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek(at);
      int old = file.read();
      file.seek(at);
      file.write(old ^ 1);
    }
  }
}
