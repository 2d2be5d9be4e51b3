package dev.voicemedia.gateway.time;

import java.time.Duration;

/**
 * A point on a monotonic clock: good for measuring and for deadlines. It has no date, so it cannot
 * be stored, shown or compared with a wall clock's time.
 *
 * @param nanos nanoseconds since the origin of the clock that gave it
 */
public record Moment(long nanos) implements Comparable<Moment> {
  /** Before every other. */
  public static final Moment MIN = new Moment(Long.MIN_VALUE);

  /** After every other. */
  public static final Moment MAX = new Moment(Long.MAX_VALUE);

  /**
   * The moment so much later.
   *
   * @throws ArithmeticException if the sum is centuries away
   */
  public Moment plus(Duration duration) {
    return new Moment(Math.addExact(nanos, duration.toNanos()));
  }

  /** Time from this moment to the other; negative if the other comes first. */
  public Duration until(Moment other) {
    return Duration.ofNanos(Math.subtractExact(other.nanos, nanos));
  }

  public boolean isAfter(Moment other) {
    return nanos > other.nanos;
  }

  public boolean isBefore(Moment other) {
    return nanos < other.nanos;
  }

  @Override
  public int compareTo(Moment other) {
    return Long.compare(nanos, other.nanos);
  }
}
