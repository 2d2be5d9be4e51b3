package dev.voicemedia.gateway;

import dev.voicemedia.gateway.access.AccessSettings;
import dev.voicemedia.gateway.connection.ConnectionLimits;
import dev.voicemedia.gateway.edge.EdgeSettings;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.gateway.grpc.CommandPermissions;
import dev.voicemedia.gateway.kafka.KafkaSettings;
import dev.voicemedia.gateway.recovery.RecoverySettings;
import dev.voicemedia.gateway.upstream.ApiKey;
import dev.voicemedia.gateway.upstream.AttemptPolicy;
import dev.voicemedia.gateway.upstream.EgressProxy;
import dev.voicemedia.webhook.TelnyxPublicKey;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Settings of a gateway.
 *
 * @param publicKeys that webhooks may be signed with; at least one
 * @param baseUrl of the Telnyx API, such as {@link #TELNYX_API}
 * @param proxy on the way to the API
 * @param dataDir folder of the event log
 * @param logSettings how much the log keeps
 * @param recovery how webhooks are recovered that Telnyx could not deliver
 * @param attempts how commands are sent
 * @param maxStreamAge age at which a stream of events ends and its client is asked to reconnect;
 *     more than 0
 * @param permissions what callers may do
 * @param webhookPath that webhooks are posted to, such as {@link #WEBHOOK_PATH}; begins with a
 *     slash
 * @param connections limits of the webhook port and of the gRPC port, each
 * @param access who may do what
 * @param edge the HTTP edge; empty for none
 * @param kafka where the log is on Kafka; empty if it is embedded
 */
public record GatewayConfig(
    ApiKey apiKey,
    List<TelnyxPublicKey> publicKeys,
    URI baseUrl,
    EgressProxy proxy,
    InetSocketAddress grpcAddress,
    InetSocketAddress webhookAddress,
    InetSocketAddress adminAddress,
    Path dataDir,
    EventLogSettings logSettings,
    RecoverySettings recovery,
    AttemptPolicy attempts,
    Duration maxStreamAge,
    CommandPermissions permissions,
    String webhookPath,
    ConnectionLimits connections,
    AccessSettings access,
    Optional<EdgeSettings> edge,
    Optional<KafkaSettings> kafka) {
  public static final String LOOPBACK = "127.0.0.1";
  public static final int GRPC_PORT = 50_051;
  public static final int WEBHOOK_PORT = 8080;
  public static final int ADMIN_PORT = 9090;
  public static final int HTTP_PORT = 8082;
  public static final String WEBHOOK_PATH = "/webhooks/telnyx";
  public static final Path DATA_DIR = Path.of("data");
  public static final URI TELNYX_API = URI.create("https://api.telnyx.com/v2");

  private static final Pattern WEBHOOK_PATH_FORM = Pattern.compile("(/[A-Za-z0-9._~-]+)+");

  public GatewayConfig {
    publicKeys = List.copyOf(publicKeys);
    if (publicKeys.isEmpty()) {
      throw new IllegalArgumentException("publicKeys: none, expected at least one");
    }
    if (maxStreamAge.isNegative() || maxStreamAge.isZero()) {
      throw new IllegalArgumentException(
          "maxStreamAge: " + maxStreamAge + ", expected more than 0");
    }
    if (!isWebhookPath(webhookPath)) {
      throw new IllegalArgumentException(
          "webhookPath: " + webhookPath + ", expected a path such as " + WEBHOOK_PATH);
    }
  }

  /** Whether a path needs no encoding in a URL, begins with a slash, and does not end with one. */
  public static boolean isWebhookPath(String path) {
    return WEBHOOK_PATH_FORM.matcher(path).matches();
  }
}
