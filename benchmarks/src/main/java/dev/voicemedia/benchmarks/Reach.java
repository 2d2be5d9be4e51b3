package dev.voicemedia.benchmarks;

import java.util.Locale;
import java.util.Optional;

/**
 * What a row is to reach, by its ratio.
 *
 * @param text as it is shown
 * @param least the ratio that is just enough, or minus infinity
 * @param most the ratio that is just little enough, or infinity
 */
public record Reach(String text, double least, double most) {
  /** Returns a bound from above. */
  public static Reach atMost(double ratio) {
    return new Reach(
        String.format(Locale.ROOT, "≤ %s", shown(ratio)), Double.NEGATIVE_INFINITY, ratio);
  }

  /** Returns a bound from below. */
  public static Reach atLeast(double ratio) {
    return new Reach(
        String.format(Locale.ROOT, "≥ %s", shown(ratio)), ratio, Double.POSITIVE_INFINITY);
  }

  /** Returns what is reported and has no bound. */
  public static Reach reported() {
    return new Reach("reported", Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  /** Returns the same bound under other words. */
  public Reach as(String other) {
    return new Reach(other, least, most);
  }

  /** Returns whether a ratio is within the bounds; empty where there are none. */
  public Optional<Boolean> isReached(double ratio) {
    return Double.isInfinite(least) && Double.isInfinite(most)
        ? Optional.empty()
        : Optional.of(ratio >= least && ratio <= most);
  }

  private static String shown(double ratio) {
    return ratio == Math.rint(ratio) ? Long.toString((long) ratio) : Double.toString(ratio);
  }
}
