package dev.voicemedia.gateway.eventlog;

import static dev.voicemedia.gateway.testing.IncomingEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import dev.voicemedia.gateway.testing.LoggedLines;
import dev.voicemedia.gateway.testing.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs that end before what was acknowledged, as a process finds them that was killed. */
class AcknowledgedTest {
  private static final int SLOT_BYTES = 24;

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock(Instant.parse("2026-01-31T09:30:00Z"));
  private Path data;
  private EmbeddedLog log;

  @BeforeEach
  void openLog() {
    data = folder.resolve("data");
    open().close(); // what is known about the log itself goes to a table file
    log = open();
  }

  @AfterEach
  void closeLog() {
    log.close();
  }

  @Test
  void aWriteAheadLogThatIsCutAnywhereIsRefusedIfAcknowledgedEventsAreMissing() throws Exception {
    long[] ends = appendAndMeasure(8);
    for (int have = 0; have < ends.length - 1; have++) {
      long between = (ends[have] + ends[have + 1]) / 2;
      for (long cut : new long[] {ends[have], between}) {
        assertMissing(killedWithWalOf(cut), 8 - have, have);
      }
    }
    try (EmbeddedLog whole = open(killedWithWalOf(ends[8]))) {
      assertThat(whole.head()).isEqualTo(8);
    }
  }

  @Test
  void aRecordThatWasBeingWrittenIsCutSinceItWasNotAcknowledged() throws Exception {
    long[] ends = appendAndMeasure(3);
    byte[] before = Files.readAllBytes(data.resolve("acknowledged"));
    log.append(event("never acknowledged")).join();
    data = killedWithWalOf(ends[3] + 9);
    Files.write(data.resolve("acknowledged"), before);

    log.close();
    log = open();
    assertThat(log.head()).isEqualTo(3);
    assertThat(log.append(event("next")).join().position()).isEqualTo(4);
  }

  @Test
  void anEmptiedWriteAheadLogIsRefused() throws Exception {
    append(5);
    assertMissing(killedWithWalOf(0), 5, 0);
  }

  @Test
  void aLogThatIsGoneIsNotTakenForANewOne() throws Exception {
    append(5);
    Path killed = copy();
    deleteAll(killed.resolve("log"));

    assertMissing(killed, 5, 0);
    assertThat(killed.resolve("log")).doesNotExist(); // so that a backup can be restored
  }

  @Test
  void anotherLogInItsPlaceIsRefused() throws Exception {
    append(5);
    log.close();
    Path other = folder.resolve("other");
    try (EmbeddedLog another = open(other)) {
      for (int i = 0; i < 9; i++) {
        another.append(event("other-" + i)).join();
      }
    }
    Files.copy(
        data.resolve("acknowledged"),
        other.resolve("acknowledged"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    assertRefused(other, "those up to position 5 were of another log");
  }

  @Test
  void aRefusedLogIsRefusedUntilTheLossIsAccepted() throws Exception {
    long[] ends = appendAndMeasure(8);
    Path killed = killedWithWalOf(ends[5]);
    assertMissing(killed, 3, 5);
    assertMissing(killed, 3, 5);
    assertThatThrownBy(() -> OfflineLog.open(killed)).hasMessageContaining("3 acknowledged events");
    try (OfflineLog readable = OfflineLog.openReadOnly(killed)) {
      assertThat(readable.head()).isEqualTo(5);
      List<LogProblem> problems = new java.util.ArrayList<>();
      readable.verify(problems::add, progress -> {});
      assertThat(problems)
          .extracting(LogProblem::toString)
          .contains("acknowledged: 3 acknowledged events are missing after position 5");
    }

    assertThat(OfflineLog.acceptLoss(killed))
        .contains("3 acknowledged events are missing after position 5");
    assertThat(OfflineLog.acceptLoss(killed)).isEmpty();
    try (EmbeddedLog accepted = open(killed)) {
      assertThat(accepted.append(event("next")).join().position()).isEqualTo(6);
      assertThat(accepted.lineage().lastOf(log.cursorAt(8))).hasValue(5);
    }
  }

  @Test
  void theLossOfAWholeLogCanBeAcceptedToo() throws Exception {
    append(5);
    Path killed = copy();
    deleteAll(killed.resolve("log"));

    assertThat(OfflineLog.acceptLoss(killed))
        .contains("5 acknowledged events are missing after position 0");
    try (EmbeddedLog fresh = open(killed)) {
      assertThat(fresh.head()).isZero();
    }
  }

  /** A slot is torn at any byte: the other is at most one batch older. */
  @Test
  void aTornSlotIsNotRead() throws Exception {
    append(7);
    Path file = data.resolve("acknowledged");
    byte[] whole = Files.readAllBytes(file);
    assertThat(acknowledged()).isEqualTo(7);
    append(1);
    byte[] next = Files.readAllBytes(file);
    int slot = Arrays.equals(whole, 0, SLOT_BYTES, next, 0, SLOT_BYTES) ? SLOT_BYTES : 0;
    for (int written = 0; written < SLOT_BYTES; written++) {
      byte[] torn = whole.clone();
      System.arraycopy(next, slot, torn, slot, written);
      Files.write(file, torn);
      assertThat(acknowledged()).isBetween(7L, 8L);
    }
    Files.write(file, next);
    assertThat(acknowledged()).isEqualTo(8);
  }

  @Test
  void aDamagedFileIsReportedAndMadeAnew() throws Exception {
    append(5);
    log.close();
    Files.write(data.resolve("acknowledged"), new byte[2 * SLOT_BYTES]);

    try (LoggedLines logged = LoggedLines.of(Acknowledged.class)) {
      log = open();
      assertThat(logged.levels()).containsExactly("WARN");
      assertThat(logged.lines().get(0)).contains("acknowledged is damaged");
    }
    assertThat(acknowledged()).isEqualTo(5);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(data.resolve("acknowledged"))))
        .isEqualTo("rw-------");
  }

  private long acknowledged() throws IOException {
    return Acknowledged.read(new LogFolder(data)).orElseThrow().position();
  }

  private void assertMissing(Path killed, int count, int after) {
    assertRefused(
        killed, count + " acknowledged events are missing after position " + after + "; ");
  }

  private void assertRefused(Path killed, String why) {
    assertThatThrownBy(() -> open(killed).close())
        .isInstanceOfSatisfying(
            EventLogException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_OPENED))
        .hasMessageContaining(why)
        .hasMessageContaining("restore it from a backup")
        .hasMessageContaining("log accept-loss");
  }

  private EmbeddedLog open() {
    return open(data);
  }

  private EmbeddedLog open(Path where) {
    return EmbeddedLog.open(where, EventLogSettings.DEFAULTS, clock, clock);
  }

  private void append(int count) {
    for (int i = 0; i < count; i++) {
      log.append(event("e-" + (log.head() + 1))).join();
    }
  }

  /** Sizes of the write-ahead log after so many events; the first is before the first event. */
  private long[] appendAndMeasure(int count) throws IOException {
    long[] ends = new long[count + 1];
    log.append(event("e-1")).join();
    ends[1] = Files.size(newestWal(data));
    for (int i = 2; i <= count; i++) {
      log.append(event("e-" + i)).join();
      ends[i] = Files.size(newestWal(data));
    }
    return ends;
  }

  /** A copy of the data folder of a process that is still running. */
  private Path copy() throws IOException {
    Path copied = Files.createTempDirectory(folder, "killed");
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.filter(path -> !path.equals(data)).toList()) {
        Files.copy(file, copied.resolve(data.relativize(file).toString()));
      }
    }
    return copied;
  }

  private Path killedWithWalOf(long bytes) throws IOException {
    Path killed = copy();
    Path wal = newestWal(killed);
    Files.write(wal, Arrays.copyOf(Files.readAllBytes(wal), (int) bytes));
    return killed;
  }

  private static Path newestWal(Path where) throws IOException {
    List<Path> wal = new LogFolder(where).writeAheadLogs();
    return wal.get(wal.size() - 1);
  }

  private static void deleteAll(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
