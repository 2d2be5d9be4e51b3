package dev.voicemedia.gateway.time;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential backoff: the pause doubles with each failure, up to a limit. It keeps no state: the
 * caller counts.
 *
 * @param first pause, after one failure
 * @param longest pause of all
 */
public record Backoff(Duration first, Duration longest) {
  /** Enough for any limit in use, and safe from overflow. */
  private static final int MAX_DOUBLINGS = 16;

  public Backoff {
    if (first.isNegative() || first.isZero()) {
      throw new IllegalArgumentException("first backoff: " + first + ", expected more than 0");
    }
    if (longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "longest backoff: " + longest + ", expected the first one, " + first + ", or more");
    }
  }

  /**
   * The full pause.
   *
   * @param failures in a row so far, 1 or more
   */
  public Duration pause(int failures) {
    long doubled = first.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS)).toNanos();
    return Duration.ofNanos(Math.min(doubled, longest.toNanos()));
  }

  /**
   * Half of the pause and a random share of the other half, so that those who failed together do
   * not return together.
   *
   * @param failures in a row so far, 1 or more
   */
  public Duration pause(int failures, RandomGenerator jitter) {
    long half = pause(failures).toNanos() / 2;
    return Duration.ofNanos(half + jitter.nextLong(half + 1));
  }
}
