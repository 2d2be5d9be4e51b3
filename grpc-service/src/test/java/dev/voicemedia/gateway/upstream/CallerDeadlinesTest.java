package dev.voicemedia.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.testing.VirtualTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When those who wait are answered: milliseconds. */
final class CallerDeadlinesTest {
  private final VirtualTimer timer = new VirtualTimer();
  private final CallerDeadlines deadlines = new CallerDeadlines(timer);
  private final List<String> answered = new ArrayList<>();

  @Test
  void oneAloneHasAllItsTime() {
    add("one", 900);

    advance(899);
    assertThat(answered).isEmpty();
    advance(1);
    assertThat(answered).containsExactly("one@900");
  }

  @Test
  void theEarliestDeadlineIsAnsweredFirstWhoeverCameFirst() {
    add("late", 1_000);
    add("early", 500);

    advance(1_000);

    assertThat(answered).containsExactly("early@498", "late@1000");
  }

  @Test
  void theMoreWaitTheEarlierTheyAreAnswered() {
    for (int i = 0; i < 100; i++) {
      add("caller", 3_000);
    }

    advance(2_801);
    assertThat(answered).isEmpty();
    advance(1);
    assertThat(answered).containsExactly("caller@2802");
    advance(197);
    assertThat(answered).hasSize(99);
    advance(1);
    assertThat(answered).hasSize(100).endsWith("caller@3000");
  }

  @Test
  void aShortDeadlineKeepsHalfOfItsTimeHoweverManyWait() {
    for (int i = 0; i < 5_000; i++) {
      add("patient", 60_000);
    }
    add("hurried", 300);

    advance(149);
    assertThat(answered).isEmpty();
    advance(1);
    assertThat(answered).containsExactly("hurried@150");
  }

  @Test
  void nobodyIsAnsweredMoreThanTwoSecondsEarly() {
    for (int i = 0; i < 5_000; i++) {
      add("patient", 60_000);
    }

    advance(57_999);
    assertThat(answered).isEmpty();
    advance(1);
    assertThat(answered).isNotEmpty();
  }

  @Test
  void whoIsRemovedIsNotAnsweredAndLeavesNoTimer() {
    Runnable removeOne = add("one", 100);
    Runnable removeOther = add("other", 200);

    removeOne.run();
    advance(150);
    removeOther.run();

    assertThat(timer.pending()).isZero();
    advance(1_000);
    assertThat(answered).isEmpty();
  }

  private Runnable add(String who, long millis) {
    return deadlines.add(
        Duration.ofMillis(millis),
        () -> answered.add(who + "@" + Duration.ofNanos(timer.now().nanos()).toMillis()));
  }

  private void advance(long millis) {
    timer.advance(Duration.ofMillis(millis));
  }
}
