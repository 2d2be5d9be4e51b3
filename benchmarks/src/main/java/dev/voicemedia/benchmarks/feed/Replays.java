package dev.voicemedia.benchmarks.feed;

import dev.voicemedia.benchmarks.ProcessCpu;
import dev.voicemedia.benchmarks.Reach;
import dev.voicemedia.benchmarks.Results;
import dev.voicemedia.benchmarks.Row;
import dev.voicemedia.benchmarks.Samples;
import dev.voicemedia.benchmarks.WarmUp;
import io.grpc.ManagedChannel;
import java.util.List;
import java.util.Locale;

/** Replay of everything that is stored to one subscriber, beside a bare stream. */
final class Replays {
  /** What the clients ask for. */
  private static final int MAX_BATCH = 256;

  private static final int SLICES = 6;
  private static final double NANOS_A_MICRO = 1e3;
  private static final double NANOS_A_SECOND = 1e9;

  private final MeasuredProcess feed;
  private final MeasuredProcess bare;
  private final long stored;
  private final Kind single = Kind.none();
  private final Kind batched = Kind.none();
  private final Kind beside = Kind.none();
  private final Samples scanned = new Samples();

  Replays(MeasuredProcess feed, MeasuredProcess bare, long stored) {
    this.feed = feed;
    this.bare = bare;
    this.stored = stored;
  }

  /** CPU of an event in µs, and events a second, in each round. */
  private record Kind(Samples micros, Samples aSecond) {
    static Kind none() {
      return new Kind(new Samples(), new Samples());
    }
  }

  void measure(int rounds, Results results) throws Exception {
    WarmUp.of(List.of(feed.cpu(), bare.cpu()), SLICES, slice -> round());
    for (int round = 0; round < rounds; round++) {
      Run ours = replay(feed, 0);
      Run inBatches = replay(feed, MAX_BATCH);
      Run theirs = replay(bare, 0);
      add(ours, single);
      add(inBatches, batched);
      add(theirs, beside);
      scanned.add(stored * NANOS_A_SECOND / feed.ask("scan"));
    }
    report(results);
  }

  private void report(Results results) {
    results.add(
        Row.of(
            "5",
            "replay in batches, CPU of an event",
            batched.micros(),
            "µs",
            "bare grpc-java stream, one by one",
            beside.micros(),
            Reach.reported()));
    results.add(
        Row.of(
            "5",
            "replay one by one, CPU of an event",
            single.micros(),
            "µs",
            "bare grpc-java stream, one by one",
            beside.micros(),
            Reach.reported()));
    results.add(
        Row.of(
            "5",
            String.format(Locale.ROOT, "replay of %,d events in batches", stored),
            batched.aSecond(),
            "/s",
            "one by one",
            single.aSecond(),
            Reach.reported()));
    results.note(
        "bare stream %,.0f events/s; RocksDB scan without sending %,.0f events/s",
        beside.aSecond().median(), scanned.median());
  }

  private void add(Run run, Kind kind) {
    kind.micros().add(run.cpuNanos() / NANOS_A_MICRO / stored);
    kind.aSecond().add(stored * NANOS_A_SECOND / run.nanos());
  }

  private void round() throws InterruptedException {
    for (MeasuredProcess server : List.of(feed, bare)) {
      Run unused = replay(server, 0);
    }
    Run unused = replay(feed, MAX_BATCH);
  }

  private static Run replay(MeasuredProcess server, int maxBatch) throws InterruptedException {
    ManagedChannel channel = Subscriber.connect(server.ask("port"));
    ProcessCpu.Usage before = server.cpu().read();
    long start = System.nanoTime();
    Subscriber.replaying(channel, maxBatch).awaitEnd();
    long nanos = System.nanoTime() - start;
    long used = server.cpu().read().since(before).work();
    channel.shutdownNow();
    return new Run(nanos, used);
  }

  private record Run(double nanos, double cpuNanos) {}
}
