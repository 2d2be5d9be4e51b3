package dev.voicemedia.benchmarks.growth;

import dev.voicemedia.benchmarks.GatewayProcess;
import dev.voicemedia.benchmarks.GatewayProcess.Launch;
import dev.voicemedia.benchmarks.Readings;
import dev.voicemedia.benchmarks.WarmUp;
import dev.voicemedia.benchmarks.feed.FeedServer;
import dev.voicemedia.benchmarks.feed.MeasuredProcess;
import dev.voicemedia.benchmarks.feed.Streams;
import dev.voicemedia.benchmarks.log.SignedRequests;
import dev.voicemedia.benchmarks.log.SignedRequests.Signed;
import dev.voicemedia.benchmarks.log.WebhookClients;
import dev.voicemedia.webhook.TelnyxPublicKey;
import dev.voicemedia.webhook.WebhookVerificationException;
import dev.voicemedia.webhook.WebhookVerifier;
import dev.voicemedia.webhook.testing.WebhookSigner;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Ever more subscribers, calls under way, and public keys that are tried. */
final class MoreOfAll {
  private static final List<Integer> SUBSCRIBERS = List.of(100, 1_000, 10_000);
  private static final List<Integer> CALLS = List.of(100, 1_000, 10_000);
  private static final List<Integer> KEYS = List.of(1, 10, 100);
  private static final int EVENTS = 20_000;
  private static final int WEBHOOKS = 10_000;
  private static final int CONNECTIONS = 64;
  private static final Duration WARM_UP = Duration.ofSeconds(30);
  private static final int VERIFICATIONS = 10_000;
  private static final double NANOS_A_MICRO = 1e3;

  private MoreOfAll() {}

  /** An event that one of the subscribers matches, stored and delivered. */
  static Curve subscribers(Path folder) throws Exception {
    Curve curve = new Curve("an event that one subscriber matches, CPU");
    try (MeasuredProcess feed = new MeasuredProcess(FeedServer.class, folder.toString())) {
      Readings readings = new Readings(feed.cpu());
      for (int warmUp = 0; warmUp < 3; warmUp++) {
        double unused = toOneOf(feed, readings, SUBSCRIBERS.get(0));
      }
      for (int count : SUBSCRIBERS) {
        curve.add(count, toOneOf(feed, readings, count));
      }
    }
    return curve;
  }

  private static double toOneOf(MeasuredProcess feed, Readings readings, int count)
      throws Exception {
    try (Streams one = new Streams(feed.ask("port")).ofAll(1).caughtUp();
        Streams others = new Streams(feed.ask("port")).ofOthers(count - 1)) {
      long unusedHeap = feed.ask("heap"); // garbage from opening them is not a cost of an event
      double micros =
          readings.measure(
              EVENTS,
              () -> {
                long unused = feed.ask("append " + EVENTS + " 64 0");
                one.await(EVENTS + 2L);
              });
      others.await(2);
      return micros;
    }
  }

  /** A webhook of one of so many calls. */
  static Curve calls(Path folder) throws Exception {
    Curve curve = new Curve("a durable webhook, CPU");
    WebhookSigner signer = WebhookSigner.random();
    try (GatewayProcess gateway = Launch.of(folder, signer.publicKey()).start()) {
      Readings readings = new Readings(gateway.cpu());
      WarmUp.of(
          List.of(gateway.cpu()),
          WARM_UP,
          slice -> send(gateway, ofCalls(signer, "warm-up-" + slice, CALLS.get(0))));
      for (int calls : CALLS) {
        send(gateway, ofCalls(signer, "first-" + calls, calls));
        List<Signed> webhooks = ofCalls(signer, "calls-" + calls, calls);
        curve.add(calls, readings.measure(WEBHOOKS, () -> send(gateway, webhooks)));
      }
    }
    return curve;
  }

  private static List<Signed> ofCalls(WebhookSigner signer, String prefix, int calls) {
    return SignedRequests.make(signer, prefix, WEBHOOKS, calls);
  }

  private static void send(GatewayProcess gateway, List<Signed> webhooks) throws Exception {
    WebhookClients.sendAll(webhooks, gateway.webhookPort(), CONNECTIONS);
  }

  /** A verification with so many keys, of which the last one matches. */
  static Curve keys() throws WebhookVerificationException {
    Curve curve = new Curve("a verification, CPU");
    WebhookSigner signer = WebhookSigner.random();
    for (int keys : KEYS) {
      List<TelnyxPublicKey> all = new ArrayList<>();
      while (all.size() < keys - 1) {
        all.add(WebhookSigner.random().publicKey());
      }
      all.add(signer.publicKey());
      WebhookVerifier verifier = WebhookVerifier.builder().publicKeys(all).build();
      List<Signed> webhooks = SignedRequests.make(signer, "keys", VERIFICATIONS / keys, 1);
      double unusedWarmUp = verify(verifier, webhooks);
      curve.add(keys, verify(verifier, webhooks));
    }
    return curve;
  }

  private static double verify(WebhookVerifier verifier, List<Signed> webhooks)
      throws WebhookVerificationException {
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    for (Signed webhook : webhooks) {
      var unused = verifier.verify(webhook.body(), webhook.headers());
    }
    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
    return cpu / NANOS_A_MICRO / webhooks.size();
  }
}
