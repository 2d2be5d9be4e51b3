package dev.voicemedia.benchmarks.feed;

import dev.voicemedia.benchmarks.GatewayProcess;
import dev.voicemedia.benchmarks.GatewayProcess.Launch;
import dev.voicemedia.benchmarks.Reach;
import dev.voicemedia.benchmarks.Results;
import dev.voicemedia.benchmarks.Row;
import dev.voicemedia.benchmarks.Samples;
import dev.voicemedia.benchmarks.WarmUp;
import dev.voicemedia.benchmarks.log.FeedDelay;
import dev.voicemedia.benchmarks.log.SignedRequests;
import dev.voicemedia.benchmarks.log.SignedRequests.Signed;
import dev.voicemedia.benchmarks.log.WebhookClients;
import dev.voicemedia.webhook.testing.WebhookSigner;
import java.nio.file.Path;
import java.util.List;

/**
 * From the POST of a webhook until a subscriber has its event, at half of the load that the gateway
 * bears, beside the sum of the parts that it cannot do without.
 */
final class Latency {
  private static final int CONNECTIONS = 64;
  private static final int SLICE = 10_000;
  private static final int SLICES = 15;
  private static final int SECONDS_A_ROUND = 3;
  private static final int PARTS_A_ROUND = 1_000;
  private static final double NANOS_A_MICRO = 1e3;

  private final WebhookSigner signer = WebhookSigner.random();

  private Latency() {}

  static void measure(Path folder, int rounds, Results results) throws Exception {
    new Latency().run(folder, rounds, results);
  }

  private void run(Path folder, int rounds, Results results) throws Exception {
    Samples p50 = new Samples();
    Samples p99 = new Samples();
    Samples parts = new Samples();
    try (GatewayProcess gateway = Launch.of(folder.resolve("latency"), signer.publicKey()).start();
        LatencyParts alone = new LatencyParts(signer, folder.resolve("fsync"))) {
      int rate = Math.max(1, (int) (aSecondAfterWarmUp(gateway) / 2));
      alone.measure(5 * PARTS_A_ROUND, new Samples());
      for (int round = 0; round < rounds; round++) {
        alone.measure(PARTS_A_ROUND, parts);
        List<Signed> webhooks =
            SignedRequests.make(signer, "paced-" + round, rate * SECONDS_A_ROUND);
        long[] delays =
            FeedDelay.fromPost(
                webhooks, gateway.webhookPort(), gateway.grpcPort(), CONNECTIONS, rate);
        p50.add(delays[delays.length / 2] / NANOS_A_MICRO);
        p99.add(delays[delays.length * 99 / 100] / NANOS_A_MICRO);
      }
      results.note("half load: %,d webhooks/s; %s", rate, alone);
    }
    results.add(
        Row.of(
            "7",
            "webhook POST to subscriber at half load, p50",
            p50,
            "µs",
            "fsync + verification + gRPC call, each alone",
            parts,
            Reach.atMost(1.5)));
    results.add(
        Row.of(
            "7",
            "webhook POST to subscriber at half load, p99",
            p99,
            "µs",
            "its p50",
            p50,
            Reach.atMost(3)));
  }

  private double aSecondAfterWarmUp(GatewayProcess gateway) throws Exception {
    long[] nanos = new long[1];
    WarmUp.of(
        List.of(gateway.cpu()),
        SLICES,
        slice -> {
          List<Signed> webhooks = SignedRequests.make(signer, "warm-up-" + slice, SLICE);
          long start = System.nanoTime();
          WebhookClients.sendAll(webhooks, gateway.webhookPort(), CONNECTIONS);
          nanos[0] = System.nanoTime() - start;
        });
    return SLICE * 1e9 / nanos[0];
  }
}
