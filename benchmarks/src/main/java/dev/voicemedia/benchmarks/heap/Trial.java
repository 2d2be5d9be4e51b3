package dev.voicemedia.benchmarks.heap;

import dev.voicemedia.benchmarks.Folders;
import dev.voicemedia.benchmarks.GatewayProcess;
import dev.voicemedia.benchmarks.GatewayProcess.Launch;
import dev.voicemedia.benchmarks.ProcessCpu;
import dev.voicemedia.benchmarks.actions.GatewayCalls;
import dev.voicemedia.benchmarks.actions.Load;
import dev.voicemedia.benchmarks.feed.Streams;
import dev.voicemedia.benchmarks.log.SignedRequests;
import dev.voicemedia.benchmarks.log.WebhookClients;
import dev.voicemedia.v1.EventFilter;
import dev.voicemedia.webhook.testing.WebhookSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What came of a load on a gateway with so much heap.
 *
 * @param failure why it did not get through, such as a refusal
 * @param p99Millis of a webhook, from its POST to its 200
 * @param collecting the garbage collector's share of the CPU time
 */
record Trial(Optional<String> failure, double p99Millis, double collecting) {
  private static final int WEBHOOKS_A_SECOND = 1_000;
  private static final int ACTIONS_A_SECOND = 100;
  private static final int STREAMS = 1_000;
  private static final int CONNECTIONS = 64;
  private static final int SECONDS_TO_WARM_UP = 5;
  private static final int PATIENCE_SECONDS = 30;
  private static final double MOST_P99_MILLIS = 250;
  private static final double MOST_COLLECTING = 0.25;
  private static final double NANOS_A_MILLI = 1e6;

  /** Whether nothing was refused, webhooks were answered in time, and the collector kept quiet. */
  boolean isBorne() {
    return failure.isEmpty() && p99Millis <= MOST_P99_MILLIS && collecting <= MOST_COLLECTING;
  }

  static Trial run(String telnyx, int mebibytes, int seconds) throws Exception {
    Path data = Files.createTempDirectory("voicemedia-benchmark");
    WebhookSigner signer = WebhookSigner.random();
    ExecutorService loads = Executors.newCachedThreadPool();
    try (GatewayProcess gateway =
            Launch.of(data, signer.publicKey())
                .withTelnyx(telnyx)
                .withJvmOptions("-Xmx" + mebibytes + "m", "-XX:+ExitOnOutOfMemoryError")
                .start();
        Streams streams = new Streams(gateway.grpcPort());
        GatewayCalls calls = GatewayCalls.to(gateway.grpcPort())) {
      Future<Trial> trial =
          loads.submit(
              () -> {
                streams.open(STREAMS, Trial::ofOneCall).caughtUp();
                var unused = load(gateway, signer, calls, SECONDS_TO_WARM_UP, "warm-up");
                return load(gateway, signer, calls, seconds, "measured");
              });
      return trial.get(seconds + SECONDS_TO_WARM_UP + PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return failed("not done in time");
    } catch (IOException | ExecutionException e) {
      return failed(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    } finally {
      loads.shutdownNow();
      Folders.delete(data);
    }
  }

  private static Trial load(
      GatewayProcess gateway, WebhookSigner signer, GatewayCalls calls, int seconds, String prefix)
      throws Exception {
    var webhooks = SignedRequests.make(signer, prefix, WEBHOOKS_A_SECOND * seconds);
    ProcessCpu.Usage before = gateway.cpu().read();
    CompletableFuture<Load.Result> actions =
        CompletableFuture.supplyAsync(() -> act(calls, seconds));
    long[] nanos =
        WebhookClients.answeredAt(webhooks, gateway.webhookPort(), CONNECTIONS, WEBHOOKS_A_SECOND);
    var unused = actions.get();
    ProcessCpu.Usage used = gateway.cpu().read().since(before);
    return new Trial(
        Optional.empty(),
        nanos[nanos.length * 99 / 100] / NANOS_A_MILLI,
        (double) used.collectors() / (used.work() + used.compilers()));
  }

  private static Load.Result act(GatewayCalls calls, int seconds) {
    try {
      return new Load(calls::speak).paced(ACTIONS_A_SECOND, ACTIONS_A_SECOND * seconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException(e);
    }
  }

  private static EventFilter ofOneCall(int number) {
    return EventFilter.newBuilder().setCallControlId(SignedRequests.call(number)).build();
  }

  private static Trial failed(String why) {
    return new Trial(Optional.of(why), Double.NaN, Double.NaN);
  }

  @Override
  public String toString() {
    return failure
        .map(why -> "not borne, " + why)
        .orElseGet(
            () ->
                String.format(
                    Locale.ROOT,
                    "%s, p99 of a webhook %.0f ms, garbage collection %.0f %% of the CPU",
                    isBorne() ? "borne" : "not borne",
                    p99Millis,
                    100 * collecting));
  }
}
