package dev.voicemedia.gateway.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.voicemedia.gateway.edge.EdgeSettings;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeOptionsTest {
  private final EdgeOptions options = new EdgeOptions();
  private final AccessOptions access = new AccessOptions();

  @Test
  void thereIsNoEdgeUnlessAPortIsSet() throws Exception {
    assertThat(options.toSettings(Optional.empty(), access)).isEmpty();
    assertThat(options.toSettings(Optional.of(8082), access))
        .map(settings -> settings.address().getPort())
        .contains(8082);

    options.port = "1234";

    assertThat(options.toSettings(Optional.empty(), access))
        .map(settings -> settings.address().getPort())
        .contains(1234);
  }

  @Test
  void offLoopbackEachDecisionHasToBeMade() throws Exception {
    options.port = "0";
    options.host = "0.0.0.0";
    assertRefused("--http-host: 0.0.0.0 can be reached", "--http-tls-cert, or --allow-plaintext");

    access.allowPlaintext = true;
    assertRefused("--http-host: 0.0.0.0 can be reached", "--access-file, or --allow-anonymous");

    access.allowAnonymous = true;
    assertThat(options.toSettings(Optional.empty(), access)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "65536", "http", "8082x"})
  void aWrongPortIsNamed(String port) {
    options.port = port;

    assertRefused("--http-port: " + port, "expected 0 to 65535");
  }

  @Test
  void aKeyAndACertificateGoTogether() {
    options.port = "0";
    options.certificate = "edge.pem";

    assertRefused("--http-tls-cert and --http-tls-key", "expected both");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "null",
        "app.example.com",
        "https://app.example.com/",
        "https://APP.example.com",
        "https://app.example.com:443",
        "http://app.example.com:80",
        "ftp://app.example.com",
        "https://user@app.example.com",
        "https://app.example.com?x",
      })
  void anOriginHasTheFormThatBrowsersSend(String origin) {
    options.port = "0";
    options.allowedOrigins = origin;

    assertRefused("--http-allowed-origin: " + origin, "expected one such as");
  }

  @ParameterizedTest
  @CsvSource({"gateway:8082", "https://gateway", "gate way", "*"})
  void aHostHasNoPort(String host) {
    options.port = "0";
    options.allowedHosts = host;

    assertRefused("--http-allowed-host: " + host, "without a port");
  }

  @Test
  void severalHostsAndOriginsAreSeparatedByCommas() throws Exception {
    options.port = "0";
    options.allowedHosts = "Gateway.internal, [fd00::1]";
    options.allowedOrigins = "https://app.example.com, http://localhost:3000";

    EdgeSettings settings = options.toSettings(Optional.empty(), access).orElseThrow();

    assertThat(settings.allowedHosts()).containsExactly("gateway.internal", "[fd00::1]");
    assertThat(settings.allowedOrigins())
        .containsExactly("https://app.example.com", "http://localhost:3000");
  }

  private void assertRefused(String start, String expected) {
    assertThatThrownBy(() -> options.toSettings(Optional.empty(), access))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(start)
        .hasMessageContaining(expected);
  }
}
