package dev.voicemedia.benchmarks;

import java.util.List;

/** Ratios of two things that were measured in turns, one for each round. */
public record Ratios(List<Double> ofRounds) {
  /** Two-sided 95 % of Student's distribution, for 1 to 20 degrees of freedom. */
  private static final double[] STUDENT = {
    12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.20, 2.18, 2.16, 2.14, 2.13, 2.12,
    2.11, 2.10, 2.09, 2.09
  };

  public Ratios {
    ofRounds = List.copyOf(ofRounds);
  }

  public int rounds() {
    return ofRounds.size();
  }

  public double median() {
    return Medians.of(ofRounds);
  }

  public double min() {
    return ofRounds.stream().mapToDouble(each -> each).min().orElseThrow();
  }

  public double max() {
    return ofRounds.stream().mapToDouble(each -> each).max().orElseThrow();
  }

  /** Returns the geometric mean. */
  public double mean() {
    return Math.exp(meanLog());
  }

  /** Returns the factor that the geometric mean is known to, up and down, with 95 %. */
  public double uncertainty() {
    if (rounds() < 2) {
      return Double.POSITIVE_INFINITY;
    }
    double mean = meanLog();
    double squares =
        ofRounds.stream().mapToDouble(each -> Math.pow(Math.log(each) - mean, 2)).sum();
    double error = Math.sqrt(squares / (rounds() - 1) / rounds());
    return Math.exp(STUDENT[Math.min(rounds() - 1, STUDENT.length) - 1] * error);
  }

  private double meanLog() {
    return ofRounds.stream().mapToDouble(Math::log).average().orElseThrow();
  }
}
