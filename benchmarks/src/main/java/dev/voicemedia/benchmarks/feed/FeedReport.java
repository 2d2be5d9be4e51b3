package dev.voicemedia.benchmarks.feed;

import dev.voicemedia.benchmarks.Folders;
import dev.voicemedia.benchmarks.Medians;
import dev.voicemedia.v1.EventFilter;
import io.grpc.ManagedChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Measures the feed side by side with what it stands on, in rounds, and prints the median of each
 * round's ratios: on a machine with other work, ratios hold where times drift.
 */
final class FeedReport {
  /** For 10,000 streams, of which the gateway serves 1,000 on one. */
  private static final int CONNECTIONS = 10;

  private static final long BURST = 64;

  /** What the clients ask for. */
  private static final int MAX_BATCH = 256;

  private static final int LATENCY_SAMPLES = 5_000;

  /** What compiles belongs to no event. */
  private static final Predicate<String> NOT_COMPILING =
      thread -> !thread.startsWith("C1 ") && !thread.startsWith("C2 ");

  /** Neither appending, nor its garbage: the threads that deliver. */
  private static final Predicate<String> DELIVERING =
      NOT_COMPILING.and(
          thread ->
              !thread.equals("driver")
                  && !thread.startsWith("event-log")
                  && !thread.startsWith("rocksdb")
                  && !thread.startsWith("G1")
                  && !thread.startsWith("GC")
                  && !thread.startsWith("VM"));

  private final int rounds;
  private final long stored;
  private final List<String> rows = new ArrayList<>();

  private FeedReport(int rounds, long stored) {
    this.rounds = rounds;
    this.stored = stored;
  }

  /** Arguments: rounds, and how many events are stored and replayed. */
  public static void main(String[] args) throws Exception {
    int rounds = args.length < 1 ? 5 : Integer.parseInt(args[0]);
    long stored = args.length < 2 ? 1_000_000 : Long.parseLong(args[1]);
    FeedReport report = new FeedReport(rounds, stored);
    Path folder = Files.createTempDirectory(Path.of("."), "feed-benchmark");
    try (MeasuredProcess feed =
        new MeasuredProcess(FeedServer.class, folder.resolve("idle").toString())) {
      report.idle(feed);
    }
    try (MeasuredProcess feed =
            new MeasuredProcess(FeedServer.class, folder.resolve("log").toString());
        MeasuredProcess bare = new MeasuredProcess(BareServer.class, Long.toString(stored))) {
      feed.ask("append " + stored + " 512 0");
      report.replay(feed, bare);
      report.live(feed, bare, 1, 20_000);
      report.live(feed, bare, 100, 1_000);
      report.withoutMatch(feed);
    } finally {
      Folders.delete(folder);
    }
    report.rows.addAll(Latency.measure(LATENCY_SAMPLES));
    report.print();
  }

  private void replay(MeasuredProcess feed, MeasuredProcess bare) throws InterruptedException {
    Samples cpu = new Samples();
    Samples rate = new Samples();
    Samples bareRate = new Samples();
    Samples scanRate = new Samples();
    Samples bareCpu = new Samples();
    Samples batchedCpu = new Samples();
    Samples batchedRate = new Samples();
    List<Double> rateRatios = new ArrayList<>();
    for (int round = -1; round < rounds; round++) {
      Run ours = replayOnce(feed, 0);
      Run batched = replayOnce(feed, MAX_BATCH);
      Run theirs = replayOnce(bare, 0);
      double scan = feed.ask("scan");
      if (round >= 0) {
        cpu.add(ours.cpu() / stored);
        batchedCpu.add(batched.cpu() / stored);
        batchedRate.add(stored * 1e9 / batched.nanos());
        bareCpu.add(theirs.cpu() / stored);
        rate.add(stored * 1e9 / ours.nanos());
        bareRate.add(stored * 1e9 / theirs.nanos());
        scanRate.add(stored * 1e9 / scan);
        rateRatios.add(Math.max(theirs.nanos(), scan) / ours.nanos());
      }
    }
    row(
        "CPU per event, one replaying subscriber",
        cpu.micros(),
        bareCpu.micros(),
        "bare stream",
        cpu.over(bareCpu),
        "≤ 1.3");
    row(
        "the same in batches",
        batchedCpu.micros(),
        cpu.micros(),
        "one by one",
        batchedCpu.over(cpu),
        "< 1");
    rows.add(
        String.format(
            Locale.ROOT,
            "| replay of %,d events in batches | %,.0f /s | %,.0f /s one by one | %.2f | > 1 |",
            stored,
            batchedRate.median(),
            rate.median(),
            batchedRate.over(rate)));
    rows.add(
        String.format(
            Locale.ROOT,
            "| replay of %,d events | %,.0f /s | %,.0f /s bare stream, %,.0f /s RocksDB scan | %.2f"
                + " | ≥ 0.5 |",
            stored,
            rate.median(),
            bareRate.median(),
            scanRate.median(),
            Medians.of(rateRatios)));
  }

  private static Run replayOnce(MeasuredProcess server, int maxBatch) throws InterruptedException {
    ManagedChannel channel = Subscriber.connect(server.ask("port"));
    long cpu = server.cpu(NOT_COMPILING);
    long start = System.nanoTime();
    Subscriber.replaying(channel, maxBatch).awaitEnd();
    long nanos = System.nanoTime() - start;
    long used = server.cpu(NOT_COMPILING) - cpu;
    channel.shutdownNow();
    return new Run(nanos, used);
  }

  private record Run(double nanos, double cpu) {}

  private void live(MeasuredProcess feed, MeasuredProcess bare, int subscribers, long events) {
    Samples ours = new Samples();
    Samples theirs = new Samples();
    long pause = subscribers == 1 ? 1_000_000 : 50_000_000;
    for (int round = -2; round < rounds; round++) {
      double one =
          liveOnce(feed, subscribers, events, "append " + events + " " + BURST + " " + pause);
      double other =
          liveOnce(bare, subscribers, events, "push " + events + " " + BURST + " " + pause);
      if (round >= 0) {
        ours.add(one);
        theirs.add(other);
      }
    }
    String what =
        subscribers == 1
            ? "CPU per event, one live subscriber"
            : "CPU per delivery, the same event to " + subscribers;
    row(
        what,
        ours.micros(),
        theirs.micros(),
        "bare stream",
        ours.over(theirs),
        subscribers == 1 ? "≤ 1.3" : "≤ 1.2");
  }

  /** CPU of a delivery, in nanoseconds. */
  private static double liveOnce(
      MeasuredProcess server, int subscribers, long events, String command) {
    List<ManagedChannel> channels = connect(server);
    List<Subscriber> live = new ArrayList<>();
    for (int i = 0; i < subscribers; i++) {
      live.add(Subscriber.live(channels.get(i % CONNECTIONS), EventFilter.getDefaultInstance()));
    }
    long cpu = server.cpu(DELIVERING);
    server.ask(command);
    live.forEach(subscriber -> subscriber.await(events + 1));
    double used = server.cpu(DELIVERING) - cpu;
    live.forEach(Subscriber::close);
    channels.forEach(ManagedChannel::shutdownNow);
    return used / (events * subscribers);
  }

  private void withoutMatch(MeasuredProcess feed) {
    Samples few = new Samples();
    Samples many = new Samples();
    for (int round = -1; round < rounds; round++) {
      double ten = withoutMatchOnce(feed, 10);
      double tenThousand = withoutMatchOnce(feed, 10_000);
      if (round >= 0) {
        few.add(ten);
        many.add(tenThousand);
      }
    }
    row(
        "CPU per event, 10,000 subscribers that do not match",
        many.micros(),
        few.micros(),
        "with 10",
        many.over(few),
        "≤ 1.2");
  }

  private static double withoutMatchOnce(MeasuredProcess feed, int subscribers) {
    long events = 50_000;
    List<ManagedChannel> channels = connect(feed);
    List<Subscriber> live = idle(channels, subscribers);
    feed.ask("heap"); // garbage from opening them is not a cost of an event
    long cpu = feed.cpu(NOT_COMPILING);
    feed.ask("append " + events + " " + BURST + " 0");
    double used = feed.cpu(NOT_COMPILING) - cpu;
    live.forEach(Subscriber::close);
    channels.forEach(ManagedChannel::shutdownNow);
    return used / events;
  }

  private void idle(MeasuredProcess feed) {
    int streams = 10_000;
    List<ManagedChannel> channels = connect(feed);
    // Closed at once, as a connection has no place for one more.
    idle(channels, CONNECTIONS).forEach(Subscriber::close);
    double heap = feed.ask("heap");
    double resident = feed.resident();
    List<Subscriber> live = idle(channels, streams);
    double heapEach = (feed.ask("heap") - heap) / streams;
    double residentEach = (feed.resident() - resident) / streams;
    rows.add(
        String.format(
            Locale.ROOT,
            "| memory per idle stream, of 10,000 | %.1f kB heap, %.1f kB resident | | | ≤ 20 kB |",
            heapEach / 1000,
            residentEach / 1000));
    live.forEach(Subscriber::close);
    channels.forEach(ManagedChannel::shutdownNow);
  }

  private static List<Subscriber> idle(List<ManagedChannel> channels, int subscribers) {
    List<Subscriber> live = new ArrayList<>();
    for (int i = 0; i < subscribers; i++) {
      EventFilter filter = EventFilter.newBuilder().setCallControlId("v3:other-" + i).build();
      live.add(Subscriber.live(channels.get(i % CONNECTIONS), filter));
    }
    live.forEach(subscriber -> subscriber.await(2)); // Opened, CaughtUp
    return live;
  }

  private static List<ManagedChannel> connect(MeasuredProcess server) {
    long port = server.ask("port");
    return Stream.generate(() -> Subscriber.connect(port)).limit(CONNECTIONS).toList();
  }

  private void row(
      String what, double ours, double theirs, String beside, double ratio, String reach) {
    rows.add(
        String.format(
            Locale.ROOT,
            "| %s | %.2f µs | %.2f µs %s | %.2f | %s |",
            what,
            ours,
            theirs,
            beside,
            ratio,
            reach));
  }

  private void print() {
    System.out.printf(
        Locale.ROOT,
        "%nMedians of %d interleaved rounds, Java %s, %d processors%n%n",
        rounds,
        Runtime.version(),
        Runtime.getRuntime().availableProcessors());
    System.out.println("| what | the feed | beside | ratio | reach |");
    System.out.println("|---|---|---|---|---|");
    rows.forEach(System.out::println);
  }
}
