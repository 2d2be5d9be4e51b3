package dev.voicemedia.benchmarks.change;

import dev.voicemedia.benchmarks.Ratios;
import dev.voicemedia.benchmarks.Samples;
import java.util.Locale;

/** A thing's cost before and after, in rounds, and what is to be made of it. */
final class Comparison {
  /**
   * The least difference that counts. Two processes of one and the same jar differ by a few percent
   * for as long as they live, as their code was compiled in another order; no round shows that.
   */
  static final double BOUND = 1.05;

  private final String what;
  private final String unit;
  private final Samples before = new Samples();
  private final Samples after = new Samples();

  Comparison(String what, String unit) {
    this.what = what;
    this.unit = unit;
  }

  /** Verdicts: whether the whole interval lies beyond the bound. */
  enum Verdict {
    FASTER("faster"),
    SLOWER("slower"),
    NONE("no difference seen");

    private final String words;

    Verdict(String words) {
      this.words = words;
    }
  }

  Samples before() {
    return before;
  }

  Samples after() {
    return after;
  }

  Verdict verdict() {
    Ratios ratios = after.over(before);
    if (low(ratios) > BOUND) {
      return Verdict.SLOWER;
    }
    return high(ratios) < 1 / BOUND ? Verdict.FASTER : Verdict.NONE;
  }

  @Override
  public String toString() {
    Ratios ratios = after.over(before);
    return String.format(
        Locale.ROOT,
        "| %s | %.1f %s | %.1f %s | %.3f | %.3f to %.3f | %d | %s |",
        what,
        before.median(),
        unit,
        after.median(),
        unit,
        ratios.mean(),
        low(ratios),
        high(ratios),
        ratios.rounds(),
        verdict().words);
  }

  private static double low(Ratios ratios) {
    return ratios.mean() / ratios.uncertainty();
  }

  private static double high(Ratios ratios) {
    return ratios.mean() * ratios.uncertainty();
  }
}
