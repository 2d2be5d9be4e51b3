package dev.voicemedia.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SwitchboardTest {

  private final Switchboard switchboard =
      new Switchboard(
          new ManualTimeline(Setting.START),
          new Pacing(
              10, Pacing.DEFAULT_AUDIO_LENGTH, Pacing.DEFAULT_PROCESSING_TIME, Duration.ZERO),
          (id, format, length, at) -> "",
          event -> {});

  @Test
  void endedCallsAreRememberedForAWhile() {
    String first = open();
    switchboard.hangUp(first, "normal_clearing", "caller");
    for (int i = 1; i < Switchboard.MAX_ENDED_CALLS; i++) {
      switchboard.hangUp(open(), "normal_clearing", "caller");
    }
    assertThat(switchboard.on(first, (call, now) -> call.isHungUp())).contains(true);

    switchboard.hangUp(open(), "normal_clearing", "caller");

    assertThat(switchboard.on(first, (call, now) -> call.isHungUp())).isEmpty();
    assertThat(switchboard.onEach((call, now) -> call)).hasSize(Switchboard.MAX_ENDED_CALLS);
  }

  @Test
  void theNumberOfOpenCallsIsBounded() {
    String first = open();
    for (int i = 1; i < Switchboard.MAX_LIVE_CALLS; i++) {
      open();
    }
    assertThatThrownBy(this::open).isInstanceOf(IllegalStateException.class);

    switchboard.hangUp(first, "normal_clearing", "caller");

    assertThat(open()).startsWith("v3:");
  }

  private String open() {
    return switchboard.open(CallSetup.standard()).callControlId();
  }
}
