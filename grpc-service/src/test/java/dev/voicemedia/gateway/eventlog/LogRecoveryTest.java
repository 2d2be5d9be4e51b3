package dev.voicemedia.gateway.eventlog;

import static dev.voicemedia.gateway.testing.IncomingEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.AppendResult.Outcome;
import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import dev.voicemedia.gateway.testing.ManualClock;
import dev.voicemedia.v1.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

class LogRecoveryTest {
  private static final Database.Disk FAILS_UNWRITTEN =
      (db, options, batch) -> {
        throw new RocksDBException("fsync failed on purpose");
      };
  private static final Database.Disk FAILS_WRITTEN =
      (db, options, batch) -> {
        db.write(options, batch);
        throw new RocksDBException("fsync failed on purpose");
      };

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock(Instant.parse("2026-01-31T09:30:00Z"));
  private final BlockingQueue<Duration> pauses = new LinkedBlockingQueue<>();
  private final Semaphore pausesThatEnd = new Semaphore(0);
  private final List<Long> heard = new ArrayList<>();
  private volatile Database.Disk disk = Database.Disk.REAL;
  private EmbeddedLog log;

  @BeforeEach
  void open() {
    log =
        EmbeddedLog.open(
            folder,
            EventLogSettings.DEFAULTS,
            clock,
            clock,
            pause -> {
              pauses.add(pause);
              pausesThatEnd.acquire();
            },
            (db, options, batch) -> disk.write(db, options, batch));
    var unused = log.onAppended(appended -> appended.forEach(entry -> heard.add(entry.position())));
  }

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void afterAFailureNothingIsAcknowledgedUntilTheLogWasOpenedAgain() throws Exception {
    append("a");
    disk = FAILS_UNWRITTEN;
    assertUnavailable("b");
    disk = Database.Disk.REAL;

    assertThat(log.accepts()).isFalse();
    assertUnavailable("c");
    endPause();
    assertThat(append("b")).isEqualTo(new AppendResult(Outcome.STORED, 2));
    assertThat(ids()).containsExactly("a", "b");
    assertThat(heard).containsExactly(1L, 2L);
  }

  @Test
  void whatFailedAndIsOnDiskAllTheSameReachesListenersAndIsNotStoredTwice() throws Exception {
    append("a");
    disk = FAILS_WRITTEN;
    assertUnavailable("b");
    disk = Database.Disk.REAL;
    endPause();

    assertThat(append("b")).isEqualTo(new AppendResult(Outcome.DUPLICATE, 2));
    assertThat(append("c")).isEqualTo(new AppendResult(Outcome.STORED, 3));
    assertThat(ids()).containsExactly("a", "b", "c");
    assertThat(heard).containsExactly(1L, 2L, 3L);
  }

  @Test
  void thePublicKeyOfAFailedEventIsStoredWithTheNextOne() throws Exception {
    disk = FAILS_UNWRITTEN;
    assertUnavailable("a");
    disk = Database.Disk.REAL;
    endPause();
    append("b");
    log.close();

    try (Database files =
        LogOpener.open(new LogFolder(folder), LogOpener.Mode.WRITE, Database.Disk.REAL)
            .database()) {
      String keyId = event("b").event().getWebhook().getPublicKeyId();
      assertThat(files.get(files.publicKeys(), keyId.getBytes(StandardCharsets.UTF_8))).isNotNull();
    }
  }

  @Test
  void whileItCannotBeOpenedReadingGoesOnAndPausesGrowToHalfAMinute() throws Exception {
    append("a");
    disk = FAILS_WRITTEN;
    assertUnavailable("b");
    pauses.take();
    String intact = breakTheFiles();
    List<Duration> seen = new ArrayList<>();
    for (Duration pause = Duration.ofSeconds(1); pause.toSeconds() < 30; pause = pauses.take()) {
      seen.add(pause);
      pausesThatEnd.release();
    }

    assertThat(seen).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L, 16L);
    assertThat(log.accepts()).isFalse();
    assertThat(log.readable()).isTrue();
    assertThat(ids()).containsExactly("a"); // b is on disk, but nobody has heard of it yet
    assertThat(log.find("a")).isPresent();
    assertThat(log.find("b")).isEmpty();
    assertThat(log.placeBefore(Instant.EPOCH)).isZero();
    assertThat(log.placeBefore(Instant.MAX)).isEqualTo(1);
    assertUnavailable("c");

    Files.writeString(current(), intact);
    disk = Database.Disk.REAL;
    pausesThatEnd.release();
    await().until(log::accepts);
    assertThat(ids()).containsExactly("a", "b");
    assertThat(append("c").position()).isEqualTo(3);
  }

  @Test
  void whatCanNeitherBeWrittenNorReadIsUnavailableUntilItIsOpenedAgain() throws Exception {
    append("a");
    AtomicReference<String> intact = new AtomicReference<>();
    disk =
        (db, options, batch) -> {
          intact.set(breakTheFiles());
          throw new RocksDBException("fsync failed on purpose");
        };
    assertUnavailable("b");
    pauses.take();

    assertThat(log.readable()).isFalse();
    assertThatThrownBy(() -> log.read(0, 1, 1)).satisfies(LogRecoveryTest::isUnavailable);
    assertThatThrownBy(() -> log.find("a")).satisfies(LogRecoveryTest::isUnavailable);
    assertThatThrownBy(() -> log.placeBefore(Instant.EPOCH))
        .satisfies(LogRecoveryTest::isUnavailable);
    assertThat(log.read(1, 1, 1)).isEmpty(); // a stream that is at the head goes on
    assertThat(log.earliest()).isZero();

    Files.writeString(current(), intact.get());
    disk = Database.Disk.REAL;
    pausesThatEnd.release();
    await().until(log::accepts);
    assertThat(log.readable()).isTrue();
    assertThat(ids()).containsExactly("a");
  }

  @Test
  void noOtherProcessCanOpenTheLogWhileItIsOnlyRead() throws Exception {
    append("a");
    disk = FAILS_UNWRITTEN;
    assertUnavailable("b");
    pauses.take();

    // A lock of this process keeps others out; seen from here, it overlaps.
    try (FileChannel lock =
        FileChannel.open(folder.resolve("log").resolve("LOCK"), StandardOpenOption.WRITE)) {
      assertThatThrownBy(lock::tryLock).isInstanceOf(OverlappingFileLockException.class);
    }
  }

  @Test
  void anotherLogIsNotTakenForTheOneThatFailed() throws Exception {
    append("a");
    disk = FAILS_UNWRITTEN;
    assertUnavailable("b");
    disk = Database.Disk.REAL;
    Path files = folder.resolve("log");
    Files.move(files, folder.resolve("moved"));
    pauses.take();
    pausesThatEnd.release();
    pauses.take();
    assertThat(log.accepts()).isFalse();
    assertThat(files).doesNotExist(); // none is begun in its place

    Path other = folder.resolve("other");
    EmbeddedLog.open(other, EventLogSettings.DEFAULTS, clock, clock).close();
    Files.move(other.resolve("log"), files);
    pausesThatEnd.release();
    pauses.take();
    assertThat(log.accepts()).isFalse();

    deleteFolder(files);
    Files.move(folder.resolve("moved"), files);
    pausesThatEnd.release();
    await().until(log::accepts);
    assertThat(append("b").position()).isEqualTo(2);
  }

  @Test
  void closingEndsTheAttempts() throws Exception {
    disk = FAILS_UNWRITTEN;
    assertUnavailable("a");
    pauses.take();
    log.close();

    assertUnavailable("b");
    assertThat(pauses).isEmpty();
  }

  /** Every thread repeats an event until it is acknowledged, as Telnyx does. */
  @Test
  void whatIsRepeatedUntilItIsAcknowledgedIsStoredOnceInOrderHoweverOftenWritingFails()
      throws Exception {
    Random random = new Random(7);
    pausesThatEnd.release(100_000);
    disk =
        (db, options, batch) -> {
          int fate = random.nextInt(40); // by the writer's thread alone
          (fate == 0 ? FAILS_UNWRITTEN : fate == 1 ? FAILS_WRITTEN : Database.Disk.REAL)
              .write(db, options, batch);
        };
    AtomicBoolean done = new AtomicBoolean();
    Thread reader = new Thread(() -> readUntil(done));
    reader.start();
    List<Thread> threads =
        IntStream.range(0, 4).mapToObj(i -> new Thread(() -> appendAll(i))).toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    done.set(true);
    reader.join();

    assertThat(pauses).isNotEmpty();
    List<String> ids = ids();
    assertThat(ids).hasSize(400).doesNotHaveDuplicates();
    for (int i = 0; i < 4; i++) {
      String prefix = i + "-";
      assertThat(ids.stream().filter(id -> id.startsWith(prefix)))
          .containsExactlyElementsOf(IntStream.range(0, 100).mapToObj(n -> prefix + n).toList());
    }
    assertThat(heard).containsExactlyElementsOf(LongStream.rangeClosed(1, 400).boxed().toList());
  }

  /** Makes the log impossible to open; returns what the file was. */
  private String breakTheFiles() {
    try {
      String intact = Files.readString(current());
      Files.writeString(current(), "?");
      return intact;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path current() {
    return folder.resolve("log").resolve("CURRENT");
  }

  private void appendAll(int thread) {
    for (int n = 0; n < 100; n++) {
      String id = thread + "-" + n;
      await().pollInterval(Duration.ofMillis(1)).until(() -> isStored(id));
    }
  }

  private boolean isStored(String id) {
    try {
      append(id);
      return true;
    } catch (CompletionException e) {
      isUnavailable(e.getCause());
      return false;
    }
  }

  private void readUntil(AtomicBoolean done) {
    while (!done.get()) {
      try {
        log.read(0, 1000, 1 << 20);
        log.find("1-1");
      } catch (EventLogException e) {
        isUnavailable(e);
      }
    }
  }

  private void endPause() throws InterruptedException {
    assertThat(pauses.take()).isEqualTo(Duration.ofSeconds(1));
    pausesThatEnd.release();
    await().until(log::accepts);
  }

  private AppendResult append(String id) {
    return log.append(event(id)).join();
  }

  private void assertUnavailable(String id) {
    assertThatThrownBy(() -> append(id)).cause().satisfies(LogRecoveryTest::isUnavailable);
  }

  private static void isUnavailable(@Nullable Throwable failure) {
    assertThat(failure)
        .isInstanceOfSatisfying(
            EventLogException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE));
  }

  private List<String> ids() throws Exception {
    List<String> ids = new ArrayList<>();
    for (LogEntry entry : log.read(0, 1000, 1 << 20)) {
      ids.add(Event.parseFrom(entry.encodedEvent()).getId());
    }
    return ids;
  }

  private static void deleteFolder(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
