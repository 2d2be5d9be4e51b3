package dev.voicemedia.benchmarks.heap;

import dev.voicemedia.benchmarks.ChildProcess;
import dev.voicemedia.benchmarks.Results;
import dev.voicemedia.benchmarks.Row;
import dev.voicemedia.benchmarks.Row.Figure;
import dev.voicemedia.benchmarks.actions.UpstreamProcess;
import java.util.List;

/** The smallest heap that bears a load, by bisection; what is found is tried for a minute. */
public final class HeapReport {
  private static final List<Integer> MEBIBYTES =
      List.of(48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512);
  private static final int SECONDS_A_TRIAL = 15;
  private static final int SECONDS_AT_LAST = 60;

  private HeapReport() {}

  public static void main(String[] args) throws Exception {
    Results results = new Results(HeapReport.class);
    try (ChildProcess upstream = UpstreamProcess.start()) {
      String telnyx = UpstreamProcess.baseUrl(upstream);
      int found = bisect(telnyx, results);
      while (found < MEBIBYTES.size() && !bears(telnyx, found, SECONDS_AT_LAST, results)) {
        found++;
      }
      if (found < MEBIBYTES.size()) {
        results.add(
            Row.reported(
                "11",
                "smallest -Xmx that bears 1,000 webhooks/s, 100 actions/s and 1,000 streams",
                new Figure(MEBIBYTES.get(found), "MiB")));
      }
    }
    results.finish();
  }

  /** Returns the index of the smallest that bears it for a moment, or one beyond all. */
  private static int bisect(String telnyx, Results results) throws Exception {
    int least = 0;
    int enough = MEBIBYTES.size();
    while (least < enough) {
      int middle = (least + enough) / 2;
      if (bears(telnyx, middle, SECONDS_A_TRIAL, results)) {
        enough = middle;
      } else {
        least = middle + 1;
      }
    }
    return enough;
  }

  private static boolean bears(String telnyx, int index, int seconds, Results results)
      throws Exception {
    int mebibytes = MEBIBYTES.get(index);
    Trial trial = Trial.run(telnyx, mebibytes, seconds);
    System.out.printf("-Xmx%dm for %d s: %s%n", mebibytes, seconds, trial);
    results.note("-Xmx%dm for %d s: %s", mebibytes, seconds, trial);
    return trial.isBorne();
  }
}
