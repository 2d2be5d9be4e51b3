package dev.voicemedia.gateway.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {
  private static final Set<String> KNOWN =
      Set.of("VOICEMEDIA_GRPC_PORT", "TELNYX_PUBLIC_KEY", "TELNYX_API_KEY_FILE");

  @TempDir Path folder;

  @Test
  void keysAreVariablesInLowerCaseAndListsAreCommaSeparated() throws Exception {
    ConfigFile file = read("grpc_port: 1234\ntelnyx_public_key:\n  - one\n  - two\n");

    assertThat(file.value("VOICEMEDIA_GRPC_PORT")).hasValue("1234");
    assertThat(file.value("TELNYX_PUBLIC_KEY")).hasValue("one,two");
    assertThat(file.value("TELNYX_API_KEY_FILE")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''",
        "'# a comment'",
        "'---'",
        "'{}'",
      })
  void aFileMayBeEmpty(String text) throws Exception {
    assertThat(read(text).value("VOICEMEDIA_GRPC_PORT")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "grpc_prot: 1|grpc_prot: no such setting, expected grpc_port",
        "something_else: 1|something_else: no such setting",
        "VOICEMEDIA_GRPC_PORT: 1|VOICEMEDIA_GRPC_PORT: no such setting",
        "telnyx_api_key: KEY123|telnyx_api_key: a secret, expected telnyx_api_key_file with",
        "grpc_port: {a: 1}|grpc_port: object, expected a value",
        "grpc_port:|grpc_port: null, expected a value",
        "telnyx_public_key: []|telnyx_public_key: array, expected a value",
        "telnyx_public_key: [[a]]|telnyx_public_key: array, expected a value",
        "[1, 2]|expected a mapping of settings to values",
        "word|expected a mapping of settings to values",
        "'grpc_port: [1'|line ",
      })
  void whatIsWrongIsNamedWithTheFile(String text, String problem) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(ConfigFileException.class)
        .hasMessageStartingWith(folder.resolve("voicemedia.yaml") + ": ")
        .hasMessageContaining(problem)
        .hasMessageNotContaining("\n")
        .hasMessageNotContaining("KEY123");
  }

  @Test
  void aKeyThatOccursTwiceIsRefused() {
    assertThatThrownBy(() -> read("grpc_port: 1\ngrpc_port: 2\n"))
        .isInstanceOf(ConfigFileException.class)
        .hasMessageContaining("line 2")
        .hasMessageContaining("grpc_port");
  }

  @Test
  void aSecondDocumentIsRefused() {
    assertThatThrownBy(() -> read("grpc_port: 1\n---\ngrpc_port: 2\n"))
        .isInstanceOf(ConfigFileException.class);
  }

  @Test
  void aFileOverOneMebibyteIsRefusedUnread() {
    assertThatThrownBy(() -> read("#".repeat((1 << 20) + 1)))
        .hasMessageContaining("larger than 1 MiB");
    assertThatThrownBy(() -> ConfigFile.read(Path.of("/dev/zero"), KNOWN))
        .hasMessage("/dev/zero: larger than 1 MiB, expected at most that");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> ConfigFile.read(folder.resolve("none.yaml"), KNOWN))
        .hasMessage(folder.resolve("none.yaml") + ": cannot be read (no such file or folder)");
  }

  @Test
  void variablesThatAreNoSettingsAreReportedButNotThoseOfKubernetes() {
    Map<String, String> environment =
        Map.of(
            "VOICEMEDIA_GRPC_PROT", "1",
            "VOICEMEDIA_GRPC_PORT", "1",
            "VOICEMEDIA_PORT_50051_TCP", "tcp://10.0.0.1:50051",
            "VOICEMEDIA_PORT", "tcp://10.0.0.1:50051",
            "VOICEMEDIA_SERVICE_HOST", "10.0.0.1",
            "VOICEMEDIA_WEBHOOKS_SERVICE_PORT_WEBHOOKS", "8080",
            "VOICEMEDIA_ADMIN_PORT_9090_TCP_ADDR", "10.0.0.1",
            "VOICEMEDIA_CLASS_DATA", "off",
            "PATH", "/bin");

    assertThat(UnknownVariables.in(environment, KNOWN))
        .containsExactly("VOICEMEDIA_GRPC_PROT: no such setting, expected VOICEMEDIA_GRPC_PORT");
  }

  private ConfigFile read(String text) throws ConfigFileException, IOException {
    Path file = folder.resolve("voicemedia.yaml");
    Files.writeString(file, text);
    return ConfigFile.read(file, KNOWN);
  }
}
