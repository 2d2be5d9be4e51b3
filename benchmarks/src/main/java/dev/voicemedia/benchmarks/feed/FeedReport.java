package dev.voicemedia.benchmarks.feed;

import dev.voicemedia.benchmarks.Folders;
import dev.voicemedia.benchmarks.Results;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Measures the feed side by side with what it stands on, in rounds: replay, live events, idle
 * streams, and the way from the POST of a webhook to a subscriber.
 */
final class FeedReport {
  private FeedReport() {}

  /** Arguments: rounds, and how many events are stored and replayed. */
  public static void main(String[] args) throws Exception {
    int rounds = args.length < 1 ? 5 : Integer.parseInt(args[0]);
    long stored = args.length < 2 ? 1_000_000 : Long.parseLong(args[1]);
    Results results = new Results(FeedReport.class);
    Path folder = Files.createTempDirectory(Path.of("."), "feed-benchmark");
    try {
      try (MeasuredProcess feed =
          new MeasuredProcess(FeedServer.class, folder.resolve("idle").toString())) {
        IdleStreams.measure(feed, results);
      }
      try (MeasuredProcess feed =
              new MeasuredProcess(FeedServer.class, folder.resolve("log").toString());
          MeasuredProcess bare = new MeasuredProcess(BareServer.class, Long.toString(stored))) {
        feed.ask("append " + stored + " 512 0");
        new Replays(feed, bare, stored).measure(rounds, results);
        LiveEvents live = new LiveEvents(feed, bare);
        live.measure(1, 20_000, rounds, results);
        live.measure(100, 1_000, rounds, results);
        live.measureWithoutMatch(rounds, results);
      }
      Latency.measure(folder, rounds, results);
    } finally {
      Folders.delete(folder);
    }
    results.finish();
  }
}
