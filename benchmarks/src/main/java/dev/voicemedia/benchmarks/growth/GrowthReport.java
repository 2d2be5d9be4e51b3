package dev.voicemedia.benchmarks.growth;

import dev.voicemedia.benchmarks.Folders;
import dev.voicemedia.benchmarks.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How costs grow with what is stored and connected, as charts, and how a start does. */
public final class GrowthReport {
  private static final Path CHARTS =
      Path.of(System.getProperty("benchmark.charts", "benchmarks/charts"));
  private static final int LARGEST = Integer.getInteger("largest", 10_000_000);

  private final Results results = new Results(GrowthReport.class);

  private GrowthReport() {}

  /** Argument: starts that are compared, 5 if there is none. */
  public static void main(String[] args) throws Exception {
    int starts = args.length == 0 ? 5 : Integer.parseInt(args[0]);
    Path folder = Files.createTempDirectory(Path.of("").toAbsolutePath(), "benchmark-");
    try {
      new GrowthReport().run(folder, starts);
    } finally {
      Folders.delete(folder);
    }
  }

  private void run(Path folder, int starts) throws Exception {
    chart("keys", "public keys, of which the last one matches", List.of(MoreOfAll.keys()));
    chart("calls", "calls under way", List.of(MoreOfAll.calls(folder.resolve("calls"))));
    chart("subscribers", "subscribers", List.of(MoreOfAll.subscribers(folder.resolve("feed"))));
    chart("events", "events stored", new StoredEvents().measure(folder, LARGEST, starts, results));
    results.finish();
  }

  private void chart(String name, String counted, List<Curve> curves) throws IOException {
    Files.createDirectories(CHARTS);
    Files.writeString(
        CHARTS.resolve(name + ".svg"), LogLogChart.of("By " + counted, counted, curves));
    curves.forEach(curve -> results.note("by %s: %s", counted, curve));
  }
}
