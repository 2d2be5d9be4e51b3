package dev.voicemedia.gateway.waits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.waits.LegWorld.Weather;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;

/** Random schedules of commands, events and waits on a leg, judged by who knows the truth. */
final class WaitSchedulesTest {
  /** A webhook that fails comes minutes later, or never. */
  private static final Weather ROUGH = new Weather(60, 600_000, 3, false, 0);

  private static final Weather CROWDED = new Weather(60, 2_000, 0, true, 2_001);

  private static long waits;
  private static long ended;

  @Property(tries = 100_000, shrinking = ShrinkingMode.OFF)
  void noWaitIsGivenTheEndOfAnotherCommand(@ForAll long seed) {
    check(seed, ROUGH);
  }

  @Property(tries = 100_000, shrinking = ShrinkingMode.OFF)
  void norOfAnotherSenderWhileEventsComeBeforeTheEndHasSettled(@ForAll long seed) {
    check(seed, CROWDED);
  }

  /** To report no end at all would be right, too. */
  @AfterContainer
  static void mostWaitsAreGivenAnEnd() {
    System.err.println("waits " + waits + ", ended " + ended);
    assertThat(ended).isGreaterThan(waits / 4);
  }

  private static void check(long seed, Weather weather) {
    LegWorld world = new LegWorld(seed, weather);
    assertThat(world.run()).as("%s", String.join("\n", world.story())).isEmpty();
    waits += world.waits();
    ended += world.ended();
  }
}
