package dev.voicemedia.gateway.cli;

import dev.voicemedia.gateway.GatewayConfig;
import dev.voicemedia.gateway.upstream.ApiKey;
import dev.voicemedia.webhook.TelnyxPublicKey;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a gateway listens and keeps its data, and how it sends commands. */
final class ServerOptions {
  @Option(
      names = "--grpc-host",
      paramLabel = "HOST",
      defaultValue = "${env:VOICEMEDIA_GRPC_HOST:-127.0.0.1}",
      description = "address of the gRPC port [VOICEMEDIA_GRPC_HOST] (default: 127.0.0.1)")
  String grpcHost;

  @Option(
      names = "--grpc-port",
      paramLabel = "PORT",
      defaultValue = "${env:VOICEMEDIA_GRPC_PORT:-50051}",
      description = "gRPC port, 0 for any free one [VOICEMEDIA_GRPC_PORT] (default: 50051)")
  int grpcPort;

  @Option(
      names = "--webhook-port",
      paramLabel = "PORT",
      defaultValue = "${env:VOICEMEDIA_WEBHOOK_PORT:-8080}",
      description = "port of POST /webhooks/telnyx [VOICEMEDIA_WEBHOOK_PORT] (default: 8080)")
  int webhookPort;

  @Option(
      names = "--admin-host",
      paramLabel = "HOST",
      defaultValue = "${env:VOICEMEDIA_ADMIN_HOST:-127.0.0.1}",
      description = "address of the admin port [VOICEMEDIA_ADMIN_HOST] (default: 127.0.0.1)")
  String adminHost;

  @Option(
      names = "--admin-port",
      paramLabel = "PORT",
      defaultValue = "${env:VOICEMEDIA_ADMIN_PORT:-9090}",
      description =
          "port of /healthz, /readyz and /metrics [VOICEMEDIA_ADMIN_PORT] (default: 9090)")
  int adminPort;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = "${env:VOICEMEDIA_DATA_DIR:-data}",
      description = "where events are stored [VOICEMEDIA_DATA_DIR] (default: ./data)")
  Path dataDir;

  @Option(
      names = "--max-stream-age",
      paramLabel = "TIME",
      defaultValue = "${env:VOICEMEDIA_MAX_STREAM_AGE:-60m}",
      description =
          "after about so long a stream of events is asked to come back"
              + " [VOICEMEDIA_MAX_STREAM_AGE] (default: 60m)")
  Duration maxStreamAge;

  @Mixin AttemptOptions attempts;

  @Mixin RetentionOptions retention;

  /**
   * @throws ConfigException naming the setting that is wrong
   */
  GatewayConfig toConfig(
      ApiKey apiKey, String publicKeys, String baseUrl, String webhookHost, Path data)
      throws ConfigException {
    return new GatewayConfig(
        apiKey,
        parseKeys(publicKeys),
        parseBaseUrl(baseUrl),
        address("--grpc-port", grpcHost, grpcPort),
        address("--webhook-port", webhookHost, webhookPort),
        address("--admin-port", adminHost, adminPort),
        data,
        retention.toSettings(),
        attempts.toPolicy(),
        maxStreamAge);
  }

  private static InetSocketAddress address(String name, String host, int port)
      throws ConfigException {
    if (port < 0 || port > 65_535) {
      throw new ConfigException(name + ": " + port + ", expected 0 to 65535");
    }
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new ConfigException(
          name.replace("port", "host") + ": cannot resolve " + host + ", expected an address");
    }
    return address;
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
      URI url = URI.create(text);
      boolean http = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
      if (http && url.getHost() != null && url.getQuery() == null && !text.endsWith("/")) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw new ConfigException(
        "TELNYX_BASE_URL: " + text + ", expected a URL such as https://api.telnyx.com/v2");
  }
}
