package dev.voicemedia.gateway;

import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.gateway.upstream.ApiKey;
import dev.voicemedia.gateway.upstream.AttemptPolicy;
import dev.voicemedia.webhook.TelnyxPublicKey;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a gateway needs to run.
 *
 * @param publicKeys that webhooks may be signed with; at least one
 * @param baseUrl of the Telnyx API, such as {@code https://api.telnyx.com/v2}
 * @param dataDir where the event log lives
 * @param logSettings how much it keeps
 * @param attempts how commands are sent
 * @param maxStreamAge about which a stream of events is asked to come back; more than nothing
 */
public record GatewayConfig(
    ApiKey apiKey,
    List<TelnyxPublicKey> publicKeys,
    URI baseUrl,
    InetSocketAddress grpcAddress,
    InetSocketAddress webhookAddress,
    InetSocketAddress adminAddress,
    Path dataDir,
    EventLogSettings logSettings,
    AttemptPolicy attempts,
    Duration maxStreamAge) {

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
