package dev.voicemedia.gateway.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.testing.TestCa;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files by which a command shows who it is. */
class ClientSecurityTest {
  @TempDir Path folder;

  private Path token;
  private Path ca;
  private Path certificate;
  private Path key;

  @BeforeEach
  void writeFiles() throws Exception {
    token = Files.writeString(folder.resolve("token"), "vm_secret\n");
    TestCa authority = new TestCa("clients");
    ca = authority.write(folder.resolve("ca.pem"));
    TestCa.Issued issued = authority.issue("cli", Duration.ofDays(1), "DNS:cli.example.com");
    certificate = issued.writeCertificate(folder.resolve("cli.pem"));
    key = issued.writeKey(folder.resolve("cli-key.pem"));
  }

  @Test
  void secretsThatOthersMayReadAreRefused() throws Exception {
    String[] byCertificate = {
      "--tls-ca", ca.toString(), "--client-cert", certificate.toString(), "--client-key",
    };
    for (Path secret : List.of(token, key)) {
      Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
    }

    assertWrong(
        List.of("--token-file", token.toString()),
        "--token-file: " + token + ", others may read it, expected only its owner and group");
    List<String> options = new ArrayList<>(List.of(byCertificate));
    options.add(key.toString());
    assertWrong(
        options,
        "--client-key: " + key + ", others may read it, expected only its owner and group");
  }

  @Test
  void whatIsMissingIsNamed() throws Exception {
    Files.writeString(token, "vm_one\nvm_two\n");

    assertWrong(
        List.of("--token-file", token.toString()),
        "--token-file: " + token + ", expected one token in it");
    assertWrong(
        List.of("--token-file", folder + "/none"),
        "--token-file: " + folder + "/none, expected a file that can be read");
    assertWrong(
        List.of("--tls-ca", ca.toString(), "--client-cert", certificate.toString()),
        "--client-cert and --client-key: one of them is missing, expected both");
    assertWrong(
        List.of("--client-cert", certificate.toString(), "--client-key", key.toString()),
        "--client-cert: expected --tls-ca with it");
  }

  private static void assertWrong(List<String> options, String line) {
    List<String> command = new ArrayList<>(List.of("events", "--stop-at-head"));
    command.addAll(options);
    try (CommandRun run = new CommandRun()) {
      assertThat(run.run(command.toArray(String[]::new))).isEqualTo(2);
      assertThat(run.err()).contains(line).doesNotContain("vm_");
    }
  }
}
