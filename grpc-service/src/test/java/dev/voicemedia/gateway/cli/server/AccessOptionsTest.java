package dev.voicemedia.gateway.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.voicemedia.gateway.access.Cidr;
import dev.voicemedia.gateway.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessOptionsTest {
  private static final InetSocketAddress ANY = new InetSocketAddress(Cidr.address("0.0.0.0"), 0);

  private static final InetSocketAddress ANY_ON_LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @TempDir Path folder;

  private final AccessOptions options = new AccessOptions();

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "127.1.2.3"})
  void onLoopbackNothingHasToBeDecided(String host) {
    assertThatCode(() -> options.toSettings(new InetSocketAddress(Cidr.address(host), 0)))
        .doesNotThrowAnyException();
  }

  @Test
  void offLoopbackEachDecisionHasToBeMade() throws Exception {
    assertRefused("--grpc-tls-cert, or --allow-plaintext");

    options.allowPlaintext = true;
    assertRefused("--access-file, or --allow-anonymous");

    options.allowAnonymous = true;
    assertThat(options.toSettings(ANY).file()).isEmpty();

    options.allowPlaintext = false;
    assertRefused("--grpc-tls-cert, or --allow-plaintext");
  }

  @Test
  void anAccessFileIsCheckedAtTheStart() throws Exception {
    Path file = Files.writeString(folder.resolve("access.yaml"), "version: 1\ncallers: []\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    options.accessFile = file.toString();
    options.allowPlaintext = true;

    assertThatThrownBy(() -> options.toSettings(ANY))
        .isInstanceOf(ConfigException.class)
        .hasMessage("--access-file: " + file + ": callers: expected a list that is not empty");
  }

  @Test
  void devStaysOnLoopback() {
    StringWriter err = new StringWriter();

    int code =
        Main.commandLine()
            .setErr(new PrintWriter(err))
            .execute("dev", "--grpc-host", "0.0.0.0", "--data-dir", folder.toString());

    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).contains("--grpc-host: 0.0.0.0", "expected loopback with dev");
  }

  @Test
  void aTokensLineCanBePutIntoTheAccessFile() throws Exception {
    Path secret = folder.resolve("token");
    String line = run("access", "token", "--expires", "90d", "--out", secret.toString()).get(0);
    Path file =
        Files.writeString(
            folder.resolve("access.yaml"),
            "version: 1\ncallers:\n  - name: a\n    allow: [events]\n    credentials:\n      "
                + line
                + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    options.accessFile = file.toString();

    assertThat(options.toSettings(ANY_ON_LOOPBACK).file()).contains(file);
    assertThat(Files.readString(secret)).matches("vm_[A-Za-z0-9_-]{43}\n");
    assertThat(line).doesNotContain(Files.readString(secret).strip());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
        .isEqualTo("rw-------");
  }

  @Test
  void aTokenIsNewEachTimeAndPrintedWithItsHash() {
    List<String> one = run("access", "token");
    List<String> two = run("access", "token");

    assertThat(one.get(0)).matches("vm_[A-Za-z0-9_-]{43}").isNotEqualTo(two.get(0));
    assertThat(one.get(1)).matches("- \\{token_sha256: \"[0-9a-f]{64}\"}");
  }

  private void assertRefused(String expected) {
    assertThatThrownBy(() -> options.toSettings(ANY))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("--grpc-host: 0.0.0.0")
        .hasMessageContaining("expected " + expected);
  }

  private static List<String> run(String... command) {
    StringWriter out = new StringWriter();
    assertThat(Main.commandLine().setOut(new PrintWriter(out)).execute(command)).isZero();
    return out.toString().lines().toList();
  }
}
