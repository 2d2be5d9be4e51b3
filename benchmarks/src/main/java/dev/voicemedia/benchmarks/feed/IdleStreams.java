package dev.voicemedia.benchmarks.feed;

import dev.voicemedia.benchmarks.Results;
import dev.voicemedia.benchmarks.Row;
import dev.voicemedia.benchmarks.Row.Figure;

/** The memory of streams without events. */
final class IdleStreams {
  private static final int STREAMS = 10_000;
  private static final double BYTES_A_KILOBYTE = 1000;

  private IdleStreams() {}

  static void measure(MeasuredProcess feed, Results results) {
    try (Streams streams = new Streams(feed.ask("port"))) {
      // Ended at once, as a connection has no place for one more.
      streams.ofOthers(10).end();
      double heap = feed.ask("heap");
      double resident = feed.resident();
      streams.ofOthers(STREAMS);
      double heapEach = (feed.ask("heap") - heap) / STREAMS;
      double residentEach = (feed.resident() - resident) / STREAMS;
      results.add(
          Row.reported(
              "6",
              "memory of an idle stream, of 10,000",
              new Figure(heapEach / BYTES_A_KILOBYTE, "kB of heap")));
      results.note("resident memory of an idle stream: %.1f kB", residentEach / BYTES_A_KILOBYTE);
    }
  }
}
