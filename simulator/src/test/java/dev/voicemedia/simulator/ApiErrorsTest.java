package dev.voicemedia.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiErrorsTest {

  private Simulator simulator;
  private ApiClient client;
  private SimulatedCall call;

  @BeforeEach
  void start() throws IOException {
    simulator = Simulator.builder().port(0).apiKey("KEY-a").start();
    client = new ApiClient(simulator);
    call = simulator.openCall();
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  @Test
  void aWrongKeyIsRefused() {
    var reply =
        new ApiClient(simulator, "KEY-b")
            .command(call, "speak", "{'payload':'one','voice':'male'}");

    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.code()).isEqualTo("10009");
    assertThat(reply.body()).doesNotContain("KEY-");
  }

  @Test
  void anUnknownCallIsNotFound() {
    var reply = client.command("v3:none", "speak", "{'payload':'one','voice':'male'}");

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.code()).isEqualTo("10005");
  }

  @Test
  void anUnknownActionIsNotFound() {
    assertThat(client.command(call, "sing", "{}").status()).isEqualTo(404);
    assertThat(client.get("/nothing").code()).isEqualTo("10005");
  }

  @Test
  void aMissingFieldIsNamed() {
    var reply = client.command(call, "speak", "{'payload':'one'}");

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.code()).isEqualTo("10004");
    assertThat(reply.pointer()).isEqualTo("/voice");
    assertThat(reply.error().path("title").asText()).isNotEmpty();
    assertThat(reply.error().path("detail").asText()).contains("voice");
    assertThat(reply.error().path("meta").path("url").asText()).endsWith("/10004");
  }

  @Test
  void aWrongValueIsNamed() {
    var reply = client.command(call, "speak", "{'payload':7,'voice':'male'}");

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.code()).isEqualTo("10015");
    assertThat(reply.pointer()).isEqualTo("/payload");
  }

  @Test
  void aPayloadOverThreeThousandCharactersIsRefused() {
    String emoji = "\uD83D\uDE00";

    assertThat(speak(emoji.repeat(3_000)).status()).isEqualTo(200);
    assertThat(speak(emoji.repeat(3_001)).pointer()).isEqualTo("/payload");
  }

  @Test
  void aBodyThatIsNotJsonIsRefused() {
    assertThat(client.command(call, "speak", "{'payload':").code()).isEqualTo("10023");
    assertThat(client.command(call, "speak", "[]").code()).isEqualTo("10023");
  }

  @Test
  void aBodyOverSixteenMebibytesIsRefusedUnread() {
    var reply =
        client.command(
            call, "playback_start", "{'playback_content':'" + "A".repeat(16 << 20) + "'}");

    assertThat(reply.status()).isEqualTo(413);
    assertThat(simulator.commands().get(0).body()).isEmpty();
  }

  @Test
  void everyAnswerNamesItsRequest() {
    assertThat(speak("one").headers().firstValue("x-request-id")).isPresent();
  }

  @Test
  void thePublicKeyIsThirtyTwoBytesInBase64() {
    var reply = client.get("/public_key");

    assertThat(reply.json().path("data").path("public").asText()).isEqualTo(simulator.publicKey());
    assertThat(Base64.getDecoder().decode(simulator.publicKey())).hasSize(32);
  }

  private ApiClient.Reply speak(String payload) {
    return client.command(call, "speak", "{'payload':'" + payload + "','voice':'male'}");
  }
}
