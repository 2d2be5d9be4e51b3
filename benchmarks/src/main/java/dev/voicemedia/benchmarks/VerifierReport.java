package dev.voicemedia.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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
 * Runs {@link VerifierBenchmark} in short rounds, side by side for each size, and prints the median
 * of each round's ratios: on a machine with other work, ratios hold where times drift.
 */
final class VerifierReport {

  private static final int[] SIZES = {200, 1024, 16 * 1024, 1024 * 1024};

  /** The percentile of the calls that is taken, so that what else runs is left out. */
  private static final double UNDISTURBED = 10;

  private static final String ALLOCATION = "gc.alloc.rate.norm";

  /** By size, benchmark and keys. */
  private final Map<String, Rounds> measured = new TreeMap<>();

  private VerifierReport() {}

  public static void main(String[] args) throws RunnerException {
    int rounds = args.length == 0 ? 5 : Integer.parseInt(args[0]);
    VerifierReport report = new VerifierReport();
    for (int round = 0; round < rounds; round++) {
      for (int size : SIZES) {
        report.measure(size, "jdkProvider", 1);
        report.measure(size, "verifier|bouncyCastle", 1);
        report.measure(size, "verifier|bouncyCastle", 2);
      }
    }
    report.print(rounds);
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
      rounds.micros.add(result.getPrimaryResult().getStatistics().getPercentile(UNDISTURBED));
      Result<?> allocated = result.getSecondaryResults().get(ALLOCATION);
      rounds.bytes.add(Objects.requireNonNull(allocated, ALLOCATION).getScore());
    }
  }

  private void print(int rounds) {
    System.out.printf(
        Locale.ROOT,
        "%nMedians of %d interleaved rounds, percentile %.0f of the calls, Java %s, %d"
            + " processors%n%n",
        rounds,
        UNDISTURBED,
        Runtime.version(),
        Runtime.getRuntime().availableProcessors());
    System.out.println(
        "| body | keys tried | verifier | Bouncy Castle alone | verifier / Bouncy Castle |"
            + " JDK provider | JDK provider / verifier | allocated: verifier | Bouncy Castle |"
            + " JDK provider |");
    System.out.println("|---|---|---|---|---|---|---|---|---|---|");
    for (int size : SIZES) {
      for (int keys = 1; keys <= 2; keys++) {
        Rounds ours = rounds(size, "verifier", keys);
        Rounds bare = rounds(size, "bouncyCastle", keys);
        Rounds jdk = rounds(size, "jdkProvider", 1);
        System.out.printf(
            Locale.ROOT,
            "| %,d B | %d | %.1f µs | %.1f µs | %.2f | %.1f µs | %.1f | %,.0f B | %,.0f B | %,.0f"
                + " B |%n",
            size,
            keys,
            Medians.of(ours.micros),
            Medians.of(bare.micros),
            Medians.of(ours.over(bare)),
            Medians.of(jdk.micros),
            Medians.of(jdk.over(ours)),
            Medians.of(ours.bytes),
            Medians.of(bare.bytes),
            Medians.of(jdk.bytes));
      }
    }
  }

  private Rounds rounds(int size, String benchmark, int keys) {
    return measured.computeIfAbsent(
        size + "/" + benchmark + "/" + keys,
        key -> new Rounds(new ArrayList<>(), new ArrayList<>()));
  }

  /** One value per round. */
  private record Rounds(List<Double> micros, List<Double> bytes) {

    /** The ratio of the times in each round. */
    List<Double> over(Rounds other) {
      List<Double> ratios = new ArrayList<>();
      for (int round = 0; round < micros.size(); round++) {
        ratios.add(micros.get(round) / other.micros.get(round));
      }
      return ratios;
    }
  }
}
