package dev.voicemedia.gateway.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests of the edge that do not come, or not in time. */
@Timeout(60)
class SlowBodiesTest {
  private static final String LIST = "voicemedia.v1.WebhookEventsService/ListEvents";

  @TempDir Path folder;

  @Test
  void aBodyThatDoesNotComeIs408() throws Exception {
    try (EdgePort edge = new EdgePort(folder, Duration.ofMillis(300));
        Socket client = edge.postOneByte(LIST)) {
      assertThat(new String(client.getInputStream().readNBytes(12), UTF_8))
          .isEqualTo("HTTP/1.1 408");
      assertThat(edge.refused(EdgeRefusal.BODY)).isEqualTo(1);
    }
  }

  @Test
  void aCallWhoseClientSetsNoTimeHasFifteenSeconds() throws Exception {
    try (EdgePort edge = new EdgePort(folder, Duration.ofMinutes(1));
        Socket client = edge.postOneByte(LIST)) {
      await().until(() -> edge.timer().delays().contains(Duration.ofMillis(14_950)));
      edge.timer().advance(Duration.ofMillis(14_949));
      assertThat(client.getInputStream().available()).isZero();

      edge.timer().advance(Duration.ofMillis(1));

      assertThat(new String(client.getInputStream().readNBytes(12), UTF_8))
          .isEqualTo("HTTP/1.1 504");
    }
  }
}
