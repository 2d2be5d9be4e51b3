package dev.voicemedia.gateway.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.voicemedia.gateway.GatewayConfig;
import dev.voicemedia.gateway.access.AccessSettings;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.gateway.upstream.ApiKey;
import dev.voicemedia.gateway.upstream.AttemptPolicy;
import dev.voicemedia.webhook.testing.WebhookSigner;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServerOptionsTest {
  private static final String KEY = WebhookSigner.random().publicKeyBase64();
  private static final String URL = GatewayConfig.TELNYX_API.toString();

  private final ServerOptions options = new ServerOptions();

  ServerOptionsTest() {
    options.attempts = new AttemptOptions();
    options.network = new NetworkOptions();
    options.permissions = new PermissionOptions();
    options.proxy = new ProxyOptions();
    options.recovery = new RecoveryOptions();
    options.retention = new RetentionOptions();
  }

  @Test
  void withoutFlagsTheDefaultsHold() throws ConfigException {
    GatewayConfig config = config(KEY, URL);

    assertThat(config.grpcAddress().getPort()).isEqualTo(GatewayConfig.GRPC_PORT);
    assertThat(config.attempts()).isEqualTo(AttemptPolicy.DEFAULTS);
    assertThat(config.logSettings()).isEqualTo(EventLogSettings.DEFAULTS);
  }

  @Test
  void whatCannotBeUsedIsReportedWithItsName() {
    assertWrong("abc", URL, "TELNYX_PUBLIC_KEY: key 1");
    assertWrong(KEY, "api.telnyx.com", "TELNYX_BASE_URL: api.telnyx.com, expected a URL");
    options.grpcPort = 70_000;
    assertWrong(KEY, URL, "--grpc-port: 70000, expected 0 to 65535");
  }

  @Test
  void aSlashAtTheEndOfTheBaseUrlMakesNoDifference() throws ConfigException {
    assertThat(config(KEY, URL + "/").baseUrl()).isEqualTo(GatewayConfig.TELNYX_API);
    assertThat(config(KEY, "http://localhost:8081/").baseUrl())
        .isEqualTo(URI.create("http://localhost:8081"));
    assertWrong(KEY, URL + "?a=b/", "TELNYX_BASE_URL: ");
    assertWrong(KEY, URL + "#a", "TELNYX_BASE_URL: ");
  }

  private void assertWrong(String publicKeys, String baseUrl, String line) {
    assertThatThrownBy(() -> config(publicKeys, baseUrl))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(line);
  }

  private GatewayConfig config(String publicKeys, String baseUrl) throws ConfigException {
    return options.toConfig(
        new ApiKey("KEY-secret"),
        publicKeys,
        baseUrl,
        "127.0.0.1",
        options.dataDir,
        AccessSettings.OPEN,
        Optional.empty(),
        false);
  }
}
