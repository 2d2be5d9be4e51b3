package dev.voicemedia.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** One value for each round, all in one unit. */
public final class Samples {
  private final List<Double> values = new ArrayList<>();

  public void add(double value) {
    values.add(value);
  }

  public int rounds() {
    return values.size();
  }

  public double median() {
    return Medians.of(values);
  }

  /** Returns the quotient of the two values of each round. */
  public Ratios over(Samples other) {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < values.size(); round++) {
      ratios.add(values.get(round) / other.values.get(round));
    }
    return new Ratios(ratios);
  }
}
