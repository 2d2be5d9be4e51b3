package dev.voicemedia.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.voicemedia.simulator.Simulator;
import dev.voicemedia.v1.StartEarliest;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.webhook.testing.WebhookSigner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Good clients go on while strangers flood the ports. The bounds are wide, since machines differ.
 * When -Dvoicemedia.flood.seconds= sets more than one second for each flood, what the gateway holds
 * has to be back afterwards, and a row is printed: name, number of attempts, p99 of webhooks and of
 * actions in ms, idle and during the flood, what is held before and after, and bytes logged.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FloodsIT {
  private static final int HELD = 800;
  private static final String POST = "POST /webhooks/telnyx HTTP/1.1\r\nHost: h\r\n";
  private static final long SECONDS = Long.getLong("voicemedia.flood.seconds", 1);
  private static final boolean LONG = SECONDS > 1;
  private static final double SLOWEST_MILLIS = LONG ? 1_000 : 5_000;
  private static final Duration BACK_WITHIN = Duration.ofSeconds(60);
  private static final long MAX_LOGGED_BYTES = 1_000_000;

  @TempDir static Path folder;
  private Simulator telnyx;
  private ServingJar serving;
  private Floods good;
  private Floods.Latency idle;

  @BeforeAll
  void start() throws Exception {
    telnyx = Simulator.builder().apiKey(ServingJar.API_KEY).start();
    WebhookSigner signer = WebhookSigner.random();
    serving =
        ServingJar.of(
            ServingJar.launch(folder, signer, List.of(), "--telnyx-base-url=" + telnyx.baseUrl()),
            signer);
    good = new Floods(serving, telnyx.openCall().callControlId());
    good.measure(1); // warms it up
    idle = good.measure(SECONDS);
  }

  @AfterAll
  void stop() {
    serving.close();
    telnyx.close();
  }

  @Test
  void streamsWithoutRequests() throws Exception {
    withstands("HEADERS flood", () -> Attack.headersFlood(serving.grpcPort(), 2));
  }

  @Test
  void streamsThatAreReset() throws Exception {
    withstands("reset flood", () -> Attack.resetFlood(serving.grpcPort(), 2));
  }

  @Test
  void settings() throws Exception {
    withstands("SETTINGS flood", () -> Attack.settingsFlood(serving.grpcPort(), 1));
  }

  @Test
  void hosts() throws Exception {
    withstands("Host flood", () -> Attack.hostFlood(serving.webhookPort(), 2));
  }

  @Test
  void headersThatNeverEnd() throws Exception {
    withstands("slow headers", () -> Attack.held(serving.webhookPort(), HELD, POST + "x-slow: "));
  }

  @Test
  void bodiesThatNeverEnd() throws Exception {
    withstands(
        "slow bodies",
        () -> Attack.held(serving.webhookPort(), HELD, POST + "Content-Length: 9\r\n\r\n{"));
  }

  @Test
  void connectionsThatAreIdle() throws Exception {
    withstands("idle connections", () -> Attack.held(serving.webhookPort(), 6 * HELD, ""));
  }

  @Test
  void everythingAtOnce() throws Exception {
    withstands(
        "everything at once",
        () -> Attack.headersFlood(serving.grpcPort(), 1),
        () -> Attack.resetFlood(serving.grpcPort(), 1),
        () -> Attack.hostFlood(serving.webhookPort(), 1),
        () -> Attack.held(serving.webhookPort(), HELD, POST + "x-slow: "));
  }

  private void withstands(String name, Flood... floods) throws Exception {
    Floods.Held before = LONG ? good.held() : null;
    long loggedBefore = good.loggedBytes();
    List<Attack> attacks = new ArrayList<>();
    Floods.Latency during;
    try {
      for (Flood flood : floods) {
        attacks.add(flood.start());
      }
      during = good.measure(SECONDS);
    } finally {
      for (Attack attack : attacks) {
        attack.close();
      }
    }
    long attempts = attacks.stream().mapToLong(Attack::done).sum();
    long logged = good.loggedBytes() - loggedBefore;

    assertThat(attacks).allSatisfy(attack -> assertThat(attack.done()).isPositive());
    assertThat(during.webhooksP99()).isLessThan(SLOWEST_MILLIS);
    assertThat(during.actionsP99()).isLessThan(SLOWEST_MILLIS);
    assertThat(logged).isLessThan(MAX_LOGGED_BYTES);
    if (before != null) {
      await().atMost(BACK_WITHIN).until(() -> good.held().isBackAt(before));
      System.out.printf(
          "| %s | %d | %.0f → %.0f | %.0f → %.0f | %s → %s | %d |%n",
          name,
          attempts,
          idle.webhooksP99(),
          during.webhooksP99(),
          idle.actionsP99(),
          during.actionsP99(),
          before,
          good.held(),
          logged);
    }
    assertThat(
            serving.events(
                SubscribeRequest.newBuilder().setEarliest(StartEarliest.getDefaultInstance()),
                Integer.MAX_VALUE))
        .hasSize(good.acknowledged());
  }

  private interface Flood {
    Attack start() throws Exception;
  }
}
