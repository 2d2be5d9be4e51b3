package dev.voicemedia.gateway.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.voicemedia.gateway.event.EventHeader;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.EmbeddedLog;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.gateway.testing.ManualClock;
import dev.voicemedia.gateway.testing.SignedEvents;
import dev.voicemedia.gateway.upstream.DeliveryListFailures;
import dev.voicemedia.v1.EventSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Five minutes in which a gateway cannot be reached, while Telnyx has 200 events a second for it
 * and half as many for others. Telnyx gives each up 31 s after it happened.
 */
class DarkGatewayTest {
  private static final Instant START = Instant.parse("2026-01-31T09:30:00Z");
  private static final Duration DARK = Duration.ofMinutes(5);
  private static final Duration GIVEN_UP_AFTER = Duration.ofSeconds(31);
  private static final int EVENTS = 60_000;

  @TempDir private Path folder;
  private final ManualClock clock = new ManualClock(START);
  private final FakeList list = new FakeList();
  private final Set<String> expected = new HashSet<>();
  private SimpleMeterRegistry metrics;
  private EmbeddedLog log;
  private Recovery recovery;

  @BeforeEach
  void goDark() throws Exception {
    start();
    for (int i = 0; i < 300; i++) {
      String event = FakeList.data("call.hangup", "before-" + i);
      String body =
          "{\"data\":%s,\"meta\":{\"delivered_to\":\"%s\"}}".formatted(event, FakeList.OURS);
      log.append(SignedEvents.of(body)).get();
      expected.add("before-" + i);
    }
    recovery.sweep(); // sets the bookmark
    for (int i = 0; i < EVENTS; i++) {
      Instant givenUp = START.plus(DARK.multipliedBy(i).dividedBy(EVENTS)).plus(GIVEN_UP_AFTER);
      list.add("event-" + i, givenUp);
      expected.add("event-" + i);
      if (i % 2 == 0) {
        String theirs = FakeList.data("call.hangup", "theirs-" + i);
        list.add(FakeList.THEIRS, theirs, "theirs-" + i, givenUp);
      }
    }
    clock.advance(DARK.plusMinutes(4));
  }

  @AfterEach
  void stop() throws Exception {
    recovery.close();
    log.close();
  }

  @Test
  void everythingIsRecoveredOnce() throws Exception {
    recovery.sweep();
    clock.advance(RecoverySettings.EVERY);
    recovery.sweep();

    Map<String, EventSource> stored = stored();
    assertThat(stored.keySet()).isEqualTo(expected);
    assertThat(recoveredIn(stored)).isEqualTo(EVENTS);
    assertThat(deliveries("recovered")).isEqualTo(EVENTS);
  }

  @Test
  void soItIsWhileTelnyxLimitsFailsShiftsAndForgetsAndTheGatewayCrashes() throws Exception {
    Set<String> forgotten = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      forgotten.add("event-" + i * 100);
    }
    list.remove(forgotten);
    expected.removeAll(forgotten);
    for (int i = 0; i < 500; i += 2) { // the list has it, but not what it was
      Instant givenUp = START.plusSeconds(i / 2).plus(GIVEN_UP_AFTER);
      list.add(FakeList.OURS, "", "event-" + i * 100, givenUp);
    }
    int[] pages = {0};
    list.afterPage(
        () -> {
          int page = ++pages[0];
          if (page % 40 == 0) {
            list.failNext(
                DeliveryListFailures.rateLimited(Duration.ofSeconds(20)),
                DeliveryListFailures.unavailable());
          }
          if (page == 60) {
            list.remove(Set.of("event-53750")); // was on a page that has been read: all others slip
            list.add("listed-late", START.plusSeconds(40));
            expected.add("listed-late");
          }
          if (page == 300) {
            throw new IllegalStateException("the end of the process");
          }
        });
    assertThatThrownBy(recovery::sweep).hasMessageContaining("end of the process");
    int beforeCrash = recoveredIn(stored());
    assertThat(beforeCrash).isBetween(10_000, EVENTS / 2);
    stop();
    start();
    recovery.sweep();

    Map<String, EventSource> stored = stored();
    assertThat(stored.keySet()).isEqualTo(expected);
    assertThat(beforeCrash + deliveries("recovered")).isEqualTo(recoveredIn(stored));
    assertThat(deliveries("no_payload")).isEqualTo(250);
  }

  /** Its addresses are those that it learns, also after the crash. */
  private void start() {
    metrics = new SimpleMeterRegistry();
    log = EmbeddedLog.open(folder, EventLogSettings.DEFAULTS, clock);
    recovery =
        new Recovery(
            new RecoverySettings(Duration.ofHours(24), Set.of(), true),
            Duration.ofDays(3),
            new Recovery.Log(log, log, log, () -> true),
            list,
            new Pace(time -> {}, () -> false),
            new RecoveryMeters(metrics, clock),
            clock);
  }

  /** Sources of the events by their ids, none of which may occur twice. */
  private Map<String, EventSource> stored() {
    Map<String, EventSource> sources = new HashMap<>();
    for (LogEntry entry : log.read(0, Integer.MAX_VALUE, Integer.MAX_VALUE)) {
      EventHeader event = EventHeader.read(entry.encodedEvent());
      if (sources.put(event.id(), event.source()) != null) {
        throw new AssertionError(event.id() + " is stored twice");
      }
    }
    return sources;
  }

  private static int recoveredIn(Map<String, EventSource> stored) {
    return Collections.frequency(stored.values(), EventSource.EVENT_SOURCE_RECOVERED);
  }

  private int deliveries(String result) {
    return (int)
        metrics.get("voicemedia.recovery.deliveries").tag("result", result).counter().count();
  }
}
