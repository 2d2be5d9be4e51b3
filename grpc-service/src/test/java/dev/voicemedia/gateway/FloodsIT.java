package dev.voicemedia.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.simulator.Simulator;
import dev.voicemedia.v1.StartEarliest;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.webhook.testing.WebhookSigner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Good clients go on while strangers flood the ports. How fast that is, and what is held
 * afterwards, {@link FloodsNightly} measures.
 */
class FloodsIT {
  private static final int HELD = 200;
  private static final long MAX_LOGGED = 1_000_000;

  @TempDir Path folder;

  @Test
  void whatGoodClientsSendIsStoredAndStrangersAreNotLogged() throws Exception {
    WebhookSigner signer = WebhookSigner.random();
    try (Simulator telnyx =
            Simulator.builder().apiKey(ServingJar.API_KEY).speechRate(1000).start();
        ServingJar serving =
            ServingJar.of(
                ServingJar.launch(
                    folder, signer, List.of(), "--telnyx-base-url=" + telnyx.baseUrl()),
                signer)) {
      Floods good = new Floods(serving, telnyx.openCall().callControlId());
      long loggedBefore = good.loggedBytes();
      List<Attack> attacks = new ArrayList<>();
      Floods.Latency during;
      try {
        for (Flood flood : Flood.values()) {
          attacks.add(
              flood.start(
                  serving.grpcPort(), serving.webhookPort(), flood.isOfConnections() ? HELD : 1));
        }
        during = good.measure(1);
      } finally {
        for (Attack attack : attacks) {
          attack.close();
        }
      }

      assertThat(attacks).allSatisfy(attack -> assertThat(attack.done()).isPositive());
      assertThat(good.loggedBytes() - loggedBefore).isLessThan(MAX_LOGGED);
      assertThat(good.acknowledged()).isEqualTo(during.rounds());
      assertThat(
              serving.events(
                  SubscribeRequest.newBuilder().setEarliest(StartEarliest.getDefaultInstance()),
                  Integer.MAX_VALUE))
          .hasSize(good.acknowledged());
    }
  }
}
