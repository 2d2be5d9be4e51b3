package dev.voicemedia.gateway.cli.server;

import dev.voicemedia.gateway.GatewayConfig;
import dev.voicemedia.gateway.access.SecretFiles;
import dev.voicemedia.gateway.time.Failures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
      names = "--telnyx-public-key-file",
      paramLabel = "FILE",
      defaultValue = "${env:TELNYX_PUBLIC_KEY_FILE}",
      description =
          "file with them instead, one a line, read again when it changes [TELNYX_PUBLIC_KEY_FILE]"
              + " (default: none)")
  String publicKeyFile = "";

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
    if (!publicKeys.isBlank() && !publicKeyFile.isBlank()) {
      throw new ConfigException(
          "TELNYX_PUBLIC_KEY and TELNYX_PUBLIC_KEY_FILE: both are set, expected one of them");
    }
    String keys = publicKeyFile.isBlank() ? publicKeys : keysInFile();
    if (keys.isBlank()) {
      throw new ConfigException(
          "TELNYX_PUBLIC_KEY: missing, expected at least one base64 public key to verify webhooks"
              + " with");
    }
    SecretFiles files =
        new SecretFiles(
            secrets.apiKeyFile(),
            publicKeyFile.isBlank() ? Optional.empty() : Optional.of(Path.of(publicKeyFile)));
    return server.toConfig(
        secrets.apiKey(),
        keys,
        baseUrl,
        ALL_INTERFACES,
        server.dataDir,
        access.toSettings(server.grpcAddress()).withSecrets(files),
        server.edge.toSettings(Optional.empty(), access),
        false);
  }

  /** Base64, a key a line; comments begin with a number sign. */
  private String keysInFile() throws ConfigException {
    try (Stream<String> lines = Files.lines(Path.of(publicKeyFile))) {
      return lines
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .collect(Collectors.joining(","));
    } catch (IOException | UncheckedIOException e) {
      throw new ConfigException(
          "TELNYX_PUBLIC_KEY_FILE: cannot read " + publicKeyFile + " (" + Failures.ofFile(e) + ")");
    }
  }
}
