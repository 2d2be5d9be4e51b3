package dev.voicemedia.gateway.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.voicemedia.gateway.upstream.ApiKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
  void aNewlineAtTheEndIsStripped() throws Exception {
    assertThat(apiKey(Map.of("TELNYX_API_KEY", "KEY1\n")).value()).isEqualTo("KEY1");
    assertThat(apiKey(Map.of("TELNYX_API_KEY", " KEY1\r\n")).value()).isEqualTo("KEY1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"KEY1\" | quotes around it",
        "'KEY1' | quotes around it",
        "Bearer KEY1 | the word Bearer before it",
        "bearer KEY1 | the word Bearer before it",
      })
  void whatWasCopiedAlongWithTheKeyIsNamed(String value, String without) throws IOException {
    assertWrong(Map.of("TELNYX_API_KEY", value), "expected the key without " + without);
    Path file = Files.writeString(folder.resolve("key"), value);
    assertWrong(
        Map.of("TELNYX_API_KEY_FILE", file.toString()), "expected the key without " + without);
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
        .hasMessageContaining(message)
        .hasMessageNotContaining("KEY1");
  }
}
