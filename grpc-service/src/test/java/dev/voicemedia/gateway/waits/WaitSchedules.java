package dev.voicemedia.gateway.waits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.waits.LegWorld.Weather;

/** Runs random schedules, and counts how many waits were given an end at all. */
final class WaitSchedules {
  /** A webhook that fails comes minutes later, or never; nobody else sends. */
  static final Weather ROUGH = new Weather(60, 600_000, 3, false, 0);

  /** Others send; each webhook comes before an end has settled. */
  static final Weather CROWDED = new Weather(60, 2_000, 0, true, 2_001);

  private long waits;
  private long ended;

  void check(long seed, Weather weather) {
    LegWorld world = new LegWorld(seed, weather);
    assertThat(world.run()).as("%s", String.join("\n", world.story())).isEmpty();
    waits += world.waits();
    ended += world.ended();
  }

  /** To report no end at all would never be wrong. */
  void checkThatManyEnded() {
    assertThat(ended).as("of %s waits", waits).isGreaterThan(waits / 4);
  }
}
