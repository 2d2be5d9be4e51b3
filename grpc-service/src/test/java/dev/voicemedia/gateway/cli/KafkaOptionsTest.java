package dev.voicemedia.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.cli.settings.ConfigFile;
import dev.voicemedia.gateway.cli.settings.DefaultValues;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What config check says of a log on Kafka. */
class KafkaOptionsTest {
  private static final String KEY = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

  @TempDir Path folder;

  private final Map<String, String> environment = new HashMap<>();

  KafkaOptionsTest() {
    environment.put("TELNYX_API_KEY", "KEYsecret");
    environment.put("TELNYX_PUBLIC_KEY", KEY);
    environment.put("VOICEMEDIA_LOG", "kafka");
    environment.put("VOICEMEDIA_KAFKA_BOOTSTRAP_SERVERS", "kafka-1:9092");
  }

  @Test
  void anySettingOfTheClientsIsAVariableAndSecretsAreNotShown() throws Exception {
    Path password = Files.writeString(folder.resolve("password"), "hush-hush\n");
    environment.put("VOICEMEDIA_KAFKA_SECURITY_PROTOCOL", "SASL_SSL");
    environment.put("VOICEMEDIA_KAFKA_SASL_JAAS_CONFIG", "module required password=\"hush\";");
    environment.put("VOICEMEDIA_KAFKA_SSL_KEYSTORE_PASSWORD_FILE", password.toString());
    environment.put("VOICEMEDIA_KAFKA_SSL_KEY_PASSWORD", "hush");

    Output output = check();

    assertThat(output.code()).as(output.text()).isZero();
    assertThat(output.text().lines())
        .contains(
            "log = kafka  (environment VOICEMEDIA_LOG)",
            "kafka_topic = voicemedia  (default)",
            "kafka_security_protocol = SASL_SSL  (environment VOICEMEDIA_KAFKA_SECURITY_PROTOCOL)",
            "kafka_sasl_jaas_config = not shown  (environment VOICEMEDIA_KAFKA_SASL_JAAS_CONFIG)",
            "kafka_ssl_keystore_password_file = %s  (environment %s)"
                .formatted(password, "VOICEMEDIA_KAFKA_SSL_KEYSTORE_PASSWORD_FILE"));
    assertThat(output.text()).doesNotContain("hush");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "VOICEMEDIA_LOG|nats|--log: nats, expected embedded or kafka",
        "VOICEMEDIA_KAFKA_BOOTSTRAP_SERVERS|''|--kafka-bootstrap-servers: missing, expected",
        "VOICEMEDIA_KAFKA_ACKS|1|acks: is the gateway's own, expected it unset",
        "VOICEMEDIA_KAFKA_SECURTY_PROTOCOL|SSL|securty.protocol: no such setting, expected",
        "VOICEMEDIA_KAFKA_SSL_KEY_PASSWORD_FILE|/none|cannot read /none (no such file or folder)",
      })
  void whatIsWrongIsNamed(String variable, String value, String problem) {
    environment.put(variable, value);

    Output output = check();

    assertThat(output.code()).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(output.text()).contains(problem);
  }

  @Test
  void whatKubernetesSetsForAServiceNamedKafkaIsNoSetting() {
    environment.put("VOICEMEDIA_KAFKA_SERVICE_HOST", "10.0.0.1");
    environment.put("VOICEMEDIA_KAFKA_PORT_9092_TCP_ADDR", "10.0.0.1");

    assertThat(check().code()).isZero();
  }

  private Output check() {
    StringWriter out = new StringWriter();
    CommandLine commandLine =
        Main.commandLine(new DefaultValues(environment, ConfigFile.none()))
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out));
    return new Output(commandLine.execute("config", "check"), out.toString());
  }

  private record Output(int code, String text) {}
}
