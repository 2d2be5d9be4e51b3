package dev.voicemedia.gateway.cli.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.CursorException;
import dev.voicemedia.gateway.event.EventMatcher;
import dev.voicemedia.gateway.eventlog.EmbeddedLog;
import dev.voicemedia.gateway.feed.EventFeed;
import dev.voicemedia.gateway.feed.SubscriptionRequest;
import dev.voicemedia.gateway.testing.SignedEvents;
import dev.voicemedia.v1.EventFilter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups, and logs that are restored from them. */
final class LogBackupCommandsTest {
  @TempDir private Path folder;
  private LogOnDisk log;

  @BeforeEach
  void nameFolders() {
    log = new LogOnDisk(folder);
  }

  @Test
  void aRestoredBackupHasEverythingAndOldCursorsMeanTheSame() throws Exception {
    log.append(SignedEvents.speakEnded("a", "one", ""), SignedEvents.speakEnded("b", "one", ""));
    Cursor afterA;
    Cursor afterC;
    assertThat(log.run("backup", log.backups.toString())).isZero();
    assertThat(log.out()).contains("backup 1: positions 1 to 2, ");
    log.append(SignedEvents.speakEnded("c", "one", ""));
    try (EmbeddedLog opened = log.open()) {
      afterA = opened.cursorAt(1);
      afterC = opened.cursorAt(3);
    }
    log.use("restored");

    assertThat(log.run("restore", log.backups.toString())).isZero();
    assertThat(log.out()).contains("restored, up to position 2");
    assertThat(log.data().resolve("acknowledged")).isNotEmptyFile();
    assertThat(log.run("verify")).isZero();

    log.append(SignedEvents.speakEnded("x", "one", ""), SignedEvents.speakEnded("y", "one", ""));
    try (EmbeddedLog opened = log.open()) {
      EventFeed feed = new EventFeed(opened, log.clock, Runnable::run);
      assertThat(feed.open(after(afterA)).cursor()).isEqualTo(opened.cursorAt(1));
      // Position 3 is x here, and was c there: to resume after it would skip x in silence.
      CursorException ahead =
          catchThrowableOfType(CursorException.class, () -> feed.open(after(afterC)));
      assertThat(ahead.reason()).isEqualTo(CursorException.Reason.AHEAD);
    }
  }

  @Test
  void anOlderBackupCanBeChosenAndOldOnesDeleted() {
    log.append(SignedEvents.speakEnded("a", "one", ""));
    log.run("backup", log.backups.toString());
    log.append(SignedEvents.speakEnded("b", "one", ""));
    log.run("backup", log.backups.toString());
    log.use("older");

    assertThat(log.run("restore", log.backups.toString(), "--backup", "1")).isZero();
    assertThat(log.out()).contains("up to position 1");

    log.use("data");
    assertThat(log.run("backup", log.backups.toString(), "--keep", "1")).isZero();
    log.use("gone");
    assertThat(log.run("restore", log.backups.toString(), "--backup", "1")).isEqualTo(2);
    assertThat(log.err()).contains("--backup: 1, expected one of 3 (");
    assertThat(log.data()).doesNotExist();
  }

  @Test
  void aDamagedBackupIsNotRestored() throws Exception {
    log.append(SignedEvents.speakEnded("a", "one", ""));
    log.run("backup", log.backups.toString());
    try (Stream<Path> files = Files.walk(log.backups.resolve("shared_checksum"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        LogOnDisk.flipAByteInTheMiddle(file);
      }
    }
    log.use("restored");

    assertThat(log.run("restore", log.backups.toString())).isEqualTo(1);

    assertThat(log.err()).contains("cannot be restored: ").contains("checksum");
    assertThat(log.data().resolve("log")).doesNotExist();
  }

  @Test
  void nothingIsRestoredOntoALog() {
    log.append(SignedEvents.speakEnded("a", "one", ""));
    log.run("backup", log.backups.toString());

    assertThat(log.run("restore", log.backups.toString())).isEqualTo(1);

    assertThat(log.err()).contains("there is an event log already; move it away");
    assertThat(log.run("verify")).isZero();
  }

  @Test
  void nothingIsRestoredFromNothing() {
    assertThat(log.run("restore", log.backups.toString())).isEqualTo(1);
    assertThat(log.err()).contains("backups, expected a folder of backups");
    assertThat(log.data()).doesNotExist();
    assertThat(log.backups).doesNotExist();
  }

  @Test
  void cursorsSurviveARestoreOfARestore() throws Exception {
    log.append(SignedEvents.speakEnded("a", "one", ""), SignedEvents.speakEnded("b", "one", ""));
    Cursor afterA;
    try (EmbeddedLog opened = log.open()) {
      afterA = opened.cursorAt(1);
    }
    for (String name : List.of("second", "third")) {
      assertThat(log.run("backup", log.backups.toString())).isZero();
      log.use(name);
      assertThat(log.run("restore", log.backups.toString())).isZero();
    }

    try (EmbeddedLog opened = log.open()) {
      assertThat(
              new EventFeed(opened, log.clock, Runnable::run)
                  .open(after(afterA))
                  .cursor()
                  .position())
          .isEqualTo(1);
    }
  }

  private static SubscriptionRequest after(Cursor cursor) {
    return new SubscriptionRequest(
        new SubscriptionRequest.Start.After(cursor),
        EventMatcher.of(EventFilter.getDefaultInstance()),
        Duration.ofSeconds(15),
        false,
        false);
  }
}
