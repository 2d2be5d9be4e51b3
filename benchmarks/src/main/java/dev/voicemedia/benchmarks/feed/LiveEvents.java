package dev.voicemedia.benchmarks.feed;

import dev.voicemedia.benchmarks.ProcessCpu;
import dev.voicemedia.benchmarks.Reach;
import dev.voicemedia.benchmarks.Results;
import dev.voicemedia.benchmarks.Row;
import dev.voicemedia.benchmarks.Samples;

/** Delivery of events as they are stored, in bursts, beside a bare stream. */
final class LiveEvents {
  private static final long BURST = 64;
  private static final long UNMATCHED = 50_000;
  private static final int WARM_UPS = 2;
  private static final double NANOS_A_MICRO = 1e3;

  /** The ratios that were reached before, and a tenth more, as two runs differ by that. */
  private static final double NO_WORSE = 1.1;

  private static final double LIVE = 0.52;
  private static final double FAN_OUT = 0.54;
  private static final double UNMATCHING = 0.73;

  private final MeasuredProcess feed;
  private final MeasuredProcess bare;

  LiveEvents(MeasuredProcess feed, MeasuredProcess bare) {
    this.feed = feed;
    this.bare = bare;
  }

  void measure(int subscribers, long events, int rounds, Results results) {
    Samples ours = new Samples();
    Samples theirs = new Samples();
    String burst = events + " " + BURST + " " + (subscribers == 1 ? 1_000_000 : 50_000_000);
    for (int round = -WARM_UPS; round < rounds; round++) {
      double one = deliver(feed, subscribers, events, "append " + burst);
      double other = deliver(bare, subscribers, events, "push " + burst);
      if (round >= 0) {
        ours.add(one / NANOS_A_MICRO);
        theirs.add(other / NANOS_A_MICRO);
      }
    }
    boolean single = subscribers == 1;
    results.add(
        Row.of(
            "6",
            single
                ? "a live event to one subscriber, CPU"
                : "a delivery, the same event to " + subscribers + ", CPU",
            ours,
            "µs",
            "bare grpc-java stream",
            theirs,
            noWorseThan(single ? LIVE : FAN_OUT)));
  }

  void measureWithoutMatch(int rounds, Results results) {
    Samples few = new Samples();
    Samples many = new Samples();
    for (int round = -1; round < rounds; round++) {
      double ten = withoutMatch(10);
      double tenThousand = withoutMatch(10_000);
      if (round >= 0) {
        few.add(ten / NANOS_A_MICRO);
        many.add(tenThousand / NANOS_A_MICRO);
      }
    }
    results.add(
        Row.of(
            "6",
            "an event that none of 10,000 subscribers matches, CPU",
            many,
            "µs",
            "with 10 subscribers",
            few,
            noWorseThan(UNMATCHING)));
  }

  private static Reach noWorseThan(double before) {
    return Reach.atMost(before * NO_WORSE).as("no worse than " + before + ", within a tenth");
  }

  /** CPU of a delivery, in nanoseconds. */
  private static double deliver(
      MeasuredProcess server, int subscribers, long events, String command) {
    try (Streams streams = new Streams(server.ask("port")).ofAll(subscribers)) {
      long cpu = server.cpu(Deliveries::isSending);
      server.ask(command);
      streams.await(events + 1);
      return (double) (server.cpu(Deliveries::isSending) - cpu) / (events * subscribers);
    }
  }

  private double withoutMatch(int subscribers) {
    try (Streams streams = new Streams(feed.ask("port")).ofOthers(subscribers)) {
      feed.ask("heap"); // garbage from opening them is not a cost of an event
      ProcessCpu.Usage before = feed.cpu().read();
      feed.ask("append " + UNMATCHED + " " + BURST + " 0");
      streams.await(2);
      return (double) feed.cpu().read().since(before).work() / UNMATCHED;
    }
  }
}
