package dev.voicemedia.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.webhook.testing.WebhookSigner;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees of a start and a stop. */
class LifeCycleIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  private final WebhookSigner signer = WebhookSigner.random();

  @Test
  void aStartIsALineWithAddressesLogAndKeysAStopIsOneAndSigtermIs143() throws Exception {
    try (ServingJar first = ServingJar.of(serve(Map.of()), signer)) {
      byte[] body =
          "{\"data\":{\"id\":\"ev-1\",\"event_type\":\"call.answered\"}}"
              .getBytes(StandardCharsets.UTF_8);
      assertThat(first.post(body)).isEqualTo(200);
      first.process().terminate();
      assertThat(first.process().exitCode()).isEqualTo(143);
    }

    RunningJar second = serve(Map.of());
    second.awaitLine("webhooks on port");
    second.terminate();
    assertThat(second.exitCode()).isEqualTo(143);

    List<String> messages = new ArrayList<>();
    for (String line : second.output()) {
      JsonNode fields = JSON.readTree(line);
      assertThat(fields.path("level").asText()).isEqualTo("INFO");
      messages.add(fields.path("formattedMessage").asText());
    }
    assertThat(messages)
        .hasSize(2)
        .first()
        .asString()
        .matches(
            "gRPC on 127\\.0\\.0\\.1:\\d+, webhooks on port \\d+, admin on 127\\.0\\.0\\.1:\\d+,"
                + " events after 0 to 1, public keys "
                + signer.publicKey().id());
    assertThat(messages.get(1)).matches("Stopped after \\d+ ms");
  }

  @Test
  void anActionThatHangsDoesNotKeepItLongerThanConfigured() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        RunningJar serve =
            serve(
                Map.of("TELNYX_BASE_URL", "http://127.0.0.1:" + silent.getLocalPort() + "/v2"),
                "--stop-timeout=1s")) {
      Matcher port = Pattern.compile("gRPC on [^ ]*:(\\d+)").matcher(serve.awaitLine("gRPC on"));
      assertThat(port.find()).isTrue();
      ManagedChannel channel =
          Grpc.newChannelBuilder("127.0.0.1:" + port.group(1), InsecureChannelCredentials.create())
              .build();
      try {
        var unused =
            MediaActionsServiceGrpc.newFutureStub(channel)
                .speak(
                    SpeakRequest.newBuilder()
                        .setCallControlId("v3:call")
                        .setPayload("Hello")
                        .setVoice("female")
                        .build());
        silent.accept().close(); // The command is under way, and will be sent again.
        long begun = System.nanoTime();
        serve.terminate();

        assertThat(serve.exitCode()).isEqualTo(71);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
        assertThat(serve.output()).last().asString().contains("Not stopped within 1000 ms");
      } finally {
        channel.shutdownNow();
      }
    }
  }

  private RunningJar serve(Map<String, String> more, String... flags) throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("TELNYX_API_KEY", "KEY-secret");
    environment.put("TELNYX_PUBLIC_KEY", signer.publicKeyBase64());
    environment.putAll(more);
    List<String> arguments =
        new ArrayList<>(List.of("serve", "--grpc-port=0", "--webhook-port=0", "--admin-port=0"));
    arguments.addAll(List.of(flags));
    return RunningJar.start(folder, environment, List.of(), arguments.toArray(String[]::new));
  }
}
