package dev.voicemedia.benchmarks.log;

import dev.voicemedia.benchmarks.Folders;
import dev.voicemedia.benchmarks.GatewayProcess;
import dev.voicemedia.benchmarks.GatewayProcess.Launch;
import dev.voicemedia.benchmarks.Reach;
import dev.voicemedia.benchmarks.Readings;
import dev.voicemedia.benchmarks.Results;
import dev.voicemedia.benchmarks.Row;
import dev.voicemedia.benchmarks.Samples;
import dev.voicemedia.benchmarks.WarmUp;
import dev.voicemedia.benchmarks.log.SignedRequests.Signed;
import dev.voicemedia.webhook.testing.WebhookSigner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a durable webhook costs the gateway in CPU over 64 connections and over one, beside what
 * verifying its signature alone costs. The gateway is the jar, in a process of its own.
 */
public final class WebhookReport {
  private static final int SLICES = 15;
  private static final double NANOS_A_SECOND = 1e9;

  private final GatewayProcess gateway;
  private final WebhookSigner signer;
  private final BareVerification verification;

  private WebhookReport(GatewayProcess gateway, WebhookSigner signer) {
    this.gateway = gateway;
    this.signer = signer;
    this.verification = new BareVerification(signer.publicKey());
  }

  /** So many connections, and what was measured over them. */
  private record Load(
      int connections, int webhooks, Readings gateway, Samples verifying, Samples aSecond) {
    static Load over(int connections, int webhooks, GatewayProcess gateway) {
      return new Load(
          connections, webhooks, new Readings(gateway.cpu()), new Samples(), new Samples());
    }
  }

  /** Argument: rounds, 5 if there is none. */
  public static void main(String[] args) throws Exception {
    int rounds = args.length == 0 ? 5 : Integer.parseInt(args[0]);
    Path data = Files.createTempDirectory("voicemedia-benchmark");
    WebhookSigner signer = WebhookSigner.random();
    try (GatewayProcess gateway = Launch.of(data, signer.publicKey()).start()) {
      new WebhookReport(gateway, signer).run(rounds);
    } finally {
      Folders.delete(data);
    }
  }

  private void run(int rounds) throws Exception {
    Load many = Load.over(64, 20_000, gateway);
    Load one = Load.over(1, 3_000, gateway);
    for (Load load : List.of(many, one)) {
      WarmUp.of(
          List.of(gateway.cpu()), SLICES, slice -> send(webhooks("warm-up-" + slice, load), load));
    }
    for (int round = 0; round < rounds; round++) {
      measure(many, round);
      measure(one, round);
    }
    Results results = new Results(WebhookReport.class);
    report(results, "1", many, Reach.atMost(1.7));
    report(results, "2", one, Reach.atMost(3));
    results.finish();
  }

  private void measure(Load load, int round) throws Exception {
    List<Signed> webhooks = webhooks("round-" + round, load);
    load.verifying().add(verification.micros(webhooks));
    long start = System.nanoTime();
    double unused = load.gateway().measure(webhooks.size(), () -> send(webhooks, load));
    load.aSecond().add(webhooks.size() * NANOS_A_SECOND / (System.nanoTime() - start));
  }

  private List<Signed> webhooks(String prefix, Load load) {
    return SignedRequests.make(signer, prefix + "-" + load.connections(), load.webhooks());
  }

  private void send(List<Signed> webhooks, Load load) throws Exception {
    WebhookClients.sendAll(webhooks, gateway.webhookPort(), load.connections());
  }

  private static void report(Results results, String number, Load load, Reach reach) {
    String connections =
        load.connections() == 1 ? "1 connection" : load.connections() + " connections";
    results.add(
        Row.of(
            number,
            "a durable webhook, CPU, " + connections,
            load.gateway().micros(),
            "µs",
            "bare Bouncy Castle verification of the same bodies",
            load.verifying(),
            reach));
    results.note(
        "%s: %,.0f durable webhooks/s; %s",
        connections, load.aSecond().median(), load.gateway().parts());
  }
}
