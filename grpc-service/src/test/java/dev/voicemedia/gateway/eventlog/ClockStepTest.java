package dev.voicemedia.gateway.eventlog;

import static dev.voicemedia.gateway.testing.IncomingEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.event.EventHeader;
import dev.voicemedia.gateway.event.EventMatcher;
import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.event.TimeSpan;
import dev.voicemedia.gateway.eventlog.AppendResult.Outcome;
import dev.voicemedia.gateway.eventlog.EventPage.Window;
import dev.voicemedia.gateway.testing.LoggedLines;
import dev.voicemedia.gateway.testing.ManualClock;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.EventFilter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A wall clock that is put forward and back, beside time that merely passes. */
class ClockStepTest {
  private static final Instant START = Instant.parse("2026-01-31T09:30:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration YEAR = Duration.ofDays(365);

  /** Kept for 3 h or 2 MiB, in buckets of 1 h or 512 KiB; ids for 6 h. */
  private static final EventLogSettings SETTINGS =
      new EventLogSettings(
          Duration.ofHours(3), 2 << 20, HOUR, 512 << 10, Duration.ofHours(6), 64 << 20, 5);

  @TempDir Path folder;
  private final ManualClock wall = new ManualClock(START);
  private final ManualClock steady = new ManualClock(START);
  private final LoggedLines watched = LoggedLines.of(ClockWatch.class);
  private final LoggedLines dropped = LoggedLines.of(Retention.class);
  private EmbeddedLog log;

  @BeforeEach
  void open() {
    log = EmbeddedLog.open(folder, SETTINGS, wall, steady);
  }

  @AfterEach
  void close() {
    log.close();
    watched.close();
    dropped.close();
  }

  @Test
  void aYearForwardDropsNothingAndIsWarnedOf() {
    appendEachHour("a", 3);
    wall.advance(YEAR);
    append("ahead");

    assertThat(log.distrustsClock()).isTrue();
    assertThat(log.earliest()).isZero();
    assertThat(watched.levels()).containsExactly("WARN");
    assertThat(watched.lines().get(0))
        .contains("clock: 2027-01-31T12:30:00Z, expected about 2026-01-31T12:30:00Z");
    assertThat(dropped.lines()).isEmpty();
  }

  @Test
  void aClockThatIsPutBackIsTrustedAndEventsExpireByItAgain() {
    appendEachHour("a", 3);
    wall.advance(YEAR);
    appendEachHour("ahead", 3);
    wall.advance(YEAR.negated());
    append("b");

    assertThat(log.distrustsClock()).isFalse();
    assertThat(watched.levels()).containsExactly("WARN", "INFO");
    assertThat(receivedAt(7)).isEqualTo(wall.instant());
    assertThat(log.earliest()).isEqualTo(2); // by now 3 h have passed for the first two
    pass(Duration.ofHours(5));
    append("c");
    assertThat(log.earliest()).isEqualTo(6);
  }

  @Test
  void whatComesAfterAYearTooLongIsFoundByItsTime() {
    append("a");
    wall.advance(YEAR);
    pass(HOUR);
    append("ahead");
    wall.advance(YEAR.negated());
    pass(HOUR);
    append("b");
    pass(HOUR);
    append("c");

    assertThat(listed(START.plus(HOUR), Instant.MAX)).containsExactly(2L, 3L, 4L);
    assertThat(listed(START.plus(HOUR), START.plus(YEAR))).containsExactly(3L, 4L);
    assertThat(listed(START, START.plus(HOUR.multipliedBy(3)))).containsExactly(1L, 3L);
    assertThat(log.placeBefore(START.plus(HOUR))).isEqualTo(1);
    assertThat(log.placeBefore(START.plus(YEAR).plus(HOUR))).isEqualTo(1);
    assertThat(log.placeBefore(START.plus(YEAR).plus(HOUR.multipliedBy(2)))).isEqualTo(4);
  }

  @Test
  void timesThatStepBackStayKnownAfterReopeningAndAreNoDamage() {
    append("a");
    wall.advance(Duration.ofMinutes(-30));
    append("b");
    log.close();
    open();

    assertThat(log.placeBefore(START)).isZero();
    assertThat(log.lastBefore(START)).isEqualTo(2);
    log.close();
    try (OfflineLog offline = OfflineLog.openReadOnly(folder)) {
      List<LogProblem> problems = new ArrayList<>();
      offline.verify(problems::add, progress -> {});
      assertThat(problems).noneMatch(problem -> problem.what().contains("received"));
    }
  }

  @Test
  void aYearBackIsDistrustedAndNoIdIsForgotten() {
    append("a");
    pass(HOUR);
    append("b");
    wall.advance(YEAR.negated());
    append("c");

    assertThat(log.distrustsClock()).isTrue();
    assertThat(receivedAt(3)).isEqualTo(START.minus(YEAR).plus(HOUR));
    assertThat(append("a").outcome()).isEqualTo(Outcome.DUPLICATE);
    wall.advance(YEAR.multipliedBy(3));
    assertThat(append("a").outcome()).isEqualTo(Outcome.DUPLICATE);
    assertThat(append("c").outcome()).isEqualTo(Outcome.DUPLICATE);
    assertThat(log.earliest()).isZero();
  }

  @Test
  void fourMinutesBackDoNotShow() {
    append("a");
    wall.advance(Duration.ofMinutes(-4));
    append("b");
    pass(Duration.ofMinutes(3));
    append("c");
    pass(Duration.ofMinutes(2));
    append("d");

    assertThat(log.distrustsClock()).isFalse();
    assertThat(List.of(receivedAt(1), receivedAt(2), receivedAt(3))).containsOnly(START);
    assertThat(receivedAt(4)).isEqualTo(START.plusSeconds(60));
  }

  @Test
  void sixMinutesBackAreFollowedButNotDistrusted() {
    append("a");
    wall.advance(Duration.ofMinutes(-6));
    append("b");

    assertThat(log.distrustsClock()).isFalse();
    assertThat(receivedAt(2)).isEqualTo(START.minusSeconds(360));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1})
  void aClockThatIsSlewedByAnHourIsTrusted(int sign) {
    append("a");
    for (int minute = 0; minute < 120; minute++) {
      pass(Duration.ofMinutes(2));
      wall.advance(Duration.ofSeconds(30L * sign));
      append("at " + minute);
    }

    assertThat(watched.lines()).isEmpty();
    assertThat(log.earliest()).isGreaterThan(0);
  }

  @Test
  void webhooksThatAreSignedAtItsTimeMakeItTrusted() {
    append("a");
    wall.advance(YEAR);
    append(signedNow("b"));
    assertThat(log.distrustsClock()).isTrue();
    pass(ClockWatch.PROOF.minusSeconds(1));
    append(signedNow("c"));
    assertThat(log.distrustsClock()).isTrue();
    pass(Duration.ofSeconds(1));
    append(signedAt("d", wall.instant().minus(YEAR)));
    assertThat(log.distrustsClock()).isTrue();
    append(signedNow("e"));

    assertThat(log.distrustsClock()).isFalse();
    pass(HOUR);
    append("f");
    pass(HOUR.multipliedBy(4));
    append("g");
    assertThat(log.earliest()).isEqualTo(5);
  }

  @Test
  void anOperatorCanConfirmIt() throws Exception {
    append("a");
    wall.advance(YEAR);
    append("b");
    new ClockConfirmation(folder).give(wall.instant().minus(YEAR)); // of another clock
    append("c");
    assertThat(log.distrustsClock()).isTrue();
    new ClockConfirmation(folder).give(wall.instant());
    append("d");

    assertThat(log.distrustsClock()).isFalse();
    assertThat(watched.lines().get(1)).contains("trusted again: it was confirmed");
    assertThat(Files.exists(folder.resolve("clock-confirmed"))).isFalse();
  }

  @Test
  void aClockThatRunsOnForLongIsTrustedAndEachBucketThatGoesIsLogged() {
    appendEachHour("a", 2);
    wall.advance(YEAR);
    append("b");
    pass(ClockWatch.AGREEMENT.minusSeconds(1));
    append("c");
    assertThat(log.distrustsClock()).isTrue();
    assertThat(log.earliest()).isZero();
    pass(Duration.ofSeconds(10)); // retention is looked after that often
    append("d");

    assertThat(log.distrustsClock()).isFalse();
    assertThat(log.earliest()).isEqualTo(3);
    assertThat(dropped.levels()).containsOnly("INFO");
    assertThat(dropped.lines().get(0))
        .matches(
            "Events at positions 1 to 1 dropped, of 2026-01-31T09:30:00Z to 2026-01-31T10:30:00Z,"
                + " \\d+ bytes: older than the retention of PT3H");
  }

  @Test
  void bucketsThatGoForTheirBytesAreLoggedAndGoWhateverTheClock() {
    wall.advance(YEAR);
    byte[] body = new byte[100_000];
    new Random(1).nextBytes(body);
    for (int i = 0; i < 40; i++) {
      append(event("large-" + i, body));
    }

    assertThat(log.distrustsClock()).isTrue();
    assertThat(log.earliest()).isGreaterThan(0);
    assertThat(dropped.lines().get(0))
        .matches("Events at positions 1 to \\d+ dropped, .*retention is 2097152");
  }

  @Test
  void aStartWithAClockBeforeTheNewestEventIsDistrusted() {
    appendEachHour("a", 3);
    log.close();
    wall.advance(Duration.ofHours(-5));
    open();

    assertThat(log.distrustsClock()).isTrue();
    assertThat(append("a0").outcome()).isEqualTo(Outcome.DUPLICATE);
  }

  @Test
  void afterAPauseNothingExpiresAtOnce() {
    appendEachHour("a", 3);
    log.close();
    pass(YEAR);
    open();
    append("b");

    assertThat(log.distrustsClock()).isFalse();
    assertThat(log.earliest()).isZero();
    pass(ClockWatch.AFTER_START);
    append("c");
    assertThat(log.earliest()).isEqualTo(2);
  }

  private List<Long> listed(Instant from, Instant until) {
    EventMatcher all = EventMatcher.of(EventFilter.getDefaultInstance());
    TimeSpan times = new TimeSpan(from, until);
    Window window = new Window(log.placeBefore(from), log.lastBefore(until), false);
    return log.page(new EventPage.Request(window, all, times, 100, 1 << 20)).entries().stream()
        .map(LogEntry::position)
        .toList();
  }

  private Instant receivedAt(long position) {
    return EventHeader.read(log.read(position - 1, 1, 1).get(0).encodedEvent()).receivedAt();
  }

  private void appendEachHour(String prefix, int hours) {
    for (int i = 0; i < hours; i++) {
      append(prefix + i);
      pass(HOUR);
    }
  }

  private void pass(Duration time) {
    wall.advance(time);
    steady.advance(time);
  }

  private AppendResult append(String id) {
    return append(event(id));
  }

  private AppendResult append(IncomingEvent event) {
    return log.append(event).join();
  }

  private IncomingEvent signedNow(String id) {
    return signedAt(id, wall.instant());
  }

  private static IncomingEvent signedAt(String id, Instant time) {
    IncomingEvent event = event(id);
    Event.Builder signed = event.event().toBuilder();
    signed.getWebhookBuilder().setTimestamp(Long.toString(time.getEpochSecond()));
    return new IncomingEvent(signed.build(), event.dataFingerprint(), event.publicKey());
  }
}
