package dev.voicemedia.benchmarks.start;

import dev.voicemedia.benchmarks.GatewayProcess;
import dev.voicemedia.benchmarks.Reach;
import dev.voicemedia.benchmarks.Results;
import dev.voicemedia.benchmarks.Row;
import dev.voicemedia.benchmarks.Samples;

/** How soon {@code dev} is ready, beside an earlier jar, in turns. */
public final class ReadyReport {
  private ReadyReport() {}

  /** Arguments: starts of each, and the earlier jar. */
  public static void main(String[] args) throws Exception {
    int starts = Integer.parseInt(args[0]);
    Samples before = new Samples();
    Samples after = new Samples();
    for (int start = -1; start < starts; start++) {
      double earlier = ReadyTime.ofDev(args[1]);
      double now = ReadyTime.ofDev(GatewayProcess.JAR);
      if (start >= 0) { // the first reads the jars from the disk
        before.add(earlier);
        after.add(now);
      }
    }
    Results results = new Results(ReadyReport.class);
    results.add(
        Row.of(
            "9",
            "dev ready, from process start",
            after,
            "ms",
            "the earlier jar",
            before,
            Reach.atMost(0.7)));
    results.finish();
  }
}
