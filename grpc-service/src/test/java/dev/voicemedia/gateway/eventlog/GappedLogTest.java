package dev.voicemedia.gateway.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.event.EventMatcher;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.event.TimeSpan;
import dev.voicemedia.gateway.eventlog.EventPage.Window;
import dev.voicemedia.gateway.testing.ManualClock;
import dev.voicemedia.gateway.testing.SignedEvents;
import dev.voicemedia.v1.EventFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A log of 200 events of three calls, in three buckets, at positions with holes between them. */
class GappedLogTest {
  @TempDir Path folder;
  private final ManualClock clock = new ManualClock(Instant.parse("2026-01-31T09:30:00Z"));
  private final List<Long> positions = new ArrayList<>();

  @BeforeEach
  void fill() {
    try (EmbeddedLog log = open()) {
      for (int i = 0; i < 200; i++) {
        String call = "call-" + i % 3;
        positions.add(
            log.append(SignedEvents.speakEnded("id-" + i, call, "aGk=")).join().position());
        clock.advance(Duration.ofMinutes(10));
      }
    }
    assertThat(positions.get(199)).isGreaterThan(400); // there are holes
  }

  @ParameterizedTest
  @CsvSource({
    "false, 7, ''",
    "true, 7, ''",
    "true, 1, ''",
    "false, 9, v3:call-1",
    "true, 9, v3:call-1"
  })
  void pagesTogetherHoldEveryEventOnceInOrder(boolean newestFirst, int size, String call) {
    EventFilter filter = EventFilter.newBuilder().setCallControlId(call).build();
    List<Long> expected = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      if (call.isEmpty() || i % 3 == 1) {
        expected.add(positions.get(i));
      }
    }
    if (newestFirst) {
      Collections.reverse(expected);
    }
    List<Long> found = new ArrayList<>();
    try (EmbeddedLog log = open()) {
      Optional<Window> rest = Optional.of(new Window(log.earliest(), log.head(), newestFirst));
      while (rest.isPresent()) {
        EventPage page =
            log.page(
                new EventPage.Request(
                    rest.get(), EventMatcher.of(filter), TimeSpan.ALWAYS, size, 1 << 20));
        page.entries().forEach(entry -> found.add(entry.position()));
        rest = page.rest();
      }
    }

    assertThat(found).isEqualTo(expected);
  }

  @Test
  void holesAreNoDamage() {
    List<LogProblem> problems = new ArrayList<>();
    List<Long> scanned = new ArrayList<>();
    try (OfflineLog log = OfflineLog.openReadOnly(folder)) {
      assertThat(log.verify(problems::add, progress -> {}).events()).isEqualTo(200);
      log.scan(
          new ScanVisitor() {
            @Override
            public void read(List<LogEntry> entries) {
              entries.forEach(entry -> scanned.add(entry.position()));
            }

            @Override
            public void unreadable(long first, long last, String why) {
              throw new AssertionError(why);
            }
          });
    }

    assertThat(problems).isEmpty();
    assertThat(scanned).isEqualTo(positions);
  }

  private EmbeddedLog open() {
    return GappedLog.open(folder, EventLogSettings.DEFAULTS, clock, new Random(1));
  }
}
