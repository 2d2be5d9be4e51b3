package dev.voicemedia.benchmarks;

import java.util.List;

/** Medians of samples. */
public final class Medians {
  private Medians() {}

  /** Returns the value in the middle, or the mean of the two in the middle. */
  public static double of(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
