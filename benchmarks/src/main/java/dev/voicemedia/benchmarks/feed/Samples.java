package dev.voicemedia.benchmarks.feed;

import java.util.ArrayList;
import java.util.List;

/** One value a round, in nanoseconds where it is a time. */
final class Samples {
  private final List<Double> values = new ArrayList<>();

  void add(double value) {
    values.add(value);
  }

  double median() {
    return median(values);
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
    return median(ratios);
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
