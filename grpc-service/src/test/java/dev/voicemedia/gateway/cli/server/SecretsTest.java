package dev.voicemedia.gateway.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.voicemedia.gateway.upstream.ApiKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
  @TempDir Path folder;

  @Test
  void theKeyComesFromTheEnvironment() throws Exception {
    assertThat(apiKey(Map.of("TELNYX_API_KEY", "KEY1")).value()).isEqualTo("KEY1");
  }

  @Test
  void theKeyComesFromTheFileThatTheEnvironmentNames() throws Exception {
    Path file = Files.writeString(folder.resolve("key"), "KEY1\n");

    assertThat(apiKey(Map.of("TELNYX_API_KEY_FILE", file.toString())).value()).isEqualTo("KEY1");
  }

  @Test
  void aMissingKeyIsNamed() {
    assertWrong(Map.of(), "TELNYX_API_KEY: missing");
    assertWrong(Map.of("TELNYX_API_KEY", "  "), "TELNYX_API_KEY: missing");
  }

  @Test
  void twoKeysAreNotGuessedBetween() {
    assertWrong(Map.of("TELNYX_API_KEY", "KEY1", "TELNYX_API_KEY_FILE", "/key"), "both are set");
  }

  @Test
  void aFileThatCannotBeReadIsNamed() {
    assertWrong(
        Map.of("TELNYX_API_KEY_FILE", folder.resolve("none").toString()),
        "TELNYX_API_KEY_FILE: cannot read " + folder.resolve("none"));
  }

  @Test
  void aKeyThatCannotBeSentIsRefusedAndNotShown() {
    assertThatThrownBy(() -> apiKey(Map.of("TELNYX_API_KEY", "KEY secret\u00e9")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("TELNYX_API_KEY: ")
        .hasMessageNotContaining("secret");
  }

  @Test
  void aKeyIsNeverPrinted() throws Exception {
    assertThat(apiKey(Map.of("TELNYX_API_KEY", "KEY1")).toString()).doesNotContain("KEY1");
  }

  private static ApiKey apiKey(Map<String, String> environment) throws ConfigException {
    return new Secrets(environment).apiKey();
  }

  private static void assertWrong(Map<String, String> environment, String message) {
    assertThatThrownBy(() -> apiKey(environment))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }
}
