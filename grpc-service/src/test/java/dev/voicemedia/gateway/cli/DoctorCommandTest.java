package dev.voicemedia.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.cli.settings.ConfigFile;
import dev.voicemedia.gateway.cli.settings.DefaultValues;
import dev.voicemedia.gateway.testing.TestCa;
import dev.voicemedia.simulator.Simulator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor on a set-up that works, and on broken ones. */
class DoctorCommandTest {
  @TempDir Path folder;

  private final Map<String, String> environment = new HashMap<>();
  private final TestCa certificates = new TestCa("servers");
  private Simulator telnyx;
  private int code;

  @BeforeEach
  void setUpWhatWorks() throws Exception {
    telnyx = Simulator.builder().port(0).start();
    environment.put("TELNYX_API_KEY", telnyx.apiKey());
    environment.put("TELNYX_PUBLIC_KEY", telnyx.publicKey());
    environment.put("TELNYX_BASE_URL", telnyx.baseUrl().toString());
    environment.put("VOICEMEDIA_DATA_DIR", folder.resolve("data").toString());
    environment.put("VOICEMEDIA_GRPC_PORT", "0");
    environment.put("VOICEMEDIA_WEBHOOK_PORT", "0");
    environment.put("VOICEMEDIA_ADMIN_PORT", "0");
    environment.put("VOICEMEDIA_RETENTION_BYTES", "64MiB");
  }

  @AfterEach
  void stop() {
    telnyx.close();
  }

  @Test
  void whatWorksIsSaidToInALineEachAndNothingIsLeftBehind() throws Exception {
    List<String> lines = doctor();

    assertThat(code).isZero();
    assertThat(lines).hasSize(12).noneMatch(line -> line.startsWith("failure"));
    assertThat(lines)
        .anyMatch(line -> line.matches("ok +api key +Telnyx takes it"))
        .anyMatch(line -> line.matches("ok +public key +the account's is among those .*"))
        .anyMatch(line -> line.matches("ok +clock +[+-]\\d s from Telnyx's"))
        .anyMatch(line -> line.matches("ok +data folder .*nobody else can enter it"))
        .anyMatch(line -> line.matches("(ok|warning) +fsync +p99 of 100 fsyncs: .* ms.*"))
        .anyMatch(line -> line.matches("ok +native library +a log opens, at position 0"));
    assertThat(folder.resolve("data")).isEmptyDirectory();
    assertThat(String.join("", lines)).doesNotContain(telnyx.apiKey());
  }

  @Test
  void brokersThatCannotBeReachedAreAFailure() throws Exception {
    environment.put("VOICEMEDIA_LOG", "kafka");
    environment.put("VOICEMEDIA_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");
    environment.put("VOICEMEDIA_KAFKA_DEFAULT_API_TIMEOUT_MS", "300");
    environment.put("VOICEMEDIA_KAFKA_REQUEST_TIMEOUT_MS", "200");

    List<String> lines = doctor();

    assertThat(code).isOne();
    assertThat(lines).anyMatch(line -> line.matches("failure +log on kafka +no answer from .*"));
  }

  @Test
  void anApiKeyThatTelnyxDoesNotKnowIsAFailure() throws Exception {
    environment.put("TELNYX_API_KEY", "KEYofSomebodyElse");

    assertThat(doctor()).anyMatch(line -> line.matches("failure +api key +Telnyx answers 401: .*"));
    assertThat(code).isEqualTo(1);
  }

  @Test
  void aPublicKeyThatIsNotTheAccountsIsAFailure() throws Exception {
    environment.put("TELNYX_PUBLIC_KEY", "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");

    assertThat(doctor()).anyMatch(line -> line.matches("failure +public key .*another.*"));
    assertThat(code).isEqualTo(1);
  }

  @Test
  void aTelnyxThatCannotBeReachedIsAFailure() throws Exception {
    telnyx.close();

    assertThat(doctor())
        .anyMatch(line -> line.matches("failure +telnyx .*cannot be reached \\(no connection\\)"));
    assertThat(code).isEqualTo(1);
  }

  @Test
  void aPortInUseIsAFailureThatNamesIt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      environment.put("VOICEMEDIA_GRPC_PORT", Integer.toString(taken.getLocalPort()));

      assertThat(doctor())
          .anyMatch(
              line ->
                  line.matches("failure +grpc port +127.0.0.1:" + taken.getLocalPort() + ": .*"));
    }
    assertThat(code).isEqualTo(1);
  }

  @Test
  void aDataFolderThatIsNoneIsAFailure() throws Exception {
    Files.writeString(folder.resolve("data"), "a file");

    assertThat(doctor())
        .anyMatch(line -> line.matches("failure +data folder .*cannot be written.*"));
    assertThat(code).isEqualTo(1);
  }

  @Test
  void modesThatLetOthersInAreWarningsAndNoFailure() throws Exception {
    Path secret = Files.writeString(folder.resolve("key"), telnyx.apiKey());
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
    Files.createDirectory(folder.resolve("data"));
    Files.setPosixFilePermissions(
        folder.resolve("data"), PosixFilePermissions.fromString("rwxr-xr-x"));
    environment.remove("TELNYX_API_KEY");
    environment.put("TELNYX_API_KEY_FILE", secret.toString());

    assertThat(doctor())
        .anyMatch(line -> line.matches("warning +api key file .*can be read by others.*"))
        .anyMatch(line -> line.matches("warning +data folder .*can be entered by others.*"));
    assertThat(code).isZero();
  }

  @Test
  void certificatesAreSaidToExpire() throws Exception {
    certificate("GRPC_TLS", Duration.ofDays(90));
    certificate("WEBHOOK_TLS", Duration.ofDays(3));

    assertThat(doctor())
        .anyMatch(line -> line.matches("ok +grpc tls .*GRPC_TLS.pem expires on .*, in 89 days"))
        .anyMatch(line -> line.matches("warning +webhook tls .*, in 2 days; .*"));
    assertThat(code).isZero();
  }

  @Test
  void anExpiredCertificateIsAFailure() throws Exception {
    certificate("GRPC_TLS", Duration.ofSeconds(-30));

    assertThat(doctor())
        .anyMatch(line -> line.matches("failure +grpc tls .*GRPC_TLS.pem expired on .*"));
    assertThat(code).isEqualTo(1);
  }

  private void certificate(String setting, Duration validity) throws IOException {
    TestCa.Issued issued = certificates.issue("gateway", validity, "DNS:localhost");
    Path certificate = issued.writeCertificate(folder.resolve(setting + ".pem"));
    Path key = issued.writeKey(folder.resolve(setting + ".key"));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    environment.put("VOICEMEDIA_" + setting + "_CERT", certificate.toString());
    environment.put("VOICEMEDIA_" + setting + "_KEY", key.toString());
  }

  private List<String> doctor() {
    StringWriter out = new StringWriter();
    code =
        Main.commandLine(new DefaultValues(environment, ConfigFile.none()))
            .setOut(new PrintWriter(out))
            .execute("doctor");
    return out.toString().lines().toList();
  }
}
