package dev.voicemedia.gateway;

import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.gateway.grpc.CommandPermissions;
import dev.voicemedia.gateway.upstream.ApiKey;
import dev.voicemedia.gateway.upstream.AttemptPolicy;
import dev.voicemedia.gateway.upstream.EgressProxy;
import dev.voicemedia.webhook.TelnyxPublicKey;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Settings of a gateway.
 *
 * @param publicKeys that webhooks may be signed with; at least one
 * @param baseUrl of the Telnyx API, such as {@link #TELNYX_API}
 * @param proxy on the way to the API
 * @param dataDir folder of the event log
 * @param logSettings how much the log keeps
 * @param attempts how commands are sent
 * @param maxStreamAge age at which a stream of events ends and its client is asked to reconnect;
 *     more than 0
 * @param permissions what callers may do
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
    AttemptPolicy attempts,
    Duration maxStreamAge,
    CommandPermissions permissions) {
  public static final String LOOPBACK = "127.0.0.1";
  public static final int GRPC_PORT = 50_051;
  public static final int WEBHOOK_PORT = 8080;
  public static final int ADMIN_PORT = 9090;
  public static final Path DATA_DIR = Path.of("data");
  public static final URI TELNYX_API = URI.create("https://api.telnyx.com/v2");

  public GatewayConfig {
    publicKeys = List.copyOf(publicKeys);
    if (publicKeys.isEmpty()) {
      throw new IllegalArgumentException("publicKeys: none, expected at least one");
    }
    if (maxStreamAge.isNegative() || maxStreamAge.isZero()) {
      throw new IllegalArgumentException(
          "maxStreamAge: " + maxStreamAge + ", expected more than 0");
    }
  }
}
