package dev.voicemedia.gateway.waits;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;

/** Random schedules of commands, events and waits on a leg, a hundred times as many. */
final class WaitSchedulesNightly {
  private static final WaitSchedules SCHEDULES = new WaitSchedules();

  @Property(tries = 100_000, shrinking = ShrinkingMode.OFF)
  void noWaitIsGivenTheEndOfAnotherCommand(@ForAll long seed) {
    SCHEDULES.check(seed, WaitSchedules.ROUGH);
  }

  @Property(tries = 100_000, shrinking = ShrinkingMode.OFF)
  void norOfAnotherSenderIfWebhooksComeWhileTheEndSettles(@ForAll long seed) {
    SCHEDULES.check(seed, WaitSchedules.CROWDED);
  }

  @AfterContainer
  static void manyWaitsAreGivenAnEnd() {
    SCHEDULES.checkThatManyEnded();
  }
}
