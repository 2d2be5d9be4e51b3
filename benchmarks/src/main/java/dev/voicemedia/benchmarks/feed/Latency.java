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
import dev.voicemedia.webhook.testing.WebhookSigner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * From the POST of a webhook until a subscriber has its event, at half of the load that the gateway
 * bears, beside the sum of the parts that it cannot do without.
 */
final class Latency {
  private static final int CONNECTIONS = 64;
  private static final int SLICE = 10_000;
  private static final Duration WARM_UP = Duration.ofSeconds(90);
  private static final int LIGHT_RATE = 200;
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
    Samples light = new Samples();
    Samples parts = new Samples();
    try (GatewayProcess gateway = Launch.of(folder.resolve("latency"), signer.publicKey()).start();
        LatencyParts alone = new LatencyParts(signer, folder.resolve("fsync"))) {
      int rate = Math.max(1, (int) (aSecondAfterWarmUp(gateway) / 2));
      alone.measure(5 * PARTS_A_ROUND, new Samples());
      for (int round = 0; round < rounds; round++) {
        alone.measure(PARTS_A_ROUND, parts);
        light.add(percentile(delays(gateway, "light-" + round, 1, LIGHT_RATE), 50));
        long[] delays = delays(gateway, "half-" + round, CONNECTIONS, rate);
        p50.add(percentile(delays, 50));
        p99.add(percentile(delays, 99));
      }
      results.note("half load: %,d webhooks/s; %s", rate, alone);
    }
    report(p50, p99, light, parts, results);
  }

  private long[] delays(GatewayProcess gateway, String prefix, int connections, int rate)
      throws Exception {
    List<Signed> webhooks = SignedRequests.make(signer, prefix, rate * SECONDS_A_ROUND);
    return FeedDelay.fromPost(
        webhooks, gateway.webhookPort(), gateway.grpcPort(), connections, rate);
  }

  private static double percentile(long[] sorted, int percent) {
    return sorted[sorted.length * percent / 100] / NANOS_A_MICRO;
  }

  private static void report(
      Samples p50, Samples p99, Samples light, Samples parts, Results results) {
    String alone = "fsync + verification + gRPC call, each alone";
    results.add(
        Row.of(
            "7",
            "webhook POST to subscriber at half load, p50",
            p50,
            "µs",
            alone,
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
    results.add(
        Row.of(
            "7",
            "webhook POST to subscriber at %d a second, p50".formatted(LIGHT_RATE),
            light,
            "µs",
            alone,
            parts,
            Reach.reported()));
  }

  /** With a subscriber, too: it takes from the same processors. */
  private double aSecondAfterWarmUp(GatewayProcess gateway) throws Exception {
    double[] borne = new double[1];
    WarmUp.of(
        List.of(gateway.cpu()),
        WARM_UP,
        slice ->
            borne[0] =
                FeedDelay.borne(
                    SignedRequests.make(signer, "warm-up-" + slice, SLICE),
                    gateway.webhookPort(),
                    gateway.grpcPort(),
                    CONNECTIONS));
    return borne[0];
  }
}
