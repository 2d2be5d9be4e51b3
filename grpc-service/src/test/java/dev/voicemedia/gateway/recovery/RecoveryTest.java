package dev.voicemedia.gateway.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.EmbeddedLog;
import dev.voicemedia.gateway.eventlog.EventAppender;
import dev.voicemedia.gateway.eventlog.EventLogFailures;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.gateway.testing.LoggedLines;
import dev.voicemedia.gateway.testing.ManualClock;
import dev.voicemedia.gateway.testing.SignedEvents;
import dev.voicemedia.gateway.upstream.DeliveryListFailures;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.EventSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recovery on the real log, from a list in memory. */
class RecoveryTest {
  private static final Instant START = Instant.parse("2026-01-31T09:30:00Z");
  private static final Duration WINDOW = Duration.ofDays(3);

  @TempDir private Path folder;
  private final ManualClock clock = new ManualClock(START);
  private final FakeList list = new FakeList();
  private final List<Duration> pauses = new ArrayList<>();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private EmbeddedLog log;
  private Recovery recovery;

  @BeforeEach
  void start() throws Exception {
    log = EmbeddedLog.open(folder, EventLogSettings.DEFAULTS, clock);
    recovery = recovery(Set.of(FakeList.OURS), Duration.ofHours(24));
    recovery.sweep(); // sets the bookmark
  }

  @AfterEach
  void stop() throws Exception {
    recovery.close();
    log.close();
  }

  @Test
  void aRecoveredEventSaysSoAndHasNoSignature() throws Exception {
    list.add("late", START.plusSeconds(10));
    clock.advance(Duration.ofMinutes(5));
    recovery.sweep();

    Event event = stored().get(0);
    assertThat(event.getSource()).isEqualTo(EventSource.EVENT_SOURCE_RECOVERED);
    assertThat(event.hasWebhook()).isFalse();
    assertThat(event.getRecovered().getDataJson().toStringUtf8())
        .isEqualTo(FakeList.data("call.hangup", "late"));
    assertThat(event.getRecovered().getDeliveryId()).isEqualTo("late");
    assertThat(event.getRecovered().getDeliveryFinishedAt().getSeconds())
        .isEqualTo(START.plusSeconds(10).getEpochSecond());
    assertThat(event.hasCallHangup()).isTrue();
    assertThat(event.getCallSessionId()).isEqualTo("session");
  }

  @Test
  void whatTheLogHasIsDroppedWhateverItsData() throws Exception {
    log.append(SignedEvents.speakEnded("known", "a", "")).get();
    list.add("known", START.plusSeconds(10));
    clock.advance(Duration.ofMinutes(5));
    recovery.sweep();

    assertThat(storedIds()).containsExactly("known");
    assertThat(deliveries("known")).isEqualTo(1);
  }

  @Test
  void aWebhookThatArrivesAfterItsRecoveryFollowsTheOrdinaryRule() throws Exception {
    list.add("late", START.plusSeconds(10));
    clock.advance(Duration.ofMinutes(5));
    recovery.sweep();

    String same =
        "{\"data\":" + FakeList.data("call.hangup", "late") + ",\"meta\":{\"attempt\":9}}";
    log.append(SignedEvents.of(same)).get();
    assertThat(storedIds()).containsExactly("late");

    log.append(SignedEvents.of(same.replace("leg", "gel"))).get();
    assertThat(storedIds()).hasSize(2).last().asString().startsWith("late~");
  }

  @Test
  void deliveriesOfOtherApplicationsAndProductsAreNotImported() throws Exception {
    list.add(FakeList.THEIRS, FakeList.data("call.hangup", "theirs"), "1", START.plusSeconds(1));
    list.add(FakeList.OURS, FakeList.data("message.sent", "sms"), "2", START.plusSeconds(2));
    list.add(FakeList.OURS, FakeList.data("conference.ended", "room"), "3", START.plusSeconds(3));
    clock.advance(Duration.ofMinutes(5));
    recovery.sweep();

    assertThat(storedIds()).containsExactly("room");
    assertThat(deliveries("foreign")).isEqualTo(2);
  }

  @Test
  void conferencesAreImportedWhateverTheyReport() throws Exception {
    List<String> types =
        List.of(
            "conference.created",
            "conference.ended",
            "conference.participant.joined",
            "conference.participant.left",
            "conference.floor.changed",
            "conference.something.new");
    for (String type : types) {
      list.add(FakeList.OURS, FakeList.data(type, type), "of " + type, START.plusSeconds(1));
    }
    list.add(
        FakeList.OURS, FakeList.data("conferences.other", "other"), "other", START.plusSeconds(1));
    clock.advance(Duration.ofMinutes(5));
    recovery.sweep();

    assertThat(stored().stream().map(Event::getEventType))
        .containsExactlyInAnyOrderElementsOf(types);
    assertThat(stored())
        .allSatisfy(
            event -> {
              assertThat(event.getSource()).isEqualTo(EventSource.EVENT_SOURCE_RECOVERED);
              assertThat(event.getCallSessionId()).isEqualTo("session");
              assertThat(event.getPayloadCase()).isEqualTo(Event.PayloadCase.PAYLOAD_NOT_SET);
              assertThat(event.getRecovered().getDataJson().toStringUtf8())
                  .isEqualTo(FakeList.data(event.getEventType(), event.getId()));
            });
  }

  @Test
  void whatIsListedWithoutItsEventIsReported() throws Exception {
    list.add(FakeList.OURS, "", "forgotten", START.plusSeconds(1));
    clock.advance(Duration.ofMinutes(5));
    try (LoggedLines lines = LoggedLines.of(RecoveryMeters.class)) {
      recovery.sweep();
      assertThat(lines.lines()).anyMatch(line -> line.contains("1 are listed without their event"));
    }
    assertThat(deliveries("no_payload")).isEqualTo(1);
  }

  @Test
  void passingFailuresOfTheListAreWaitedFor() throws Exception {
    list.add("late", START.plusSeconds(10));
    list.failNext(
        DeliveryListFailures.rateLimited(Duration.ofSeconds(20)),
        DeliveryListFailures.unavailable());
    clock.advance(Duration.ofMinutes(5));
    recovery.sweep();

    assertThat(storedIds()).containsExactly("late");
    assertThat(pauses).contains(Duration.ofSeconds(20), Duration.ofSeconds(2));
  }

  @Test
  void aWindowThatCannotBeReadKeepsTheBookmarkAndIsReadNextTime() throws Exception {
    list.add("late", START.plusSeconds(10));
    clock.advance(Duration.ofMinutes(5));
    Optional<Instant> before = log.recoveredUntil();
    list.failNext(DeliveryListFailures.unreadable());
    recovery.sweep();
    assertThat(log.recoveredUntil()).isEqualTo(before);

    recovery.sweep();
    assertThat(storedIds()).containsExactly("late");
    assertThat(log.recoveredUntil()).contains(START.plus(Duration.ofMinutes(3)));
  }

  @Test
  void aListThatShiftsInEveryPassIsReportedAndReadNextTime() throws Exception {
    list.add("late", START.plusSeconds(10));
    int[] pages = {0};
    list.afterPage(() -> list.add("shift-" + pages[0]++, START.plusSeconds(20)));
    for (int i = 0; i < 100; i++) {
      list.add("event-" + i, START.plusSeconds(30));
    }
    clock.advance(Duration.ofMinutes(5));
    try (LoggedLines lines = LoggedLines.of(RecoveryMeters.class)) {
      recovery.sweep();
      assertThat(lines.lines()).anyMatch(line -> line.contains("shifted in each of 5 passes"));
    }
    assertThat(log.recoveredUntil()).contains(START);
    assertThat(metrics.get("voicemedia.recovery.unreadable.windows").counter().count())
        .isEqualTo(1);

    list.afterPage(() -> {});
    recovery.sweep();
    assertThat(storedIds()).hasSize(101 + pages[0]).contains("late").doesNotHaveDuplicates();
  }

  @Test
  void whatTheLogTookBeforeItFailedIsCountedOnce() throws Exception {
    Set<String> refused = new HashSet<>(List.of("event-3", "event-4"));
    EventAppender failingTwice =
        event ->
            refused.remove(event.event().getId())
                ? CompletableFuture.failedFuture(EventLogFailures.unavailable())
                : log.append(event);
    recovery.close();
    recovery = recovery(failingTwice, Set.of(FakeList.OURS), Duration.ofHours(24));
    for (int i = 0; i < 10; i++) {
      list.add("event-" + i, START.plusSeconds(i));
    }
    clock.advance(Duration.ofMinutes(5));
    recovery.sweep();

    assertThat(storedIds()).hasSize(10).doesNotHaveDuplicates();
    assertThat(deliveries("recovered")).isEqualTo(10);
    assertThat(deliveries("known")).isZero();
  }

  @Test
  void aGatewayWhoseTurnItIsNotReadsNothing() throws Exception {
    recovery.close();
    recovery =
        new Recovery(
            new RecoverySettings(Duration.ofHours(24), Set.of(FakeList.OURS), true),
            WINDOW,
            new Recovery.Log(log, log, log, () -> false),
            list,
            new Pace(pauses::add, () -> false),
            new RecoveryMeters(metrics, clock),
            clock);
    list.add("late", START.plusSeconds(10));
    clock.advance(Duration.ofMinutes(5));

    recovery.sweep();

    assertThat(storedIds()).isEmpty();
    assertThat(log.recoveredUntil()).hasValue(START);
  }

  @Test
  void aRefusalEndsTheSweep() {
    clock.advance(Duration.ofMinutes(5));
    list.failNext(DeliveryListFailures.refused());

    assertThatThrownBy(recovery::sweep).hasMessageContaining("401");
    assertThat(log.recoveredUntil()).contains(START);
  }

  @Test
  void nothingSlipsBetweenPagesThatShiftWhileTheyAreRead() throws Exception {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 450; i++) {
      list.add("event-" + i, START.plusMillis(i * 100L));
      if (i < 448) {
        ids.add("event-" + i);
      }
    }
    // Two of the first page are forgotten by the vendor while later pages are read, so that two
    // others slip from the next page to one that has been read.
    int[] pages = {0};
    list.afterPage(
        () -> {
          pages[0]++;
          if (pages[0] == 1) {
            list.remove(Set.of("event-449"));
          } else if (pages[0] == 3) {
            list.remove(Set.of("event-448"));
          }
        });
    clock.advance(Duration.ofMinutes(5));
    recovery.sweep();

    assertThat(storedIds()).containsAll(ids).doesNotHaveDuplicates();
    assertThat(pages[0]).isGreaterThan(5);
  }

  @Test
  void whatIsOlderThanTheLimitIsNotRecoveredButReported() throws Exception {
    recovery.close();
    recovery = recovery(Set.of(FakeList.OURS), Duration.ofHours(1));
    list.add("old", START.plusSeconds(10));
    list.add("young", START.plus(Duration.ofHours(2)));
    clock.advance(Duration.ofMinutes(150));
    try (LoggedLines lines = LoggedLines.of(RecoveryMeters.class)) {
      recovery.sweep();
      assertThat(lines.lines()).anyMatch(line -> line.contains("older than --recover-max-age"));
    }
    assertThat(storedIds()).containsExactly("young");
  }

  @Test
  void onRequestItLooksFurtherBackAndReportsWindowByWindow() throws Exception {
    list.add("old", START.minus(Duration.ofMinutes(55)));
    List<WindowReport> reports = new ArrayList<>();
    recovery
        .recover(new Recovery.Request(Optional.of(Duration.ofHours(1)), false, ""), reports::add)
        .get();

    assertThat(reports).hasSize(6);
    assertThat(reports.stream().mapToLong(WindowReport::recovered).sum()).isEqualTo(1);
    assertThat(storedIds()).containsExactly("old");
  }

  @Test
  void aLegIsLookedUpByItsId() throws Exception {
    list.add("one", START.minusSeconds(60));
    list.add(
        FakeList.OURS,
        FakeList.data("call.hangup", "other").replace("\"leg\"", "\"leg-2\""),
        "2",
        START.minusSeconds(50));
    recovery
        .recover(
            new Recovery.Request(Optional.of(Duration.ofHours(1)), true, "leg-2"), report -> {})
        .get();

    assertThat(storedIds()).containsExactly("other");
  }

  @Test
  void ownUrlsAreLearntFromWebhooksThatWereReceived() throws Exception {
    recovery.close();
    recovery = recovery(Set.of(), Duration.ofHours(24));
    int before = list.requests();
    list.add("late", START.plusSeconds(10));
    clock.advance(Duration.ofMinutes(5));
    recovery.sweep();
    assertThat(stored()).isEmpty();
    assertThat(list.requests()).isEqualTo(before);

    log.append(
            SignedEvents.of(
                "{\"data\":"
                    + FakeList.data("call.answered", "received")
                    + ",\"meta\":{\"attempt\":1,\"delivered_to\":\""
                    + FakeList.OURS
                    + "\"}}"))
        .get();
    recovery.sweep();
    assertThat(storedIds()).containsExactly("received", "late");
  }

  @Test
  void ownUrlsAreFoundBehindManyRecoveredEventsAfterARestart() throws Exception {
    log.append(
            SignedEvents.of(
                "{\"data\":"
                    + FakeList.data("call.answered", "received")
                    + ",\"meta\":{\"delivered_to\":\""
                    + FakeList.OURS
                    + "\"}}"))
        .get();
    for (int i = 0; i < 1_000; i++) {
      list.add("event-" + i, START.plusMillis(i));
    }
    clock.advance(Duration.ofMinutes(5));
    recovery.sweep();
    stop();
    log = EmbeddedLog.open(folder, EventLogSettings.DEFAULTS, clock);
    recovery = recovery(Set.of(), Duration.ofHours(24));
    list.add("late", START.plus(Duration.ofMinutes(4)));
    clock.advance(Duration.ofMinutes(5));
    recovery.sweep();

    assertThat(storedIds()).hasSize(1_002).endsWith("late");
  }

  @Test
  void aRequestIsRefusedWhileNoUrlIsKnown() {
    recovery.close();
    recovery = recovery(Set.of(), Duration.ofHours(24));
    list.add("late", START.minusSeconds(10));

    assertThatThrownBy(
            () ->
                recovery
                    .recover(
                        new Recovery.Request(Optional.of(Duration.ofHours(1)), true, ""),
                        report -> {})
                    .get())
        .hasCauseInstanceOf(UnknownUrlException.class)
        .hasMessageContaining("--webhook-url");
  }

  @Test
  void actionsGoFirst() throws Exception {
    int[] looks = {0};
    recovery.close();
    recovery =
        new Recovery(
            new RecoverySettings(Duration.ofHours(24), Set.of(FakeList.OURS), true),
            WINDOW,
            new Recovery.Log(log, log, log, () -> true),
            list,
            new Pace(pauses::add, () -> ++looks[0] <= 3),
            new RecoveryMeters(metrics, clock),
            clock);
    list.add("late", START.plusSeconds(10));
    clock.advance(Duration.ofMinutes(5));
    recovery.sweep();

    assertThat(storedIds()).containsExactly("late");
    assertThat(looks[0]).isGreaterThan(3);
  }

  @Test
  void aStopEndsWhatIsUnderWayAndWhatWaits() {
    list.neverAnswer();
    Recovery.Request request = new Recovery.Request(Optional.of(Duration.ofHours(1)), false, "");
    CompletableFuture<Void> underWay = recovery.recover(request, report -> {});
    CompletableFuture<Void> waiting = recovery.recover(request, report -> {});
    await().until(() -> list.requests() > 1);
    recovery.close();

    assertThat(List.of(underWay, waiting))
        .allSatisfy(
            done ->
                assertThatThrownBy(done::join)
                    .hasCauseInstanceOf(StoppingException.class)
                    .hasMessageContaining("the gateway stops"));
  }

  private Recovery recovery(Set<String> urls, Duration maxAge) {
    return recovery(log, urls, maxAge);
  }

  private Recovery recovery(EventAppender appender, Set<String> urls, Duration maxAge) {
    return new Recovery(
        new RecoverySettings(maxAge, urls, true),
        WINDOW,
        new Recovery.Log(log, appender, log, () -> true),
        list,
        new Pace(pauses::add, () -> false),
        new RecoveryMeters(metrics, clock),
        clock);
  }

  private double deliveries(String result) {
    return metrics.get("voicemedia.recovery.deliveries").tag("result", result).counter().count();
  }

  private List<String> storedIds() throws InvalidProtocolBufferException {
    return stored().stream().map(Event::getId).toList();
  }

  private List<Event> stored() throws InvalidProtocolBufferException {
    List<Event> events = new ArrayList<>();
    for (LogEntry entry : log.read(0, Integer.MAX_VALUE, Integer.MAX_VALUE)) {
      events.add(Event.parseFrom(entry.encodedEvent()));
    }
    return events;
  }
}
