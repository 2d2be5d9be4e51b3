package dev.voicemedia.gateway.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BackoffTest {
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(100), Duration.ofMillis(1_000));

  @Test
  void thePauseDoublesUpToTheLongest() {
    List<Long> pauses =
        IntStream.rangeClosed(1, 6).mapToObj(i -> BACKOFF.pause(i).toMillis()).toList();

    assertThat(pauses).containsExactly(100L, 200L, 400L, 800L, 1_000L, 1_000L);
    assertThat(BACKOFF.pause(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void jitterTakesAwayUpToHalfOfThePause() {
    Random random = new Random(1);
    List<Duration> pauses =
        IntStream.range(0, 1_000).mapToObj(i -> BACKOFF.pause(2, random)).toList();

    assertThat(pauses)
        .allSatisfy(
            pause -> assertThat(pause).isBetween(Duration.ofMillis(100), Duration.ofMillis(200)))
        .anySatisfy(pause -> assertThat(pause).isLessThan(Duration.ofMillis(110)))
        .anySatisfy(pause -> assertThat(pause).isGreaterThan(Duration.ofMillis(190)));
  }

  @Test
  void limitsThatMakeNoSenseAreNamed() {
    assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)))
        .hasMessage("first backoff: PT0S, expected more than 0");
    assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .hasMessage("longest backoff: PT1S, expected the first one, PT2S, or more");
  }
}
