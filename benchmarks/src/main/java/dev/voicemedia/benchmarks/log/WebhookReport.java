package dev.voicemedia.benchmarks.log;

import dev.voicemedia.benchmarks.Folders;
import dev.voicemedia.benchmarks.Medians;
import dev.voicemedia.benchmarks.log.SignedRequests.Signed;
import dev.voicemedia.webhook.WebhookVerificationException;
import dev.voicemedia.webhook.WebhookVerifier;
import dev.voicemedia.webhook.testing.WebhookSigner;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Durable webhooks a second over 1 and over 64 connections, and what each costs the gateway in CPU,
 * beside what verifying its signature alone costs. The gateway is the jar, in a process of its own.
 */
public final class WebhookReport {
  private static final int MANY = 64;
  private static final int WARM_UP = 100_000;
  private static final int WEBHOOKS_OVER_ONE = 2_000;
  private static final int WEBHOOKS_OVER_MANY = 20_000;
  private static final double NANOS_A_MICRO = 1e3;
  private static final double NANOS_A_SECOND = 1e9;

  private final WebhookSigner signer = WebhookSigner.random();
  private final List<Double> verifyMicros = new ArrayList<>();
  private final Rounds one = new Rounds(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
  private final Rounds many = new Rounds(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());

  private WebhookReport() {}

  /** Of each round, a value. */
  private record Rounds(List<Double> aSecond, List<Double> cpuMicros, List<Double> ratios) {}

  public static void main(String[] args) throws Exception {
    int rounds = args.length == 0 ? 5 : Integer.parseInt(args[0]);
    Path data = Files.createTempDirectory("voicemedia-benchmark");
    WebhookReport report = new WebhookReport();
    try (GatewayProcess gateway = GatewayProcess.start(data, report.signer.publicKey())) {
      List<Signed> warmUp = SignedRequests.make(report.signer, "warm-up", WARM_UP);
      int unused = WebhookClients.send(warmUp, gateway.webhookPort(), MANY);
      report.verify(warmUp);
      for (int round = 0; round < rounds; round++) {
        report.run(gateway, round);
      }
    } finally {
      Folders.delete(data);
    }
    report.print(rounds);
  }

  private void run(GatewayProcess gateway, int round) throws Exception {
    List<Signed> webhooks = SignedRequests.make(signer, "many-" + round, WEBHOOKS_OVER_MANY);
    double verifying = verify(webhooks);
    verifyMicros.add(verifying);
    measure(gateway, webhooks, MANY, verifying, many);
    List<Signed> fewer = SignedRequests.make(signer, "one-" + round, WEBHOOKS_OVER_ONE);
    measure(gateway, fewer, 1, verifying, one);
  }

  private static void measure(
      GatewayProcess gateway,
      List<Signed> webhooks,
      int connections,
      double verifying,
      Rounds measured)
      throws IOException, InterruptedException {
    long cpu = gateway.cpuTime().toNanos();
    long start = System.nanoTime();
    int refused = WebhookClients.send(webhooks, gateway.webhookPort(), connections);
    double seconds = (System.nanoTime() - start) / NANOS_A_SECOND;
    if (refused > 0) {
      throw new IOException(refused + " webhooks refused, expected none");
    }
    double micros = (gateway.cpuTime().toNanos() - cpu) / NANOS_A_MICRO / webhooks.size();
    measured.aSecond().add(webhooks.size() / seconds);
    measured.cpuMicros().add(micros);
    measured.ratios().add(micros / verifying);
  }

  /** CPU time of verifying a webhook, in microseconds. */
  private double verify(List<Signed> webhooks) throws WebhookVerificationException {
    WebhookVerifier verifier = WebhookVerifier.builder().publicKeys(signer.publicKey()).build();
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    for (Signed webhook : webhooks) {
      verifier.verify(webhook.body(), name -> webhook.headers().getOrDefault(name, List.of()));
    }
    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
    return cpu / NANOS_A_MICRO / webhooks.size();
  }

  private void print(int rounds) {
    System.out.printf(
        Locale.ROOT,
        "%nMedians of %d rounds, Java %s, %d processors%n%n",
        rounds,
        Runtime.version(),
        Runtime.getRuntime().availableProcessors());
    System.out.println(
        "| connections | durable webhooks/s | gateway CPU a webhook | verification alone | ratio"
            + " |");
    System.out.println("|---|---|---|---|---|");
    row(1, one);
    row(MANY, many);
  }

  private void row(int connections, Rounds measured) {
    System.out.printf(
        Locale.ROOT,
        "| %d | %,.0f | %.0f µs | %.0f µs | %.2f |%n",
        connections,
        Medians.of(measured.aSecond()),
        Medians.of(measured.cpuMicros()),
        Medians.of(verifyMicros),
        Medians.of(measured.ratios()));
  }
}
