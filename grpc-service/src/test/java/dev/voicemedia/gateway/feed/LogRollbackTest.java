package dev.voicemedia.gateway.feed;

import static dev.voicemedia.gateway.testing.IncomingEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.CursorException;
import dev.voicemedia.gateway.event.CursorException.Reason;
import dev.voicemedia.gateway.event.EventMatcher;
import dev.voicemedia.gateway.eventlog.EmbeddedLog;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.gateway.eventlog.OfflineLog;
import dev.voicemedia.gateway.feed.SubscriptionRequest.Start;
import dev.voicemedia.gateway.testing.Format1;
import dev.voicemedia.gateway.testing.ManualClock;
import dev.voicemedia.v1.EventFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Consumers of a log whose data folder went back in time. */
final class LogRollbackTest {
  @TempDir private Path folder;
  private final ManualClock clock = new ManualClock(Instant.parse("2026-01-31T09:30:00Z"));
  private Path data;
  private EmbeddedLog log;
  private int made;

  @BeforeEach
  void openLog() {
    open("data");
  }

  @AfterEach
  void closeLog() {
    log.close();
  }

  @Test
  void aCursorOfAnUndoneFutureIsRefusedHoweverManyEventsHaveFollowed() throws Exception {
    append(300);
    snapshot("snapshot");
    append(300);
    Cursor at600 = consume().cursor();
    List<Cursor> sharedPast = List.of(log.cursorAt(0), log.cursorAt(1), log.cursorAt(300));
    assertThat(at600.position()).isEqualTo(600);
    log.close();

    open("snapshot");
    assertThat(refusal(at600)).isEqualTo(Reason.AHEAD);
    append(500);

    assertThat(refusal(at600)).isEqualTo(Reason.AHEAD);
    for (Cursor cursor : sharedPast) {
      assertThat(feed().open(after(cursor, false)).cursor()).isEqualTo(cursor);
    }
  }

  @Test
  void twoFuturesOfOneSnapshotDoNotTakeEachOthersCursors() throws Exception {
    append(10);
    snapshot("one");
    snapshot("other");
    log.close();
    open("one");
    append(5);
    Cursor inOne = consume().cursor();
    log.close();
    open("other");
    append(5);

    assertThat(consume().cursor().position()).isEqualTo(inOne.position());
    assertThat(refusal(inOne)).isEqualTo(Reason.AHEAD);
  }

  @Test
  void anUndoneEpochAtOrBelowTheEarliestEventHasExpired() throws Exception {
    append(10);
    snapshot("snapshot");
    append(5);
    reopen();
    append(5);
    Cursor at20 = consume().cursor();
    log.close();
    open("snapshot");
    append(10);
    clock.advance(EventLogSettings.DEFAULTS.retention().plusDays(1));
    append(1);
    clock.advance(EventLogSettings.DEFAULTS.retention().plusDays(1));
    append(1);

    assertThat(log.earliest()).isGreaterThanOrEqualTo(20);
    assertThat(refusal(at20)).isEqualTo(Reason.EXPIRED);
    Subscription across = feed().open(after(at20, true));
    assertThat(across.poll()).containsInstanceOf(FeedMessage.Opened.class);
    assertThat(across.poll()).containsInstanceOf(FeedMessage.Gap.class);
  }

  @Test
  void eachOpeningThatAppendsBeginsAnEpochAndDuplicatesDoNot() throws Exception {
    append(2);
    log.append(event("e-1")).join();
    assertThat(log.lineage().epochs()).hasSize(1);
    reopen();
    log.append(event("e-1")).join();
    assertThat(log.lineage().epochs()).hasSize(1);
    append(1);

    assertThat(log.lineage().epochs()).hasSize(2);
    assertThat(log.lineage().epochs().get(1).firstPosition()).isEqualTo(3);
    assertThat(log.lineage().epochs()).doesNotHaveDuplicates();
    log.close();
    try (OfflineLog offline = OfflineLog.openReadOnly(data)) {
      assertThat(offline.lineage()).isEqualTo(log.lineage());
    }
  }

  @Test
  void aLogOfFormat1IsUpgradedAndItsCursorsStayValidUpToItsHead() throws Exception {
    append(6);
    log.close();
    Format1.write(data, 7, 5, 4);
    String ofVersion1 = "AQAAAAAAAAAHAQAAAAAAAAAGb6hxNg"; // log 7, position 6
    try (OfflineLog untouched = OfflineLog.openReadOnly(data)) {
      assertThat(untouched.lineage().cursorAt(6)).isEqualTo(Cursor.parse(ofVersion1));
    }
    open("data");
    append(4);

    assertThat(feed().open(after(Cursor.parse(ofVersion1), false)).cursor())
        .isEqualTo(new Cursor(7, 0, 6));
    assertThat(refusal(new Cursor(7, 0, 7))).isEqualTo(Reason.AHEAD);
    assertThat(feed().open(after(new Cursor(5, 0, 4), false)).cursor())
        .isEqualTo(new Cursor(7, 0, 4));
    assertThat(refusal(new Cursor(5, 0, 5))).isEqualTo(Reason.AHEAD);
    Cursor at10 = consume().cursor();
    reopen();
    assertThat(feed().open(after(at10, false)).cursor()).isEqualTo(at10);
  }

  private void open(String name) {
    data = folder.resolve(name);
    log = EmbeddedLog.open(data, EventLogSettings.DEFAULTS, clock, clock);
  }

  private void reopen() {
    log.close();
    log = EmbeddedLog.open(data, EventLogSettings.DEFAULTS, clock, clock);
  }

  private void append(int count) {
    List<CompletableFuture<?>> stored = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      stored.add(log.append(event("e-" + ++made)));
    }
    stored.forEach(CompletableFuture::join);
  }

  /** Copies the data folder while nobody writes to it. */
  private void snapshot(String name) throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(name).resolve(data.relativize(file).toString()));
      }
    }
  }

  private EventFeed feed() {
    return new EventFeed(log, clock, Runnable::run);
  }

  /** The last message of a subscription that reads everything. */
  private FeedMessage consume() throws CursorException {
    Subscription all = feed().open(after(log.cursorAt(log.earliest()), false));
    FeedMessage last = all.poll().orElseThrow();
    while (!(last instanceof FeedMessage.CaughtUp)) {
      last = all.poll().orElseThrow();
    }
    return last;
  }

  private Reason refusal(Cursor cursor) {
    return catchThrowableOfType(CursorException.class, () -> feed().open(after(cursor, false)))
        .reason();
  }

  private static SubscriptionRequest after(Cursor cursor, boolean acrossGaps) {
    return new SubscriptionRequest(
        new Start.After(cursor),
        EventMatcher.of(EventFilter.getDefaultInstance()),
        Duration.ofSeconds(15),
        acrossGaps,
        false);
  }
}
