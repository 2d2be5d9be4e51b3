package dev.voicemedia.gateway.eventlog;

import static dev.voicemedia.gateway.testing.IncomingEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import dev.voicemedia.gateway.testing.LoggedLines;
import dev.voicemedia.gateway.testing.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.FlushOptions;

/** Files that are taken away from a log that is open. */
class FilesInPlaceTest {
  @TempDir Path folder;
  private final ManualClock clock = new ManualClock(Instant.parse("2026-01-31T09:30:00Z"));
  private final Semaphore attempts = new Semaphore(0);
  private volatile boolean flushBeforeWriting;
  private Path data;
  private Path files;
  private EmbeddedLog log;

  @BeforeEach
  void openLog() {
    data = folder.resolve("data");
    files = data.resolve("log");
    log =
        EmbeddedLog.open(
            data,
            EventLogSettings.DEFAULTS,
            clock,
            clock,
            pause -> attempts.acquire(),
            (db, options, batch) -> {
              if (flushBeforeWriting) {
                try (FlushOptions flush = new FlushOptions()) {
                  db.flush(flush); // begins another write-ahead log
                }
              }
              db.write(options, batch);
            });
    append("a");
  }

  @AfterEach
  void closeLog() {
    log.close();
  }

  @Test
  void nothingIsAcknowledgedOnceTheFolderIsDeleted() throws Exception {
    deleteAll(data);
    try (LoggedLines logged = LoggedLines.of(LogWriter.class)) {
      assertRefused("b", files + " is not what was opened");
      assertRefused("c", "not what was opened");
      attempts.release(3);
      await().until(() -> attempts.availablePermits() == 0);

      assertThat(logged.levels()).containsExactly("ERROR");
      assertThat(logged.lines().get(0)).contains("put it back, or restart the gateway");
    }
    assertThat(log.accepts()).isFalse();
    assertThat(data).doesNotExist();
  }

  @Test
  void notEvenADuplicateIsAcknowledgedThen() throws Exception {
    deleteAll(data);

    assertRefused("a", "not what was opened");
  }

  @Test
  void aCopyInThePlaceOfTheFolderIsNotTakenForIt() throws Exception {
    Files.move(files, folder.resolve("moved"));
    try (Stream<Path> all = Files.walk(folder.resolve("moved"))) {
      for (Path file : all.toList()) {
        Files.copy(file, files.resolve(folder.resolve("moved").relativize(file).toString()));
      }
    }

    assertRefused("b", files + " is not what was opened");
  }

  @Test
  void aFolderThatIsPutBackIsUsedAgain() throws Exception {
    Files.move(files, folder.resolve("moved"));
    assertRefused("b", "not what was opened");
    Files.move(folder.resolve("moved"), files);
    attempts.release();
    await().until(log::accepts);

    assertThat(append("b").position()).isEqualTo(2);
    assertThat(append("c").position()).isEqualTo(3);
  }

  @Test
  void whatWasStoredIsReadOnAndNothingInTheFolderIsTouchedOnceItIsAnothers() throws Exception {
    Files.delete(files.resolve("LOCK"));
    Files.createFile(files.resolve("LOCK"));
    Path anothers = Files.writeString(files.resolve("000999.sst"), "another process's");
    assertRefused("b", "LOCK is not what was opened");

    attempts.release();
    await().until(() -> attempts.availablePermits() == 0);
    assertThat(log.read(0, 10, 1 << 20)).hasSize(1);
    log.close();

    assertThat(anothers).hasContent("another process's");
  }

  @Test
  void aLockFileThatIsAnotherMeansThatAnotherProcessMayWrite() throws Exception {
    Files.delete(files.resolve("LOCK"));
    Files.createFile(files.resolve("LOCK"));

    assertRefused("b", "LOCK is not what was opened");
  }

  @Test
  void theNewestWriteAheadLogMustBeInPlaceHoweverOftenAnotherIsBegun() throws Exception {
    flushBeforeWriting = true;
    Path first = newestWal();
    for (int i = 0; i < 20; i++) {
      append("flushed-" + i);
    }
    flushBeforeWriting = false;
    append("b");
    assertThat(newestWal()).isNotEqualTo(first);
    Files.delete(newestWal());

    assertRefused("c", ".log is not what was opened");
  }

  @Test
  void aWriteAheadLogThatDoesNotGrowIsNotTheOneThatIsWrittenTo() throws Exception {
    Path wal = newestWal();
    byte[] content = Files.readAllBytes(wal);
    Files.delete(wal);
    Files.write(wal, content);

    assertRefused("b", wal + " is not what was opened");
  }

  private AppendResult append(String id) {
    return log.append(event(id)).join();
  }

  private void assertRefused(String id, String why) {
    assertThatThrownBy(() -> append(id))
        .cause()
        .hasMessageContaining(why)
        .isInstanceOfSatisfying(
            EventLogException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE));
  }

  private Path newestWal() throws IOException {
    List<Path> wal = new LogFolder(data).writeAheadLogs();
    return wal.get(wal.size() - 1);
  }

  private static void deleteAll(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
