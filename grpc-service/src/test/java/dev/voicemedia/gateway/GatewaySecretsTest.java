package dev.voicemedia.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.rpc.ErrorInfo;
import dev.voicemedia.gateway.access.AccessSettings;
import dev.voicemedia.gateway.access.PublicPort;
import dev.voicemedia.gateway.access.SecretFiles;
import dev.voicemedia.simulator.SimulatedCall;
import dev.voicemedia.v1.ListPublicKeysRequest;
import dev.voicemedia.v1.PublicKey;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import dev.voicemedia.webhook.testing.WebhookSigner;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys whose files change while the gateway runs. */
class GatewaySecretsTest {
  @TempDir Path folder;

  private Path apiKey;
  private Path publicKeys;
  private GatewayRun gateway;

  @BeforeEach
  void start() throws IOException {
    apiKey = Files.writeString(folder.resolve("api-key"), "unused\n");
    publicKeys = Files.writeString(folder.resolve("public-keys"), "unused\n");
    gateway =
        new GatewayRun(
            folder.resolve("data"),
            new AccessSettings(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                PublicPort.DEFAULTS,
                new SecretFiles(Optional.of(apiKey), Optional.of(publicKeys)),
                Duration.ofMillis(100)));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void commandsAreSentWithTheNewestApiKey() throws Exception {
    SimulatedCall call = gateway.simulator().openCall();

    replace(apiKey, "KEYwrong\n");
    await().until(() -> speak(call).contains("UPSTREAM_CREDENTIALS_REJECTED"));
    replace(apiKey, gateway.simulator().apiKey() + "\n");
    await().until(() -> speak(call).equals("ok"));
  }

  @Test
  void webhooksAreVerifiedWithTheNewestPublicKeys() throws Exception {
    String mine = gateway.secondKey().publicKeyBase64();
    String other = WebhookSigner.random().publicKeyBase64();
    assertThat(post("first")).isEqualTo(200);

    replace(publicKeys, other + "\n");
    await().until(() -> post("second") == 401);
    assertThat(publicKeys()).containsEntry(mine, true).containsEntry(other, false);
    replace(publicKeys, "# two\n" + other + "\n" + mine + "\n");
    await().until(() -> post("third") == 200);

    replace(publicKeys, "nonsense\n");
    await()
        .until(
            () ->
                gateway
                    .get(gateway.adminPort(), "/metrics")
                    .body()
                    .contains("voicemedia_files_refused{file=\"public_keys\"} 1.0"));
    assertThat(post("fourth")).isEqualTo(200);
  }

  /** In base64, and whether they are retired. */
  private Map<String, Boolean> publicKeys() {
    return WebhookEventsServiceGrpc.newBlockingStub(gateway.channel())
        .listPublicKeys(ListPublicKeysRequest.getDefaultInstance())
        .getKeysList()
        .stream()
        .collect(
            Collectors.toMap(
                key -> Base64.getEncoder().encodeToString(key.getKey().toByteArray()),
                PublicKey::getRetired));
  }

  private int post(String type) {
    return gateway.post(("{\"data\":{\"event_type\":\"" + type + "\"}}").getBytes(UTF_8));
  }

  private String speak(SimulatedCall call) {
    try {
      gateway.speak(call, "Hello");
      return "ok";
    } catch (StatusRuntimeException e) {
      return GatewayRun.detail(e, ErrorInfo.class).getReason();
    }
  }

  private static void replace(Path file, String text) throws IOException {
    Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
