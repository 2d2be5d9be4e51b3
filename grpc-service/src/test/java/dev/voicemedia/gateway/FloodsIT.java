package dev.voicemedia.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.simulator.Simulator;
import dev.voicemedia.v1.StartEarliest;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.webhook.testing.WebhookSigner;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Good clients go on while strangers flood the ports. Bounds are wide where machines differ;
 * -Dvoicemedia.flood.seconds= sets how long each flood takes, and each prints a line.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FloodsIT {
  private static final long SECONDS = Long.getLong("voicemedia.flood.seconds", 1);
  private static final double SLOWEST_MILLIS = 1_000;
  private static final long MAX_LOGGED_BYTES = 1_000_000;

  @TempDir static Path folder;
  private Simulator telnyx;
  private ServingJar serving;
  private Floods floods;

  @BeforeAll
  void start() throws Exception {
    telnyx = Simulator.builder().apiKey(ServingJar.API_KEY).start();
    WebhookSigner signer = WebhookSigner.random();
    serving =
        ServingJar.of(
            ServingJar.launch(folder, signer, List.of(), "--telnyx-base-url=" + telnyx.baseUrl()),
            signer);
    floods = new Floods(serving, telnyx.openCall().callControlId());
    floods.measure(SECONDS); // warms it up
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

  private void withstands(String name, Flood flood) throws Exception {
    Floods.Latency idle = floods.measure(SECONDS);
    long loggedBefore = floods.loggedBytes();
    double heapBefore = floods.heapMiB();
    double threadsBefore = floods.threads();
    Floods.Latency during;
    long attempts;
    try (Attack attack = flood.start()) {
      during = floods.measure(SECONDS);
      attempts = attack.done();
    }
    long logged = floods.loggedBytes() - loggedBefore;
    System.out.printf(
        "| %s | %d | %.0f → %.0f | %.0f → %.0f | %.0f → %.0f | %.0f → %.0f | %d |%n",
        name,
        attempts,
        idle.webhooksP99(),
        during.webhooksP99(),
        idle.actionsP99(),
        during.actionsP99(),
        heapBefore,
        floods.heapMiB(),
        threadsBefore,
        floods.threads(),
        logged);

    assertThat(attempts).isPositive();
    assertThat(during.webhooksP99()).isLessThan(SLOWEST_MILLIS);
    assertThat(during.actionsP99()).isLessThan(SLOWEST_MILLIS);
    assertThat(logged).isLessThan(MAX_LOGGED_BYTES);
    assertThat(
            serving.events(
                SubscribeRequest.newBuilder().setEarliest(StartEarliest.getDefaultInstance()),
                Integer.MAX_VALUE))
        .hasSize(floods.acknowledged());
  }

  private interface Flood {
    Attack start() throws Exception;
  }
}
