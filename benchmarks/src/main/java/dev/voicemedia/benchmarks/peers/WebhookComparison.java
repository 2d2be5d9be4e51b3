package dev.voicemedia.benchmarks.peers;

import dev.voicemedia.benchmarks.ProcessCpu;
import dev.voicemedia.benchmarks.Reach;
import dev.voicemedia.benchmarks.Results;
import dev.voicemedia.benchmarks.Row;
import dev.voicemedia.benchmarks.Samples;
import dev.voicemedia.benchmarks.WarmUp;
import dev.voicemedia.benchmarks.log.SignedRequests;
import dev.voicemedia.benchmarks.log.SignedRequests.Signed;
import dev.voicemedia.benchmarks.log.WebhookClients;
import dev.voicemedia.webhook.testing.WebhookSigner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Webhooks over 64 connections to one side after the other, and what each costs. */
final class WebhookComparison {
  private static final int CONNECTIONS = 64;
  private static final int SLICE = 15_000;
  private static final Duration WARM_UP = Duration.ofSeconds(20);

  /** Node's compiler has no threads that can be told from its others. */
  private static final int LEAST_SLICES = 3;

  private static final int WEBHOOKS = Integer.getInteger("peers.webhooks", 60_000);

  /** Webhooks that are sent a second time, which no side may store. */
  private static final int REPEATED = 1_000;

  private static final int UNAUTHORIZED = 401;

  /** Until a side has nothing left to do from its last load, and is idle beside the next one's. */
  private static final long PAUSE_MILLIS = 1_000;

  private static final double NANOS_A_SECOND = 1e9;
  private static final double NANOS_A_MILLI = 1e6;
  private static final double NANOS_A_MICRO = 1e3;

  private final WebhookSigner signer;
  private final List<Measured> measured;

  /** Compares the first of the sides with each of the others. */
  WebhookComparison(WebhookSigner signer, List<Side> sides) {
    this.signer = signer;
    this.measured = sides.stream().map(Measured::of).toList();
  }

  /** A side's figures of each round. */
  private record Measured(
      Side side, Samples aSecond, Samples micros, Samples p50, Samples p99, AtomicInteger sent) {
    static Measured of(Side side) {
      return new Measured(
          side, new Samples(), new Samples(), new Samples(), new Samples(), new AtomicInteger());
    }
  }

  void run(int rounds, Results results) throws Exception {
    for (Measured each : measured) {
      refuseForged(each.side());
      List<ProcessCpu> processes = each.side().processes();
      for (int slice = 0; slice < LEAST_SLICES; slice++) {
        long[] unused = send(each, make("first-" + slice, SLICE));
      }
      WarmUp.of(processes, WARM_UP, slice -> send(each, make("warm-up-" + slice, SLICE)));
    }
    List<Measured> order = new ArrayList<>(measured);
    for (int round = 0; round < rounds; round++) {
      List<Signed> webhooks = make("round-" + round, WEBHOOKS);
      for (Measured each : order) {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        measure(each, webhooks);
      }
      Collections.rotate(order, 1);
    }
    List<Signed> repeated = make("repeated", REPEATED);
    for (Measured each : measured) {
      send(each, repeated);
      WebhookClients.sendAll(repeated, each.side().webhookPort(), CONNECTIONS);
      GoClient.check(each.side(), each.sent().get());
    }
    report(results);
  }

  private List<Signed> make(String prefix, int count) {
    return SignedRequests.make(signer, prefix, count);
  }

  private static void measure(Measured on, List<Signed> webhooks) throws Exception {
    long cpu = on.side().cpuNanos();
    long start = System.nanoTime();
    long[] took = send(on, webhooks);
    double seconds = (System.nanoTime() - start) / NANOS_A_SECOND;
    on.micros().add((on.side().cpuNanos() - cpu) / NANOS_A_MICRO / webhooks.size());
    on.aSecond().add(webhooks.size() / seconds);
    on.p50().add(took[took.length / 2] / NANOS_A_MILLI);
    on.p99().add(took[took.length * 99 / 100] / NANOS_A_MILLI);
  }

  private static long[] send(Measured to, List<Signed> webhooks)
      throws IOException, InterruptedException {
    long[] took = WebhookClients.timeAll(webhooks, to.side().webhookPort(), CONNECTIONS);
    to.sent().addAndGet(webhooks.size());
    return took;
  }

  /** Sends a webhook whose body is not the one that was signed. */
  private void refuseForged(Side to) throws IOException, InterruptedException {
    Signed signed = make("forged", 1).get(0);
    byte[] body = signed.body().clone();
    body[body.length / 2] ^= 1;
    URI uri = URI.create("http://127.0.0.1:" + to.webhookPort() + "/webhooks/telnyx");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).POST(BodyPublishers.ofByteArray(body));
    signed.headers().forEach((name, values) -> request.header(name, values.get(0)));
    int status =
        HttpClient.newHttpClient().send(request.build(), BodyHandlers.discarding()).statusCode();
    if (status != UNAUTHORIZED) {
      throw new IOException(to.name() + ": " + status + " to a forged webhook, expected 401");
    }
  }

  private void report(Results results) {
    Measured ours = measured.get(0);
    for (Measured theirs : measured.subList(1, measured.size())) {
      boolean isRedis = theirs.side().kind().equals("redis");
      results.add(
          row("/s", ours.aSecond(), theirs, theirs.aSecond(), Reach.atLeast(isRedis ? 2.5 : 2.8)));
      results.add(
          row("µs CPU", ours.micros(), theirs, theirs.micros(), Reach.atMost(isRedis ? 0.5 : 0.4)));
      results.add(row("ms, p50", ours.p50(), theirs, theirs.p50(), Reach.reported()));
      results.add(row("ms, p99", ours.p99(), theirs, theirs.p99(), Reach.reported()));
    }
  }

  private static Row row(String unit, Samples ours, Measured side, Samples theirs, Reach reach) {
    String what = String.format(Locale.ROOT, "durable webhooks, %d connections", CONNECTIONS);
    return Row.of("3", what, ours, unit, side.side().name(), theirs, reach);
  }
}
