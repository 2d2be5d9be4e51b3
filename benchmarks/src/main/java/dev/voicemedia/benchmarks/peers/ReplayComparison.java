package dev.voicemedia.benchmarks.peers;

import dev.voicemedia.benchmarks.Reach;
import dev.voicemedia.benchmarks.Results;
import dev.voicemedia.benchmarks.Row;
import dev.voicemedia.benchmarks.Samples;
import dev.voicemedia.benchmarks.WarmUp;
import dev.voicemedia.benchmarks.log.SignedRequests;
import dev.voicemedia.benchmarks.log.SignedRequests.Signed;
import dev.voicemedia.benchmarks.log.WebhookClients;
import dev.voicemedia.benchmarks.peers.GoClient.Reading;
import dev.voicemedia.webhook.testing.WebhookSigner;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** The replay of the same events from each side's store to a client in Go. */
final class ReplayComparison {
  private static final int EVENTS = Integer.getInteger("peers.events", 100_000);
  private static final int CONNECTIONS = 64;
  private static final Duration WARM_UP = Duration.ofSeconds(15);

  /** What the clients ask for. */
  private static final int BATCH = 256;

  // What was fastest of 100, 500, 1,000, 2,000 and 5,000 for each.
  private static final int NATS_PULLED = 2_000;
  private static final int REDIS_READ = 1_000;

  private static final String REDIS = "Redis XREAD";
  private static final String NATS = "JetStream's ordered consumer";
  private static final String DECODED = ", its JSON decoded";

  private static final double MICROS_A_SECOND = 1e6;
  private static final double NANOS_A_MICRO = 1e3;

  private final WebhookSigner signer;
  private final List<Side> sides;
  private final Reader inBatches;
  private final Reader oneByOne;
  private final Reader nats;
  private final Reader redis;
  private final Reader natsDecoded;
  private final Reader redisDecoded;

  /** Compares the first of the sides with the others. */
  ReplayComparison(WebhookSigner signer, List<Side> sides) {
    this.signer = signer;
    this.sides = sides;
    this.inBatches = Reader.of("voicemedia in batches", sides.get(0), Reading.REPLAY, BATCH);
    this.oneByOne = Reader.of("voicemedia one by one", sides.get(0), Reading.REPLAY, 1);
    this.redis = Reader.of(REDIS, sides.get(1), Reading.REPLAY, REDIS_READ);
    this.redisDecoded = Reader.of(REDIS + DECODED, sides.get(1), Reading.DECODE, REDIS_READ);
    this.nats = Reader.of(NATS, sides.get(2), Reading.REPLAY, NATS_PULLED);
    this.natsDecoded = Reader.of(NATS + DECODED, sides.get(2), Reading.DECODE, NATS_PULLED);
  }

  /** A way to read, and its figures of each round. */
  private record Reader(
      String name,
      Side side,
      Reading reading,
      int atATime,
      Samples aSecond,
      Samples micros,
      Samples clientMicros) {
    static Reader of(String name, Side side, Reading reading, int atATime) {
      return new Reader(name, side, reading, atATime, new Samples(), new Samples(), new Samples());
    }
  }

  void run(int rounds, Results results) throws Exception {
    List<Signed> events = SignedRequests.make(signer, "event", EVENTS);
    for (Side side : sides) {
      if (side.kind().equals("voicemedia")) {
        WebhookClients.sendAll(events, side.webhookPort(), CONNECTIONS);
      } else {
        GoClient.fill(side, events);
      }
      GoClient.check(side, EVENTS);
    }
    List<Reader> order =
        new ArrayList<>(List.of(inBatches, nats, oneByOne, redis, natsDecoded, redisDecoded));
    for (Reader reader : order) {
      WarmUp.of(reader.side().processes(), WARM_UP, slice -> replay(reader));
    }
    for (int round = 0; round < rounds; round++) {
      for (Reader reader : order) {
        measure(reader);
      }
      Collections.rotate(order, 1);
    }
    report(results);
  }

  private static void measure(Reader reader) throws IOException, InterruptedException {
    long cpu = reader.side().cpuNanos();
    GoClient.Replayed replayed = replay(reader);
    reader.micros().add((reader.side().cpuNanos() - cpu) / NANOS_A_MICRO / EVENTS);
    reader.aSecond().add(EVENTS / replayed.seconds());
    reader.clientMicros().add(replayed.cpuSeconds() * MICROS_A_SECOND / EVENTS);
  }

  private static GoClient.Replayed replay(Reader reader) throws IOException, InterruptedException {
    return GoClient.replay(reader.side(), reader.reading(), EVENTS, reader.atATime());
  }

  private void report(Results results) {
    results.add(rate(inBatches, nats, Reach.atLeast(1.5)));
    results.add(rate(inBatches, redis, Reach.reported()));
    results.add(rate(inBatches, natsDecoded, Reach.reported()));
    results.add(rate(inBatches, redisDecoded, Reach.reported()));
    results.add(rate(oneByOne, nats, Reach.reported()));
    results.add(cpu("server CPU", inBatches, inBatches.micros(), nats, nats.micros()));
    results.add(cpu("server CPU", inBatches, inBatches.micros(), redis, redis.micros()));
    results.add(cpu("server CPU", oneByOne, oneByOne.micros(), nats, nats.micros()));
    results.add(cpu("client CPU", inBatches, inBatches.clientMicros(), nats, nats.clientMicros()));
    results.add(
        cpu("client CPU", inBatches, inBatches.clientMicros(), redis, redis.clientMicros()));
    results.add(
        cpu(
            "client CPU",
            inBatches,
            inBatches.clientMicros(),
            natsDecoded,
            natsDecoded.clientMicros()));
    results.add(cpu("client CPU", oneByOne, oneByOne.clientMicros(), nats, nats.clientMicros()));
  }

  private static Row rate(Reader ours, Reader theirs, Reach reach) {
    String what = String.format(Locale.ROOT, "replay of %,d events to Go, %s", EVENTS, ours.name());
    return Row.of("5", what, ours.aSecond(), "/s", theirs.name(), theirs.aSecond(), reach);
  }

  private static Row cpu(
      String whose, Reader ours, Samples oursMicros, Reader theirs, Samples theirMicros) {
    String what = whose + " of an event replayed to Go, " + ours.name();
    return Row.of("5", what, oursMicros, "µs", theirs.name(), theirMicros, Reach.reported());
  }
}
