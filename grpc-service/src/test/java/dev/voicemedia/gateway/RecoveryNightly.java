package dev.voicemedia.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.voicemedia.simulator.SimulatedCall;
import dev.voicemedia.simulator.Simulator;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.EventSource;
import dev.voicemedia.v1.OperationsServiceGrpc;
import dev.voicemedia.v1.RecoverEventsRequest;
import dev.voicemedia.v1.RecoverEventsResponse;
import dev.voicemedia.v1.SubscribeResponse;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import dev.voicemedia.webhook.testing.WebhookSigner;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar, dark until Telnyx has given 60,000 webhooks up, and what recovery costs webhooks that
 * arrive meanwhile. Telnyx does not try twice here; for a run in real time, set {@code
 * -Dvoicemedia.dark.rate=200 -Dvoicemedia.dark.seconds=300 -Dvoicemedia.dark.retries=5}.
 */
class RecoveryNightly {
  private static final int RATE = Integer.getInteger("voicemedia.dark.rate", 1_000);
  private static final int DARK_SECONDS = Integer.getInteger("voicemedia.dark.seconds", 60);
  private static final int RETRIES = Integer.getInteger("voicemedia.dark.retries", 0);

  /** A call's webhooks wait for each other, so that each call has one at a time given up. */
  private static final int CALLS = RETRIES == 0 ? 500 : 33 * RATE;

  private static final int CALLS_A_SECOND = 100;
  private static final int LIVE_SECONDS = 5;
  private static final Duration BOUND = Duration.ofMinutes(20);
  private static final URI OTHERS = URI.create("https://other.example.com/hook");
  private static final URI OURS = URI.create("https://voice.example.com/webhooks/telnyx");

  private static final int ROUNDS = 5;
  private static final int LISTED_A_ROUND = 4_000;
  private static final Duration BETWEEN_WEBHOOKS = Duration.ofMillis(10);
  private static final int SENDERS = 16;
  private static final int ROUND_SECONDS = 10;

  private static final Pattern STORED =
      Pattern.compile(
          "(?m)^voicemedia_(?:webhooks_accepted_total\\{outcome=\"stored\""
              + "|recovery_deliveries_total\\{result=\"recovered\").*} ([0-9.E]+)$");

  @TempDir private Path folder;

  @Test
  void whatTelnyxHasGivenUpIsStoredOnceAndNothingElse() throws Exception {
    int webhookPort = freePort();
    AtomicInteger sent = new AtomicInteger();
    AtomicInteger foreign = new AtomicInteger();
    ScheduledExecutorService load = Executors.newScheduledThreadPool(1);
    try (Simulator telnyx = dark();
        TlsFront front = new TlsFront(telnyx.baseUrl(), folder)) {
      telnyx.sendWebhooksTo(URI.create("http://127.0.0.1:" + webhookPort + "/webhooks/telnyx"));
      String port = "--webhook-port=" + webhookPort;
      String automatic = "--recover-max-age=24h";
      ServingJar gateway =
          serve(telnyx.publicKey(), WebhookSigner.random(), front, port, automatic);
      List<SimulatedCall> calls = openCalls(telnyx, load);
      int events = 2 * CALLS;
      await().atMost(BOUND).until(() -> stored(gateway) == events);
      gateway.kill();

      Instant dark = Instant.now();
      Future<?> sending =
          load.scheduleAtFixedRate(
              () -> {
                for (int i = 0; i < RATE / 20; i++) {
                  int number = sent.getAndIncrement();
                  calls
                      .get(number % CALLS)
                      .sendEvent("call.dtmf.received", Map.of("digit", "" + number));
                }
                telnyx.listForeignDelivery(OTHERS, foreign(foreign.get()), Instant.now());
                foreign.incrementAndGet();
              },
              0,
              50,
              TimeUnit.MILLISECONDS);
      TimeUnit.SECONDS.sleep(DARK_SECONDS); // it is a time that this is about
      Instant light = Instant.now();
      ServingJar again = serve(telnyx.publicKey(), WebhookSigner.random(), front, port, automatic);
      TimeUnit.SECONDS.sleep(LIVE_SECONDS);
      sending.cancel(false);
      load.shutdown();
      assertThat(load.awaitTermination(10, TimeUnit.SECONDS)).isTrue();

      try {
        int all = events + sent.get();
        await()
            .atMost(BOUND)
            .pollInterval(Duration.ofSeconds(1))
            .until(() -> stored(again) >= all - events);
        Duration took = Duration.between(light, Instant.now());
        Stored stored = stored(again.grpcPort());
        System.out.printf(
            "dark for %d s under %d events/s: %d received, %d recovered, %d missing, %d repeated,"
                + " %d of %d foreign deliveries imported; all after %d s%n",
            Duration.between(dark, light).toSeconds(),
            RATE,
            stored.received,
            stored.recovered,
            all - stored.ids.size(),
            stored.repeated,
            stored.foreign,
            foreign.get(),
            took.toSeconds());
        assertThat(stored.digits).hasSize(sent.get());
        assertThat(stored.ids).hasSize(all);
        assertThat(stored.repeated).isZero();
        assertThat(stored.foreign).isZero();
        assertThat(stored.recovered).isGreaterThan(RATE * (DARK_SECONDS - 32));
      } finally {
        again.close();
      }
    } finally {
      load.shutdownNow();
    }
  }

  @Test
  void webhooksAreAnsweredAsFastWhileOthersAreRecovered() throws Exception {
    WebhookSigner signer = WebhookSigner.random();
    try (Simulator telnyx = dark();
        TlsFront front = new TlsFront(telnyx.baseUrl(), folder);
        ServingJar gateway =
            serve(
                signer.publicKeyBase64(),
                signer,
                front,
                "--webhook-port=0",
                "--webhook-url=" + OURS,
                "--recover-max-age=0s")) {
      ManagedChannel channel = channel(gateway.grpcPort());
      AtomicInteger posted = new AtomicInteger();
      measure(gateway, posted, () -> posted.get() < 2_000); // to warm up
      List<Long> without = new ArrayList<>();
      List<Long> beside = new ArrayList<>();
      long recovered = 0;
      for (int round = 0; round < ROUNDS; round++) {
        Instant end = Instant.now().plusSeconds(ROUND_SECONDS);
        without.addAll(measure(gateway, posted, () -> Instant.now().isBefore(end)));

        for (int i = 0; i < LISTED_A_ROUND; i++) {
          telnyx.listForeignDelivery(OURS, listed("missed-" + round + "-" + i), Instant.now());
        }
        CompletableFuture<RecoverEventsResponse> recovery =
            CompletableFuture.supplyAsync(() -> recover(channel));
        beside.addAll(measure(gateway, posted, () -> !recovery.isDone()));
        recovered += recovery.get().getRecovered();
      }
      channel.shutdownNow();

      System.out.printf(
          "webhooks at 100/s: p50 %.2f ms, p99 %.2f ms of %d; while recovering %d events: p50 %.2f"
              + " ms, p99 %.2f ms of %d%n",
          percentile(without, 50),
          percentile(without, 99),
          without.size(),
          recovered,
          percentile(beside, 50),
          percentile(beside, 99),
          beside.size());
      assertThat(recovered).isEqualTo((long) ROUNDS * LISTED_A_ROUND);
      assertThat(percentile(beside, 50)).isLessThan(2 * percentile(without, 50) + 5);
      assertThat(percentile(beside, 99)).isLessThan(3 * percentile(without, 99) + 20);
    }
  }

  private static Simulator dark() throws IOException {
    return Simulator.builder()
        .port(0)
        .apiKey(ServingJar.API_KEY)
        .redelivery(RETRIES, Duration.ofSeconds(1), Duration.ofSeconds(30))
        .start();
  }

  private ServingJar serve(String publicKey, WebhookSigner signer, TlsFront front, String... more)
      throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "serve",
                "--grpc-port=0",
                "--admin-port=0",
                "--telnyx-base-url=" + front.baseUrl()));
    arguments.addAll(List.of(more));
    return ServingJar.of(
        RunningJar.start(
            folder,
            Map.of("TELNYX_API_KEY", ServingJar.API_KEY, "TELNYX_PUBLIC_KEY", publicKey),
            front.jvmOptions(),
            arguments.toArray(String[]::new)),
        signer);
  }

  /** Slowly enough that Telnyx has never too many webhooks waiting. */
  private static List<SimulatedCall> openCalls(Simulator telnyx, ScheduledExecutorService load)
      throws Exception {
    List<SimulatedCall> calls = new ArrayList<>();
    CompletableFuture<Void> all = new CompletableFuture<>();
    Future<?> opening =
        load.scheduleAtFixedRate(
            () -> {
              if (calls.size() < CALLS) {
                calls.add(telnyx.openCall());
              } else {
                all.complete(null);
              }
            },
            0,
            1_000 / CALLS_A_SECOND,
            TimeUnit.MILLISECONDS);
    all.get(BOUND.toSeconds(), TimeUnit.SECONDS);
    opening.cancel(false);
    return calls;
  }

  /** How many events the process has stored since it started. */
  private static long stored(ServingJar gateway) throws Exception {
    long sum = 0;
    Matcher values = STORED.matcher(gateway.page("/metrics"));
    while (values.find()) {
      sum += (long) Double.parseDouble(values.group(1));
    }
    return sum;
  }

  private static Stored stored(int grpcPort) {
    ManagedChannel channel = channel(grpcPort);
    try {
      Iterator<SubscribeResponse> all =
          WebhookEventsServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(120, TimeUnit.SECONDS)
              .subscribe(GatewayRun.fromEarliest().setStopAtHead(true).build());
      Stored stored = new Stored();
      while (all.hasNext()) {
        SubscribeResponse message = all.next();
        if (message.hasEvent()) {
          stored.add(message.getEvent());
        }
      }
      return stored;
    } finally {
      channel.shutdownNow();
    }
  }

  private static RecoverEventsResponse recover(ManagedChannel channel) {
    Iterator<RecoverEventsResponse> progress =
        OperationsServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(BOUND.toSeconds(), TimeUnit.SECONDS)
            .recoverEvents(
                RecoverEventsRequest.newBuilder()
                    .setSince(com.google.protobuf.Duration.newBuilder().setSeconds(20))
                    .build());
    RecoverEventsResponse last = progress.next();
    while (progress.hasNext()) {
      last = progress.next();
    }
    return last;
  }

  /**
   * Nanoseconds from when each webhook was to be sent to its answer, so that one that has to wait
   * for another counts in full.
   */
  private static List<Long> measure(ServingJar gateway, AtomicInteger posted, Running running)
      throws Exception {
    ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
    List<Future<Long>> answers = new ArrayList<>();
    long due = System.nanoTime();
    while (running.goesOn()) {
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      long at = due;
      byte[] webhook = webhook("live-" + posted.getAndIncrement());
      answers.add(
          senders.submit(
              () -> {
                assertThat(gateway.post(webhook)).isEqualTo(200);
                return System.nanoTime() - at;
              }));
      due += BETWEEN_WEBHOOKS.toNanos();
    }
    senders.shutdown();
    List<Long> latencies = new ArrayList<>();
    for (Future<Long> answer : answers) {
      latencies.add(answer.get());
    }
    return latencies;
  }

  private static double percentile(List<Long> nanos, int percent) {
    List<Long> sorted = nanos.stream().sorted().toList();
    return sorted.get((int) ((sorted.size() - 1L) * percent / 100)) / 1e6;
  }

  private static String foreign(int number) {
    return listed("foreign-" + number);
  }

  private static String listed(String id) {
    return """
    {"record_type":"event","event_type":"call.hangup","id":"%s",\
    "occurred_at":"2026-01-31T09:30:00Z","payload":{"call_control_id":"v3:a",\
    "call_leg_id":"leg","call_session_id":"session","hangup_cause":"normal_clearing"}}\
    """
        .formatted(id);
  }

  private static byte[] webhook(String id) {
    return ("{\"data\":" + listed(id) + ",\"meta\":{\"attempt\":1}}").getBytes(UTF_8);
  }

  private static ManagedChannel channel(int port) {
    return Grpc.newChannelBuilder("127.0.0.1:" + port, InsecureChannelCredentials.create()).build();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Whether a measurement goes on. */
  private interface Running {
    boolean goesOn();
  }

  /** What the log holds. */
  private static final class Stored {
    private final Set<String> ids = new HashSet<>();
    private final Set<String> digits = new HashSet<>();
    private int received;
    private int recovered;
    private int repeated;
    private int foreign;

    void add(Event event) {
      repeated += ids.add(event.getId()) ? 0 : 1;
      foreign += event.getId().startsWith("foreign-") ? 1 : 0;
      if (event.getSource() == EventSource.EVENT_SOURCE_RECOVERED) {
        recovered++;
      } else {
        received++;
      }
      if (event.hasCallDtmfReceived()) {
        digits.add(event.getCallDtmfReceived().getDigit());
      }
    }
  }
}
