package dev.voicemedia.gateway.config;

import dev.voicemedia.webhook.TelnyxPublicKey;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * What a gateway needs to run.
 *
 * @param publicKeys that webhooks may be signed with; at least one
 * @param baseUrl of the Telnyx API, such as {@code https://api.telnyx.com/v2}
 * @param dataDir where the event log lives
 * @param logLimits how much it keeps
 */
public record GatewayConfig(
    ApiKey apiKey,
    List<TelnyxPublicKey> publicKeys,
    URI baseUrl,
    InetSocketAddress grpcAddress,
    InetSocketAddress webhookAddress,
    InetSocketAddress adminAddress,
    Path dataDir,
    LogLimits logLimits) {

  public GatewayConfig {
    publicKeys = List.copyOf(publicKeys);
    if (publicKeys.isEmpty()) {
      throw new IllegalArgumentException("publicKeys: none, expected at least one");
    }
  }
}
