package dev.voicemedia.benchmarks.log;

import dev.voicemedia.benchmarks.ChildProcess;
import dev.voicemedia.benchmarks.Folders;
import dev.voicemedia.benchmarks.GatewayProcess;
import dev.voicemedia.benchmarks.GatewayProcess.Launch;
import dev.voicemedia.benchmarks.Medians;
import dev.voicemedia.benchmarks.log.SignedRequests.Signed;
import dev.voicemedia.webhook.testing.WebhookSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The log on Kafka beside the embedded one and beside a bare producer, in interleaved rounds.
 * Brokers run already, where {@code -Dkafka=} says; the report makes a topic there, and leaves it.
 */
public final class KafkaReport {
  private static final String BROKERS = System.getProperty("kafka", "127.0.0.1:19092");
  private static final int CONNECTIONS = 64;
  private static final int WARM_UP = 20_000;
  private static final int WEBHOOKS = 10_000;
  private static final int ONE_BY_ONE = 200;
  private static final long PAUSE_MILLIS = 5;
  private static final double NANOS_A_MICRO = 1e3;
  private static final double NANOS_A_MILLI = 1e6;
  private static final double NANOS_A_SECOND = 1e9;

  private final WebhookSigner signer = WebhookSigner.random();
  private final Measured embedded = Measured.none();
  private final Measured kafka = Measured.none();
  private final Measured following = Measured.none();
  private final Measured bare = Measured.none();

  private KafkaReport() {}

  public static void main(String[] args) throws Exception {
    int rounds = args.length == 0 ? 5 : Integer.parseInt(args[0]);
    Path data = Files.createTempDirectory("voicemedia-benchmark");
    try {
      new KafkaReport().run(rounds, data);
    } finally {
      Folders.delete(data);
    }
  }

  private void run(int rounds, Path data) throws Exception {
    String topic = "benchmark-" + ProcessHandle.current().pid();
    createTopic(topic);
    String[] onKafka = {
      "--log=kafka", "--kafka-bootstrap-servers=" + BROKERS, "--kafka-topic=" + topic
    };
    try (GatewayProcess alone = Launch.of(data.resolve("a"), signer.publicKey()).start();
        GatewayProcess taking =
            Launch.of(data.resolve("b"), signer.publicKey()).with(onKafka).start();
        BareProducer producer = BareProducer.start(BROKERS, topic)) {
      try (GatewayProcess other =
          Launch.of(data.resolve("c"), signer.publicKey()).with(onKafka).start()) {
        List<Signed> warmUp = SignedRequests.make(signer, "warm-up", WARM_UP);
        int unused = WebhookClients.send(warmUp, alone.webhookPort(), CONNECTIONS);
        unused = WebhookClients.send(warmUp, taking.webhookPort(), CONNECTIONS);
        for (int round = 0; round < rounds; round++) {
          List<Signed> webhooks = SignedRequests.make(signer, "many-" + round, WEBHOOKS);
          measure(alone, webhooks, embedded);
          long followed = other.cpu().read().work();
          measure(taking, webhooks, kafka);
          delays(taking, other, "other-" + round, kafka); // it has the rest by then
          following.cpuMicros.add(
              (other.cpu().read().work() - followed) / NANOS_A_MICRO / (WEBHOOKS + ONE_BY_ONE));
          delays(alone, alone, "same-" + round, embedded);
          long cpu = producer.cpu().read().work();
          double seconds = producer.send(WEBHOOKS, CONNECTIONS);
          bare.aSecond.add(WEBHOOKS / seconds);
          bare.cpuMicros.add((producer.cpu().read().work() - cpu) / NANOS_A_MICRO / WEBHOOKS);
        }
      }
      try (ChildProcess rebuilt =
          Launch.of(data.resolve("d"), signer.publicKey()).with(onKafka).process()) {
        print(rounds, rebuilt.read("up to date at position "));
      }
    }
  }

  private static void createTopic(String topic) throws IOException {
    try (ChildProcess create =
        ChildProcess.ofJar(
            GatewayProcess.JAR,
            List.of(),
            Map.of(),
            "log",
            "topic",
            "create",
            "--kafka-bootstrap-servers=" + BROKERS,
            "--kafka-topic=" + topic)) {
      create.read("created");
    }
  }

  private static void measure(GatewayProcess gateway, List<Signed> webhooks, Measured measured)
      throws IOException, InterruptedException {
    long cpu = gateway.cpu().read().work();
    long start = System.nanoTime();
    measured.refused.addAndGet(WebhookClients.send(webhooks, gateway.webhookPort(), CONNECTIONS));
    measured.aSecond.add(webhooks.size() * NANOS_A_SECOND / (System.nanoTime() - start));
    measured.cpuMicros.add((gateway.cpu().read().work() - cpu) / NANOS_A_MICRO / webhooks.size());
  }

  private void delays(
      GatewayProcess taking, GatewayProcess serving, String prefix, Measured measured)
      throws IOException, InterruptedException {
    long[] delays =
        FeedDelay.measure(
            SignedRequests.make(signer, prefix, ONE_BY_ONE),
            taking.webhookPort(),
            serving.grpcPort(),
            PAUSE_MILLIS);
    measured.p50.add(delays[delays.length / 2] / NANOS_A_MILLI);
    measured.p99.add(delays[delays.length * 99 / 100] / NANOS_A_MILLI);
  }

  private void print(int rounds, String rebuilt) {
    System.out.printf(
        Locale.ROOT,
        "%nMedians of %d rounds, Java %s, %d processors%n%n",
        rounds,
        Runtime.version(),
        Runtime.getRuntime().availableProcessors());
    System.out.println(
        "| | webhooks/s | CPU a webhook | after its 200 on the feed, p50 | p99 |\n"
            + "|---|---|---|---|---|");
    row("embedded, its own feed", embedded);
    row("on Kafka, another gateway's feed", kafka);
    row("the gateway that follows", following);
    row("a bare producer", bare);
    System.out.printf(
        "%nrefused with 503 and sent again: embedded %d, on Kafka %d%n",
        embedded.refused.get(), kafka.refused.get());
    System.out.println("a view built anew: up to date at position " + rebuilt);
  }

  private static void row(String name, Measured measured) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %,.0f µs | %s | %s |%n",
        name,
        shown(measured.aSecond, "%,.0f"),
        Medians.of(measured.cpuMicros),
        shown(measured.p50, "%.1f ms"),
        shown(measured.p99, "%.1f ms"));
  }

  private static String shown(List<Double> values, String form) {
    return values.isEmpty() ? "" : String.format(Locale.ROOT, form, Medians.of(values));
  }

  /** Of each round, a value. */
  private record Measured(
      List<Double> aSecond,
      List<Double> cpuMicros,
      List<Double> p50,
      List<Double> p99,
      AtomicInteger refused) {
    static Measured none() {
      return new Measured(
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new AtomicInteger());
    }
  }
}
