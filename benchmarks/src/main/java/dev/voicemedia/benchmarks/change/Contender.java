package dev.voicemedia.benchmarks.change;

import dev.voicemedia.benchmarks.GatewayProcess;
import dev.voicemedia.benchmarks.GatewayProcess.Launch;
import dev.voicemedia.benchmarks.ProcessCpu;
import dev.voicemedia.benchmarks.Readings;
import dev.voicemedia.benchmarks.actions.GatewayCalls;
import dev.voicemedia.benchmarks.actions.Load;
import dev.voicemedia.benchmarks.feed.Streams;
import dev.voicemedia.benchmarks.feed.Subscriber;
import dev.voicemedia.benchmarks.log.SignedRequests.Signed;
import dev.voicemedia.benchmarks.log.WebhookClients;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.util.List;

/** A gateway's jar in a process of its own, and what things cost it, in µs of CPU time. */
final class Contender implements AutoCloseable {
  private static final int AT_ONCE = 32;
  private static final int SUBSCRIBERS = 500;

  /** Times that everything is replayed, so that it takes long enough to be measured. */
  private static final int REPLAYS = 2;

  private final GatewayProcess gateway;
  private final GatewayCalls calls;
  private final Readings readings;
  private long stored;

  Contender(Launch launch) throws IOException {
    gateway = launch.start();
    calls = GatewayCalls.to(gateway.grpcPort());
    readings = new Readings(gateway.cpu());
  }

  ProcessCpu cpu() {
    return gateway.cpu();
  }

  /** A webhook, over so many connections. */
  double webhook(List<Signed> webhooks, int connections) throws Exception {
    stored += webhooks.size();
    return readings.measure(
        webhooks.size(),
        () -> WebhookClients.sendAll(webhooks, gateway.webhookPort(), connections));
  }

  /** An action, with 32 under way. */
  double action(int count) throws Exception {
    return readings.measure(count, () -> new Load(calls::speak).closed(AT_ONCE, count));
  }

  /** An event of the replay of all that are stored, which are as many in each contender. */
  double replay(int maxBatch) throws Exception {
    ManagedChannel channel = Subscriber.connect(gateway.grpcPort());
    try {
      return readings.measure(
          stored * REPLAYS,
          () -> {
            for (int i = 0; i < REPLAYS; i++) {
              Subscriber.replaying(channel, maxBatch).awaitEnd();
            }
          });
    } finally {
      channel.shutdownNow();
    }
  }

  /** A delivery of a webhook to 500 subscribers, the webhook's own cost included. */
  double delivery(List<Signed> webhooks) throws Exception {
    stored += webhooks.size();
    try (Streams streams = new Streams(gateway.grpcPort()).ofAll(SUBSCRIBERS).caughtUp()) {
      return readings.measure(
          (long) webhooks.size() * SUBSCRIBERS,
          () -> {
            WebhookClients.sendAll(webhooks, gateway.webhookPort(), 1);
            streams.await(webhooks.size() + 2L);
          });
    }
  }

  @Override
  public void close() {
    calls.close();
    gateway.close();
  }
}
