package dev.voicemedia.gateway.feed;

import static dev.voicemedia.gateway.testing.IncomingEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.CursorException;
import dev.voicemedia.gateway.event.EventMatcher;
import dev.voicemedia.gateway.eventlog.EmbeddedLog;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.gateway.feed.SubscriptionRequest.Start;
import dev.voicemedia.gateway.testing.ManualClock;
import dev.voicemedia.v1.EventFilter;
import dev.voicemedia.v1.SubscribeResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFeedTest {
  private static final Instant START = Instant.parse("2026-01-31T09:30:00Z");
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);
  private static final Duration RETENTION = Duration.ofDays(1);

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock(START);
  private EmbeddedLog log;
  private EventFeed feed;

  @BeforeEach
  void openFeed() {
    log =
        EmbeddedLog.open(
            folder,
            new EventLogSettings(
                RETENTION.minusNanos(1),
                Long.MAX_VALUE,
                RETENTION,
                Long.MAX_VALUE,
                RETENTION,
                64 << 20,
                512),
            clock,
            clock);
    feed = new EventFeed(log, clock, Runnable::run);
  }

  @AfterEach
  void closeLog() {
    log.close();
  }

  @Test
  void earliestGivesWhatIsStoredThenCaughtUpThenWhatArrives() throws Exception {
    append("a");
    append("b");
    Subscription subscription = feed.open(request(new Start.Earliest()));

    assertThat(drain(subscription)).containsExactly("Opened 0", "a 1", "b 2", "CaughtUp 2");
    append("c");
    assertThat(drain(subscription)).containsExactly("c 3");
  }

  @Test
  void latestGivesOnlyWhatArrivesAfterItWasOpened() throws Exception {
    append("a");
    Subscription subscription = feed.open(request(new Start.Latest()));
    append("b");

    assertThat(drain(subscription)).containsExactly("Opened 1", "b 2", "CaughtUp 2");
  }

  @Test
  void aCursorGivesWhatComesBehindIt() throws Exception {
    append("a");
    append("b");
    append("c");

    assertThat(drain(feed.open(request(new Start.After(log.cursorAt(1))))))
        .containsExactly("Opened 1", "b 2", "c 3", "CaughtUp 3");
    assertThat(drain(feed.open(request(new Start.After(log.cursorAt(3))))))
        .containsExactly("Opened 3", "CaughtUp 3");
  }

  @Test
  void aTimeGivesWhatWasReceivedThenOrLater() throws Exception {
    append("a");
    clock.advance(Duration.ofSeconds(10));
    append("b");

    assertThat(drain(feed.open(request(new Start.FromTime(START.plusSeconds(10))))))
        .containsExactly("Opened 1", "b 2", "CaughtUp 2");
    assertThat(drain(feed.open(request(new Start.FromTime(START.plusSeconds(99))))))
        .containsExactly("Opened 2", "CaughtUp 2");
  }

  @Test
  void openedNamesTheEarliestEventAndTheHead() throws Exception {
    append("a");
    append("b");

    assertThat(feed.open(request(new Start.After(log.cursorAt(1)))).poll())
        .contains(new FeedMessage.Opened(log.cursorAt(1), log.cursorAt(0), log.cursorAt(2)));
  }

  @Test
  void onlyMatchingEventsAreGivenAndTheCursorPassesTheOthers() throws Exception {
    append("a", "call.hangup");
    append("b", "call.speak.ended");
    append("c", "call.hangup");
    Subscription subscription = feed.open(request(new Start.Earliest(), "call.speak.ended", false));

    assertThat(drain(subscription)).containsExactly("Opened 0", "b 2", "CaughtUp 3");
  }

  @Test
  void aFilterThatMatchesNothingStillGetsAhead() throws Exception {
    List<CompletableFuture<?>> appends = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      appends.add(log.append(event("id-" + i)));
    }
    appends.forEach(CompletableFuture::join);
    Subscription subscription = feed.open(request(new Start.Earliest(), "call.none", false));

    assertThat(drain(subscription)).containsExactly("Opened 0", "Checkpoint 4096", "CaughtUp 5000");
  }

  @Test
  void silenceEndsWithACheckpointAtEachHeartbeat() throws Exception {
    Subscription subscription = feed.open(request(new Start.Latest(), "call.none", false));
    assertThat(drain(subscription)).containsExactly("Opened 0", "CaughtUp 0");
    append("a");
    assertThat(drain(subscription)).isEmpty();

    clock.advance(HEARTBEAT);
    assertThat(drain(subscription)).containsExactly("Checkpoint 1");
    assertThat(drain(subscription)).isEmpty();
  }

  @Test
  void aLiveSubscriptionThatLagsSaysSoAndCatchesUp() throws Exception {
    Subscription subscription = feed.open(request(new Start.Latest()));
    drain(subscription);
    List<CompletableFuture<?>> appends = new ArrayList<>();
    for (int i = 0; i < 1025; i++) {
      appends.add(log.append(event("id-" + i)));
    }
    appends.forEach(CompletableFuture::join);

    List<String> messages = drain(subscription);
    assertThat(messages.get(0)).isEqualTo("FellBehind 0");
    assertThat(messages).hasSize(1027);
    assertThat(messages.get(1026)).isEqualTo("CaughtUp 1025");
  }

  @Test
  void aLiveSubscriptionThatForgetsItsEventsReadsThemFromTheLog() throws Exception {
    Subscription subscription = feed.open(request(new Start.Latest()));
    drain(subscription);
    subscription.forgetEvents();
    append("a");
    assertThat(drain(subscription)).containsExactly("a 1");

    append("b");
    subscription.forgetEvents();
    append("c");
    assertThat(drain(subscription)).containsExactly("FellBehind 1", "b 2", "c 3", "CaughtUp 3");
  }

  @Test
  void aReaderThatForgetsItsEventsReadsThemAgain() throws Exception {
    append("a");
    append("b");
    Subscription subscription = feed.open(request(new Start.Earliest()));
    subscription.poll();
    subscription.poll();
    subscription.forgetEvents();

    assertThat(drain(subscription)).containsExactly("b 2", "CaughtUp 2");
  }

  @Test
  void stopAtHeadEndsWithCaughtUp() throws Exception {
    append("a");
    Subscription subscription = feed.open(request(new Start.Earliest(), "", true));

    assertThat(drain(subscription)).containsExactly("Opened 0", "a 1", "CaughtUp 1");
    assertThat(subscription.ended()).isTrue();
    append("b");
    assertThat(drain(subscription)).isEmpty();
  }

  @Test
  void drainingEndsEverySubscription() throws Exception {
    Subscription subscription = feed.open(request(new Start.Latest()));
    drain(subscription);
    feed.drain();

    assertThat(drain(subscription)).containsExactly("Goodbye 0");
    assertThat(subscription.ended()).isTrue();
  }

  @Test
  void aCursorOfAnotherLogIsForeign() {
    assertThatThrownBy(
            () -> feed.open(request(new Start.After(new Cursor(log.lineage().logId() + 1, 0, 0)))))
        .isInstanceOfSatisfying(
            CursorException.class,
            e -> assertThat(e.reason()).isEqualTo(CursorException.Reason.FOREIGN));
  }

  @Test
  void aCursorBeyondTheHeadIsAheadAndNamesTheHead() {
    append("a");

    assertThatThrownBy(() -> feed.open(request(new Start.After(log.cursorAt(2)))))
        .isInstanceOfSatisfying(
            CursorException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(CursorException.Reason.AHEAD);
              assertThat(e.head()).isEqualTo(log.cursorAt(1));
            });
  }

  @Test
  void aCursorWhoseEventsHaveExpiredIsRefusedAndNamesWhatIsLeft() {
    expireTheFirstOf("a", "b", "c");

    assertThatThrownBy(() -> feed.open(request(new Start.After(log.cursorAt(0)))))
        .isInstanceOfSatisfying(
            CursorException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(CursorException.Reason.EXPIRED);
              assertThat(e.earliest()).isEqualTo(log.cursorAt(1));
              assertThat(e.head()).isEqualTo(log.cursorAt(3));
            });
  }

  @Test
  void whoAskedForItGetsAGapAndGoesOn() throws Exception {
    expireTheFirstOf("a", "b", "c");
    Subscription subscription = feed.open(acrossGaps(log.cursorAt(0)));

    assertThat(drain(subscription))
        .containsExactly("Opened 0", "Gap 1", "b 2", "c 3", "CaughtUp 3");
  }

  @Test
  void retentionThatOvertakesAReaderIsReportedToo() throws Exception {
    append("a");
    Subscription strict = feed.open(request(new Start.Earliest()));
    Subscription lenient = feed.open(acrossGaps(log.cursorAt(0)));
    assertThat(strict.poll()).isPresent();
    assertThat(lenient.poll()).isPresent();
    clock.advance(RETENTION);
    append("b");
    clock.advance(RETENTION);
    append("c");

    assertThatThrownBy(strict::poll)
        .isInstanceOfSatisfying(
            CursorException.class,
            e -> assertThat(e.reason()).isEqualTo(CursorException.Reason.EXPIRED));
    assertThat(drain(lenient)).containsExactly("Gap 1", "b 2", "c 3", "CaughtUp 3");
  }

  /** A cursor after what was passed over would be right too; this one is the event's. */
  @Test
  void whatIsReadyIsWhatMatchesAndIsInMemory() throws Exception {
    for (int i = 0; i < 6; i++) {
      append("e" + i, i % 2 == 0 ? "call.speak.started" : "call.speak.ended");
    }
    try (Subscription subscription =
        feed.open(request(new Start.Earliest(), "call.speak.started", false))) {
      assertThat(subscription.pollReady(10, 1 << 20)).isEmpty(); // nothing has been read yet
      assertThat(subscription.poll()).get().isInstanceOf(FeedMessage.Opened.class);
      assertThat(subscription.poll()).get().isInstanceOf(FeedMessage.Delivery.class);

      assertThat(subscription.pollReady(1, 1 << 20))
          .extracting(FeedMessage.Delivery::position)
          .containsExactly(3L);
      assertThat(subscription.pollReady(10, 1)).isEmpty(); // the next one is larger
      assertThat(subscription.pollReady(10, 1 << 20))
          .extracting(FeedMessage.Delivery::position)
          .containsExactly(5L);
      assertThat(drain(subscription)).containsExactly("CaughtUp 6");

      append("e6");
      append("e7");
      assertThat(subscription.pollReady(10, 1 << 20))
          .extracting(FeedMessage.Delivery::position)
          .containsExactly(7L, 8L);
    }
  }

  /** Buckets are as long as the retention: one ends with each event, and expires one later. */
  private void expireTheFirstOf(String... ids) {
    for (String id : ids) {
      append(id);
      clock.advance(RETENTION);
    }
    assertThat(log.earliest()).isEqualTo(1);
  }

  private static SubscriptionRequest acrossGaps(Cursor after) {
    return new SubscriptionRequest(
        new Start.After(after),
        EventMatcher.of(EventFilter.getDefaultInstance()),
        HEARTBEAT,
        true,
        false);
  }

  private void append(String id) {
    append(id, "call.speak.started");
  }

  private void append(String id, String type) {
    log.append(event(id, type, "v3:a", "00000000")).join();
  }

  private static SubscriptionRequest request(Start start) {
    return request(start, "", false);
  }

  private static SubscriptionRequest request(Start start, String type, boolean stopAtHead) {
    EventFilter.Builder filter = EventFilter.newBuilder();
    if (!type.isEmpty()) {
      filter.addEventTypes(type);
    }
    return new SubscriptionRequest(
        start, EventMatcher.of(filter.build()), HEARTBEAT, false, stopAtHead);
  }

  private static List<String> drain(Subscription subscription) throws Exception {
    List<String> messages = new ArrayList<>();
    for (Optional<FeedMessage> next = subscription.poll();
        next.isPresent();
        next = subscription.poll()) {
      FeedMessage message = next.get();
      String name =
          message instanceof FeedMessage.Delivery delivery
              ? SubscribeResponse.parseFrom(delivery.encodedResponse()).getEvent().getId()
              : message.getClass().getSimpleName();
      messages.add(name + " " + message.cursor().position());
    }
    return messages;
  }
}
