package dev.voicemedia.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManualTimelineTest {

  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private final ManualTimeline time = new ManualTimeline(START);
  private final List<String> ran = new ArrayList<>();

  @Test
  void tasksRunInTheOrderOfTheirTimesAndSeeThem() {
    time.schedule(Duration.ofSeconds(2), () -> ran.add("two at " + sinceStart()));
    time.schedule(
        Duration.ofSeconds(1),
        () -> {
          ran.add("one at " + sinceStart());
          time.schedule(Duration.ofMillis(500), () -> ran.add("between at " + sinceStart()));
        });
    time.advance(Duration.ofSeconds(3));

    assertThat(ran).containsExactly("one at PT1S", "between at PT1.5S", "two at PT2S");
    assertThat(time.instant()).isEqualTo(START.plusSeconds(3));
  }

  @Test
  void aCancelledTaskDoesNotRun() {
    time.schedule(Duration.ofSeconds(1), () -> ran.add("one")).cancel();
    time.advance(Duration.ofSeconds(1));

    assertThat(ran).isEmpty();
    assertThat(time.scheduledTasks()).isZero();
  }

  @Test
  void timeDoesNotGoBack() {
    assertThatThrownBy(() -> time.advance(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-1S");
  }

  private Duration sinceStart() {
    return Duration.between(START, time.instant());
  }
}
