package dev.voicemedia.benchmarks.actions;

/** What a run of actions cost, in microseconds but for the rate. */
record Measured(double cpuPerAction, double perSecond, double p50, double p99) {
  static Measured of(Load.Result result, double cpuMicros) {
    return new Measured(
        cpuMicros / result.count(), result.perSecond(), result.p50Micros(), result.p99Micros());
  }

  static Measured ofLine(String line) {
    String[] words = line.split(" ", -1);
    return new Measured(
        Double.parseDouble(words[0]),
        Double.parseDouble(words[1]),
        Double.parseDouble(words[2]),
        Double.parseDouble(words[3]));
  }

  String toLine() {
    return cpuPerAction + " " + perSecond + " " + p50 + " " + p99;
  }
}
