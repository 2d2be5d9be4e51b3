package dev.voicemedia.gateway.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.AppendResult;
import dev.voicemedia.gateway.eventlog.EmbeddedLog;
import dev.voicemedia.gateway.testing.SignedEvents;
import dev.voicemedia.v1.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.FlushOptions;

/** Erasure of what the events of a call say. */
final class LogEraseCommandTest {
  @TempDir private Path folder;
  private LogOnDisk log;

  @BeforeEach
  void nameFolders() {
    log = new LogOnDisk(folder);
  }

  @Test
  void erasedEventsAreGoneFromEveryFileAndKeepTheirPlaces() throws Exception {
    String secret = LogOnDisk.randomBase64(1);
    String other = LogOnDisk.randomBase64(2);
    log.append(
        SignedEvents.speakEnded("a", "one", secret),
        SignedEvents.speakEnded("b", "two", other),
        SignedEvents.speakEnded("c", "one", secret));
    assertThat(log.filesHold(secret)).isTrue();

    assertThat(log.run("erase", "--call-session", "session-one", "--dry-run")).isZero();
    assertThat(log.out()).contains("2 events found");
    assertThat(log.filesHold(secret)).isTrue();
    assertThat(log.run("erase", "--call-session", "session-one")).isZero();
    assertThat(log.out()).contains("2 events found, 2 erased now");

    assertThat(log.filesHold(secret)).isFalse();
    assertThat(log.filesHold(other)).isTrue();
    assertThat(log.run("verify")).isZero();
    assertThat(log.out()).contains("erased, and so without a signature: 2");
    try (EmbeddedLog opened = log.open()) {
      List<LogEntry> entries = opened.read(0, 10, 1 << 20);
      assertThat(entries).extracting(LogEntry::position).containsExactly(1L, 2L, 3L);
      Event erased = Event.parseFrom(entries.get(0).encodedEvent());
      assertThat(erased.hasErasedAt()).isTrue();
      assertThat(erased.hasWebhook()).isFalse();
      assertThat(erased.hasCallSpeakEnded()).isFalse();
      assertThat(erased.hasClientState()).isFalse();
      assertThat(erased.getId()).isEqualTo("a");
      assertThat(erased.getCallSessionId()).isEqualTo("session-one");
      assertThat(erased.getReceivedAt().getSeconds()).isEqualTo(LogOnDisk.START.getEpochSecond());
      assertThat(Event.parseFrom(entries.get(1).encodedEvent()).hasWebhook()).isTrue();
    }
  }

  @Test
  void theLastEventIsErasedAlsoWhenTheNextBucketIsEmpty() throws Exception {
    String secret = LogOnDisk.randomBase64(1);
    log.append(SignedEvents.speakEnded("a", "one", secret));
    log.clock.advance(Duration.ofDays(1));
    try (EmbeddedLog opened = log.open()) {
      // A duplicate is not stored; looking at it begins the bucket that is due.
      opened.append(SignedEvents.speakEnded("a", "one", secret)).join();
    }
    assertThat(log.run("info")).isZero();
    assertThat(log.out()).contains("from position 2, opened ");

    assertThat(log.run("erase", "--call", "v3:one")).isZero();

    assertThat(log.filesHold(secret)).isFalse();
    assertThat(log.run("verify")).isZero();
  }

  @Test
  void damageElsewhereDoesNotKeepACallFromBeingErased() throws Exception {
    log.appendMany();
    log.tamper("events-1", (db, events) -> db.flush(new FlushOptions(), events));
    log.clock.advance(Duration.ofDays(1));
    String secret = LogOnDisk.randomBase64(1000);
    log.append(SignedEvents.speakEnded("x", "later", secret));
    LogOnDisk.flipAByteInTheMiddle(log.largestTable());

    assertThat(log.run("erase", "--call", "v3:later")).isEqualTo(3);

    assertThat(log.out()).contains("1 events found, 1 erased now").contains("not be looked into");
    assertThat(log.filesHold(secret)).isFalse();
  }

  @Test
  void eventsWhoseIdsCouldNotBeParsedAreErasedByTheirRawBody() throws Exception {
    String secret = LogOnDisk.randomBase64(1);
    String other = LogOnDisk.randomBase64(2);
    log.append(
        SignedEvents.speakEnded("a", "one", secret),
        SignedEvents.of("session-one said " + secret),
        SignedEvents.of("[\"session\\u002done\", \"" + secret + "\"]"),
        SignedEvents.of("session-one-and-a-half said " + other));
    assertThat(log.exportedIds("--call-session", "session-one")).hasSize(3);

    assertThat(log.run("erase", "--call-session", "session-one")).isZero();

    assertThat(log.out())
        .contains("3 events found, 3 erased now", "as they lack the id: positions [2, 3]");
    assertThat(log.filesHold(secret)).isFalse();
    assertThat(log.filesHold(other)).isTrue();
    assertThat(log.run("verify")).isZero();
  }

  @Test
  void oneEventIsErasedByItsId() throws Exception {
    String secret = LogOnDisk.randomBase64(1);
    String other = LogOnDisk.randomBase64(2);
    log.append(
        SignedEvents.speakEnded("a", "one", secret), SignedEvents.speakEnded("b", "one", other));

    assertThat(log.run("erase", "--event", "a", "--dry-run")).isZero();
    assertThat(log.out()).contains("1 events found");
    assertThat(log.run("erase", "--event", "a")).isZero();
    assertThat(log.out()).contains("1 events found, 1 erased now");
    assertThat(log.filesHold(secret)).isFalse();
    assertThat(log.filesHold(other)).isTrue();
    assertThat(log.run("erase", "--event", "c")).isEqualTo(1);
    assertThat(log.run("erase", "--event", "a", "--call", "v3:one")).isEqualTo(2);
    assertThat(log.run("erase")).isEqualTo(2);
  }

  @Test
  void anIdThatNoEventHasIsNotTakenForSuccess() {
    log.append(SignedEvents.speakEnded("a", "one", ""));

    assertThat(log.run("erase", "--call", "v3:mistyped")).isEqualTo(1);
    assertThat(log.err()).contains("no event with this id is stored");
    assertThat(log.run("erase", "--call", "v3:mistyped", "--dry-run")).isEqualTo(1);
  }

  @Test
  void anErasedEventThatIsDeliveredAgainIsStillADuplicate() {
    log.append(SignedEvents.speakEnded("a", "one", ""));
    log.run("erase", "--call", "v3:one");

    assertThat(log.append(SignedEvents.speakEnded("a", "one", "")))
        .extracting(AppendResult::outcome)
        .containsExactly(AppendResult.Outcome.DUPLICATE);
    assertThat(log.run("erase", "--call", "v3:one")).isZero();
    assertThat(log.out()).contains("1 events found, 0 erased now");
  }
}
