package dev.voicemedia.gateway.cli.server;

import dev.voicemedia.gateway.GatewayConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Settings of the account at Telnyx. The API key has no flag, since it is a secret. */
final class TelnyxOptions {
  private static final String ALL_INTERFACES = "0.0.0.0";

  @Option(
      names = "--telnyx-public-key",
      paramLabel = "KEY[,KEY]",
      defaultValue = "${env:TELNYX_PUBLIC_KEY}",
      description =
          "base64 public keys that webhooks are verified with [TELNYX_PUBLIC_KEY]; required")
  String publicKeys = "";

  @Option(
      names = "--telnyx-base-url",
      paramLabel = "URL",
      defaultValue = "${env:TELNYX_BASE_URL}",
      description = "base URL of the Telnyx API [TELNYX_BASE_URL] (default: ${DEFAULT-VALUE})")
  String baseUrl = GatewayConfig.TELNYX_API.toString();

  @Mixin AccessOptions access;

  /**
   * Everything that a gateway for real calls needs.
   *
   * @throws ConfigException naming the setting that is missing or wrong
   */
  GatewayConfig toConfig(Secrets secrets, ServerOptions server) throws ConfigException {
    if (publicKeys.isBlank()) {
      throw new ConfigException(
          "TELNYX_PUBLIC_KEY: missing, expected at least one base64 public key to verify webhooks"
              + " with");
    }
    return server.toConfig(
        secrets.apiKey(),
        publicKeys,
        baseUrl,
        ALL_INTERFACES,
        server.dataDir,
        access.toSettings(server.grpcAddress()));
  }
}
