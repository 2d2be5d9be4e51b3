package dev.voicemedia.benchmarks.feed;

import dev.voicemedia.benchmarks.Medians;
import java.util.ArrayList;
import java.util.List;

/** One value per round, in nanoseconds if it is a time. */
final class Samples {
  private final List<Double> values = new ArrayList<>();

  void add(double value) {
    values.add(value);
  }

  double median() {
    return Medians.of(values);
  }

  double micros() {
    return median() / 1000;
  }

  /** The median of the ratios of each round. */
  double over(Samples other) {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < values.size(); round++) {
      ratios.add(values.get(round) / other.values.get(round));
    }
    return Medians.of(ratios);
  }
}
