package dev.voicemedia.benchmarks;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs {@link VerifierBenchmark} in short rounds, side by side for each size, and reports the
 * median of each round's ratios: on a machine with other work, ratios hold where times drift.
 */
final class VerifierReport {

  private static final int[] SIZES = {200, 1024, 16 * 1024, 1024 * 1024};

  /** The percentile of the calls that is taken, so that what else runs is left out. */
  private static final double UNDISTURBED = 10;

  private static final String ALLOCATION = "gc.alloc.rate.norm";

  /** By size, benchmark and keys. */
  private final Map<String, Rounds> measured = new TreeMap<>();

  private VerifierReport() {}

  /** Arguments: rounds, and sizes in bytes. */
  public static void main(String[] args) throws RunnerException, IOException {
    int rounds = args.length == 0 ? 5 : Integer.parseInt(args[0]);
    int[] sizes =
        args.length < 2 ? SIZES : Arrays.stream(args).skip(1).mapToInt(Integer::parseInt).toArray();
    VerifierReport report = new VerifierReport();
    for (int round = 0; round < rounds; round++) {
      for (int size : sizes) {
        report.measure(size, "jdkProvider", 1);
        report.measure(size, "verifier|bouncyCastle", 1);
        report.measure(size, "verifier|bouncyCastle", 2);
      }
    }
    report.report(sizes);
  }

  private void measure(int size, String benchmarks, int keys) throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(VerifierBenchmark.class.getName() + "\\.(" + benchmarks + ")$")
                    .param("size", Integer.toString(size))
                    .param("keys", Integer.toString(keys))
                    .forks(1)
                    // A heap that has been in use for long: no page of it is touched first here.
                    .jvmArgsAppend("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch")
                    .warmupIterations(3)
                    .warmupTime(TimeValue.milliseconds(700))
                    .measurementIterations(5)
                    .measurementTime(TimeValue.milliseconds(300))
                    .addProfiler(GCProfiler.class)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    for (RunResult result : results) {
      Rounds rounds = rounds(size, result.getPrimaryResult().getLabel(), keys);
      rounds.micros().add(result.getPrimaryResult().getStatistics().getPercentile(UNDISTURBED));
      Result<?> allocated = result.getSecondaryResults().get(ALLOCATION);
      rounds.bytes().add(Objects.requireNonNull(allocated, ALLOCATION).getScore());
    }
  }

  private void report(int[] sizes) throws IOException {
    Results results = new Results(VerifierReport.class);
    for (int size : sizes) {
      for (int keys = 1; keys <= 2; keys++) {
        String what =
            String.format(
                Locale.ROOT,
                "verify a body of %,d B, %d %s",
                size,
                keys,
                keys == 1 ? "key" : "keys");
        Rounds ours = rounds(size, "verifier", keys);
        Rounds bare = rounds(size, "bouncyCastle", keys);
        Rounds jdk = rounds(size, "jdkProvider", 1);
        results.add(
            Row.of(
                "10",
                what,
                ours.micros(),
                "µs",
                "JDK provider, one key",
                jdk.micros(),
                keys == 1 ? Reach.atMost(1) : Reach.reported()));
        results.add(
            Row.of(
                "10",
                what,
                ours.micros(),
                "µs",
                "Bouncy Castle alone",
                bare.micros(),
                Reach.reported()));
        results.note(
            "%s allocates %,.0f B; Bouncy Castle alone %,.0f B, JDK provider %,.0f B",
            what, ours.bytes().median(), bare.bytes().median(), jdk.bytes().median());
      }
    }
    results.finish();
  }

  private Rounds rounds(int size, String benchmark, int keys) {
    return measured.computeIfAbsent(
        size + "/" + benchmark + "/" + keys, key -> new Rounds(new Samples(), new Samples()));
  }

  /** One value per round. */
  private record Rounds(Samples micros, Samples bytes) {}
}
