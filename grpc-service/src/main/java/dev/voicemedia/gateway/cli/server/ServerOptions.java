package dev.voicemedia.gateway.cli.server;

import dev.voicemedia.gateway.GatewayConfig;
import dev.voicemedia.gateway.access.AccessSettings;
import dev.voicemedia.gateway.cli.settings.DefaultValues;
import dev.voicemedia.gateway.cli.text.DurationConverter;
import dev.voicemedia.gateway.edge.EdgeSettings;
import dev.voicemedia.gateway.grpc.StreamSettings;
import dev.voicemedia.gateway.upstream.ApiKey;
import dev.voicemedia.webhook.TelnyxPublicKey;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Settings that {@code serve} and {@code dev} share. */
final class ServerOptions {
  private static final Duration MIN_STOP_TIMEOUT = Duration.ofSeconds(1);

  @Option(
      names = "--grpc-host",
      paramLabel = "HOST",
      defaultValue = "${env:VOICEMEDIA_GRPC_HOST}",
      description =
          "address that the gRPC port binds to [VOICEMEDIA_GRPC_HOST] (default: ${DEFAULT-VALUE})")
  String grpcHost = GatewayConfig.LOOPBACK;

  @Option(
      names = "--grpc-port",
      paramLabel = "PORT",
      defaultValue = "${env:VOICEMEDIA_GRPC_PORT}",
      description =
          "gRPC port, 0 for any free one [VOICEMEDIA_GRPC_PORT] (default: ${DEFAULT-VALUE})")
  int grpcPort = GatewayConfig.GRPC_PORT;

  @Option(
      names = "--webhook-port",
      paramLabel = "PORT",
      defaultValue = "${env:VOICEMEDIA_WEBHOOK_PORT}",
      description =
          "port that webhooks are posted to, 0 for any free one [VOICEMEDIA_WEBHOOK_PORT]"
              + " (default: ${DEFAULT-VALUE})")
  int webhookPort = GatewayConfig.WEBHOOK_PORT;

  @Option(
      names = "--webhook-path",
      paramLabel = "PATH",
      defaultValue = "${env:VOICEMEDIA_WEBHOOK_PATH}",
      description =
          "path that webhooks are posted to, with or without a slash at its end"
              + " [VOICEMEDIA_WEBHOOK_PATH] (default: ${DEFAULT-VALUE})")
  String webhookPath = GatewayConfig.WEBHOOK_PATH;

  @Option(
      names = "--admin-host",
      paramLabel = "HOST",
      defaultValue = "${env:VOICEMEDIA_ADMIN_HOST}",
      description =
          "address that the admin port binds to [VOICEMEDIA_ADMIN_HOST]"
              + " (default: ${DEFAULT-VALUE})")
  String adminHost = GatewayConfig.LOOPBACK;

  @Option(
      names = "--admin-port",
      paramLabel = "PORT",
      defaultValue = "${env:VOICEMEDIA_ADMIN_PORT}",
      description =
          "port of /healthz, /readyz and /metrics, 0 for any free one [VOICEMEDIA_ADMIN_PORT]"
              + " (default: ${DEFAULT-VALUE})")
  int adminPort = GatewayConfig.ADMIN_PORT;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = "${env:VOICEMEDIA_DATA_DIR}",
      description =
          "folder that events are stored in [VOICEMEDIA_DATA_DIR] (default: ${DEFAULT-VALUE})")
  Path dataDir = GatewayConfig.DATA_DIR;

  @Option(
      names = "--max-stream-age",
      paramLabel = "DURATION",
      defaultValue = "${env:VOICEMEDIA_MAX_STREAM_AGE}",
      description =
          "age, give or take a tenth, at which an event stream ends and its client is asked to"
              + " reconnect [VOICEMEDIA_MAX_STREAM_AGE] (default: ${DEFAULT-VALUE})")
  Duration maxStreamAge = StreamSettings.DEFAULTS.maxAge();

  @Option(
      names = "--stop-timeout",
      paramLabel = "DURATION",
      defaultValue = "${env:VOICEMEDIA_STOP_TIMEOUT}",
      description =
          "how long after SIGTERM the process has ended at the latest [VOICEMEDIA_STOP_TIMEOUT]"
              + " (default: ${DEFAULT-VALUE})")
  Duration stopTimeout = Duration.ofSeconds(25);

  @Mixin EdgeOptions edge = new EdgeOptions();

  @Mixin NetworkOptions network;

  @Mixin AttemptOptions attempts;

  @Mixin PermissionOptions permissions;

  @Mixin LogOptions log = new LogOptions();

  @Mixin RetentionOptions retention;

  @Mixin RecoveryOptions recovery;

  @Mixin ProxyOptions proxy;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /**
   * @param http the HTTP edge; empty for none
   * @param simulated whether Telnyx is
   * @throws ConfigException naming the setting that is wrong
   */
  GatewayConfig toConfig(
      ApiKey apiKey,
      String publicKeys,
      String baseUrl,
      String webhookHost,
      Path data,
      AccessSettings access,
      Optional<EdgeSettings> http,
      boolean simulated)
      throws ConfigException {
    if (stopTimeout.compareTo(MIN_STOP_TIMEOUT) < 0) {
      throw new ConfigException(
          "--stop-timeout: " + DurationConverter.format(stopTimeout) + ", expected at least 1s");
    }
    return new GatewayConfig(
        apiKey,
        parseKeys(publicKeys),
        parseBaseUrl(baseUrl),
        proxy.toProxy(),
        grpcAddress(),
        PortAddress.of("--webhook-port", webhookHost, webhookPort),
        PortAddress.of("--admin-port", adminHost, adminPort),
        data,
        retention.toSettings(),
        recovery.toSettings(retention.dedupeWindow, simulated),
        attempts.toPolicy(),
        maxStreamAge,
        permissions.toPermissions(),
        parsePath(webhookPath),
        network.toLimits(),
        access,
        http,
        log.toSettings(this::environment));
  }

  private Map<String, String> environment() {
    return ((DefaultValues) spec.root().defaultValueProvider()).environment();
  }

  private static String parsePath(String text) throws ConfigException {
    String path = text.replaceFirst("/+$", "");
    if (!GatewayConfig.isWebhookPath(path)) {
      throw new ConfigException(
          "--webhook-path: " + text + ", expected a path such as " + GatewayConfig.WEBHOOK_PATH);
    }
    return path;
  }

  /**
   * @throws ConfigException naming the setting that is wrong
   */
  InetSocketAddress grpcAddress() throws ConfigException {
    return PortAddress.of("--grpc-port", grpcHost, grpcPort);
  }

  private static List<TelnyxPublicKey> parseKeys(String commaSeparated) throws ConfigException {
    List<TelnyxPublicKey> keys = new ArrayList<>();
    for (String key : commaSeparated.split(",", -1)) {
      try {
        keys.add(TelnyxPublicKey.fromBase64(key.strip()));
      } catch (IllegalArgumentException e) {
        throw new ConfigException(
            "TELNYX_PUBLIC_KEY: key " + (keys.size() + 1) + ": " + e.getMessage());
      }
    }
    return keys;
  }

  private static URI parseBaseUrl(String text) throws ConfigException {
    try {
      URI url = URI.create(text.strip().replaceFirst("/+$", ""));
      boolean http = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
      if (http && url.getHost() != null && url.getQuery() == null && url.getFragment() == null) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // Reported below.
    }
    throw new ConfigException(
        "TELNYX_BASE_URL: " + text + ", expected a URL such as https://api.telnyx.com/v2");
  }
}
