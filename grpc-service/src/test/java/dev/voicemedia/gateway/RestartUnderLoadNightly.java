package dev.voicemedia.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.voicemedia.simulator.CommandRecord;
import dev.voicemedia.simulator.SimulatedCall;
import dev.voicemedia.simulator.Simulator;
import dev.voicemedia.simulator.WebhookRecord;
import dev.voicemedia.v1.StartEarliest;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.SubscribeResponse;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A deploy in the middle of the day: 500 webhooks and 50 actions a second while the gateway stops
 * and starts again. The sender repeats webhooks as the vendor does, callers their actions with the
 * command_id that they gave them.
 */
class RestartUnderLoadNightly {
  private static final int RESTARTS = Integer.getInteger("voicemedia.restarts", 1);

  /** For a Prometheus that watches a run. */
  private static final int ADMIN_PORT = Integer.getInteger("voicemedia.admin-port", 0);

  private static final int CALLS = 25;
  private static final Duration WEBHOOKS_EVERY = Duration.ofMillis(50); // one for each call
  private static final Duration ACTION_EVERY = Duration.ofMillis(20);
  private static final Duration BETWEEN = Duration.ofSeconds(2);

  @TempDir private Path folder;

  @Test
  void nothingIsLostAndEveryActionIsKnownToHaveHappenedOnce() throws Exception {
    int grpcPort = freePort();
    int webhookPort = freePort();
    AtomicInteger actions = new AtomicInteger();
    AtomicInteger events = new AtomicInteger();
    ScheduledExecutorService load = Executors.newScheduledThreadPool(2);
    ManagedChannel channel =
        Grpc.newChannelBuilder("127.0.0.1:" + grpcPort, InsecureChannelCredentials.create())
            .build();
    try (Simulator telnyx = Simulator.builder().speechRate(1000).start();
        RepeatingCaller caller = new RepeatingCaller(channel)) {
      telnyx.sendWebhooksTo(URI.create("http://127.0.0.1:" + webhookPort + "/webhooks/telnyx"));
      RunningJar gateway = serve(telnyx, grpcPort, webhookPort);
      gateway.awaitLine("gRPC on");
      List<SimulatedCall> calls = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        calls.add(telnyx.openCall());
      }
      var unusedWebhooks =
          load.scheduleAtFixedRate(
              () ->
                  calls.forEach(
                      call ->
                          call.sendEvent(
                              "call.dtmf.received",
                              Map.of("digit", "" + events.incrementAndGet()))),
              0,
              WEBHOOKS_EVERY.toMillis(),
              TimeUnit.MILLISECONDS);
      var unusedActions =
          load.scheduleAtFixedRate(
              () -> {
                int i = actions.getAndIncrement();
                caller.speak(calls.get(i % CALLS).callControlId(), "action-" + i);
              },
              0,
              ACTION_EVERY.toMillis(),
              TimeUnit.MILLISECONDS);

      for (int i = 0; i < RESTARTS; i++) {
        runFor(BETWEEN);
        gateway.terminate();
        assertThat(gateway.exitCode()).isEqualTo(143);
        gateway = serve(telnyx, grpcPort, webhookPort);
        gateway.awaitLine("gRPC on");
      }
      runFor(BETWEEN);
      load.shutdown();
      assertThat(load.awaitTermination(10, TimeUnit.SECONDS)).isTrue();

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(caller.accepted()).isEqualTo(actions.get()));
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(telnyx.webhooks())
                      .allMatch(each -> each.state() == WebhookRecord.State.DELIVERED));

      assertThat(caller.unknown()).as("errors whose outcome is unknown").isZero();
      assertThat(
              telnyx.commands().stream()
                  .filter(each -> each.outcome() == CommandRecord.Outcome.EXECUTED)
                  .count())
          .as("actions that took effect")
          .isEqualTo(actions.get());
      List<String> sent = telnyx.webhooks().stream().map(WebhookRecord::eventId).toList();
      assertThat(sent).hasSizeGreaterThan(events.get());
      assertThat(eventIds(channel)).containsExactlyInAnyOrderElementsOf(sent);
      System.out.printf(
          "%d restarts: %d webhooks, lost 0; %d actions, %d repeated after an error, unknown 0%n",
          RESTARTS, sent.size(), actions.get(), caller.repeats());
      gateway.terminate();
      gateway.exitCode();
    } finally {
      load.shutdownNow();
      channel.shutdownNow();
    }
  }

  private RunningJar serve(Simulator telnyx, int grpcPort, int webhookPort) throws IOException {
    return RunningJar.start(
        folder,
        Map.of(
            "TELNYX_API_KEY", telnyx.apiKey(),
            "TELNYX_PUBLIC_KEY", telnyx.publicKey(),
            "TELNYX_BASE_URL", telnyx.baseUrl().toString()),
        List.of(),
        "serve",
        "--grpc-port=" + grpcPort,
        "--webhook-port=" + webhookPort,
        "--admin-port=" + ADMIN_PORT);
  }

  /** Lets the load go on, which is what a restart comes in the middle of. */
  private static void runFor(Duration time) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(time.toMillis());
  }

  private static List<String> eventIds(ManagedChannel channel) {
    Iterator<SubscribeResponse> all =
        WebhookEventsServiceGrpc.newBlockingStub(channel)
            .withWaitForReady()
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .subscribe(
                SubscribeRequest.newBuilder()
                    .setEarliest(StartEarliest.getDefaultInstance())
                    .setStopAtHead(true)
                    .build());
    List<String> ids = new ArrayList<>();
    while (all.hasNext()) {
      SubscribeResponse message = all.next();
      if (message.hasEvent()) {
        ids.add(message.getEvent().getId());
      }
    }
    return ids;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
