package dev.voicemedia.gateway.eventlog;

import static dev.voicemedia.gateway.testing.IncomingEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.event.EventMatcher;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.event.TimeSpan;
import dev.voicemedia.gateway.eventlog.EventPage.Window;
import dev.voicemedia.gateway.testing.ManualClock;
import dev.voicemedia.v1.EventFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Over 300 events of 3 calls in turn, in 3 buckets; every tenth is a hang-up. */
class EventPageTest {
  private static final int EVENTS = 300;
  private static final int ALL_BYTES = 1 << 30;

  @TempDir static Path folder;
  private static EmbeddedLog log;

  @BeforeAll
  static void fill() {
    ManualClock clock = new ManualClock(Instant.parse("2026-01-31T09:30:00Z"));
    log = EmbeddedLog.open(folder, EventLogSettings.DEFAULTS, clock, clock);
    for (int i = 1; i <= EVENTS; i++) {
      String type = i % 10 == 0 ? "call.hangup" : "call.speak.started";
      CompletableFuture<AppendResult> last =
          log.append(event("id-" + i, type, "v3:" + i % 3, "00000000"));
      if (i % 100 == 0) {
        last.join(); // those before are stored as well
        clock.advance(Duration.ofHours(12));
      }
    }
  }

  @AfterAll
  static void close() {
    log.close();
  }

  @ParameterizedTest
  @CsvSource({"false, 7", "true, 7", "false, 300", "true, 300", "false, 1000", "true, 1"})
  void pagesTogetherHoldEveryEventOnceInOrder(boolean newestFirst, int size) {
    List<Long> expected = new ArrayList<>(LongStream.rangeClosed(1, EVENTS).boxed().toList());
    assertThat(allPages(EventFilter.getDefaultInstance(), newestFirst, size))
        .containsExactlyElementsOf(ordered(expected, newestFirst));
  }

  @ParameterizedTest
  @CsvSource({"false, 7", "true, 7", "false, 1000", "true, 1000"})
  void pagesOfACallHoldItsEventsAlone(boolean newestFirst, int size) {
    List<Long> expected =
        LongStream.rangeClosed(1, EVENTS).filter(i -> i % 3 == 1).boxed().toList();

    assertThat(allPages(filter().setCallControlId("v3:1").build(), newestFirst, size))
        .containsExactlyElementsOf(ordered(expected, newestFirst));
    assertThat(allPages(filter().setCallSessionId("session of v3:1").build(), newestFirst, size))
        .containsExactlyElementsOf(ordered(expected, newestFirst));
  }

  @Test
  void theFilterAppliesWithinACallToo() {
    assertThat(
            allPages(
                filter().setCallControlId("v3:1").addEventTypes("call.hangup").build(), false, 4))
        .containsExactlyElementsOf(
            LongStream.rangeClosed(1, EVENTS)
                .filter(i -> i % 3 == 1 && i % 10 == 0)
                .boxed()
                .toList());
    assertThat(allPages(filter().setCallControlId("v3:none").build(), false, 4)).isEmpty();
  }

  @Test
  void onlyTheWindowIsLookedAt() {
    EventPage page = page(new Window(50, 55, false), EventFilter.getDefaultInstance(), 100);

    assertThat(positions(page)).containsExactly(51L, 52L, 53L, 54L, 55L);
    assertThat(page.rest()).isEmpty();
    assertThat(
            positions(
                page(new Window(50, 55, true), filter().setCallControlId("v3:0").build(), 100)))
        .containsExactly(54L, 51L);
  }

  @Test
  void aPageEndsBeforeItGetsTooLargeButIsNeverEmpty() {
    EventMatcher all = EventMatcher.of(EventFilter.getDefaultInstance());
    int one = log.read(0, 1, 1).get(0).encodedEvent().size();
    EventPage first =
        log.page(
            new EventPage.Request(new Window(0, 300, false), all, TimeSpan.ALWAYS, 100, 2 * one));
    EventPage tiny =
        log.page(new EventPage.Request(new Window(0, 300, false), all, TimeSpan.ALWAYS, 100, 1));

    assertThat(first.entries()).hasSize(2);
    assertThat(first.rest()).contains(new Window(2, 300, false));
    assertThat(tiny.entries()).hasSize(1);
  }

  private static List<Long> allPages(EventFilter filter, boolean newestFirst, int size) {
    List<Long> positions = new ArrayList<>();
    Optional<Window> rest = Optional.of(new Window(0, EVENTS, newestFirst));
    while (rest.isPresent()) {
      EventPage page = page(rest.get(), filter, size);
      assertThat(page.entries().size()).isLessThanOrEqualTo(size);
      positions.addAll(positions(page));
      rest = page.rest();
    }
    return positions;
  }

  private static EventPage page(Window window, EventFilter filter, int size) {
    return log.page(
        new EventPage.Request(window, EventMatcher.of(filter), TimeSpan.ALWAYS, size, ALL_BYTES));
  }

  private static List<Long> positions(EventPage page) {
    return page.entries().stream().map(LogEntry::position).toList();
  }

  private static List<Long> ordered(List<Long> ascending, boolean newestFirst) {
    List<Long> ordered = new ArrayList<>(ascending);
    if (newestFirst) {
      java.util.Collections.reverse(ordered);
    }
    return ordered;
  }

  private static EventFilter.Builder filter() {
    return EventFilter.newBuilder();
  }
}
