package dev.voicemedia.gateway.cli.server;

import dev.voicemedia.gateway.Gateway;
import dev.voicemedia.gateway.GatewayConfig;
import dev.voicemedia.gateway.upstream.ApiKey;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The gateway for real calls. */
@Command(
    name = "serve",
    description = {
      "Runs the gateway.",
      "The Telnyx API key has no flag: set TELNYX_API_KEY to it, or TELNYX_API_KEY_FILE to a file"
          + " that holds it."
    })
public final class ServeCommand implements Callable<Integer> {
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

  @Mixin ServerOptions server;

  private ServeCommand() {}

  @Override
  public Integer call() throws ConfigException, IOException, InterruptedException {
    if (publicKeys.isBlank()) {
      throw new ConfigException(
          "TELNYX_PUBLIC_KEY: missing, expected at least one base64 public key to verify webhooks"
              + " with");
    }
    ApiKey apiKey = new Secrets(System.getenv()).apiKey();
    GatewayConfig config =
        server.toConfig(apiKey, publicKeys, baseUrl, ALL_INTERFACES, server.dataDir);
    Gateway gateway = Gateway.start(config, Clock.systemUTC());
    Shutdown.closeOnSignal(gateway);
    System.err.printf(
        "voicemedia: gRPC on %s:%d, webhooks on port %d, admin on %s:%d%n",
        server.grpcHost,
        gateway.grpcPort(),
        gateway.webhookPort(),
        server.adminHost,
        gateway.adminPort());
    return Shutdown.await();
  }
}
