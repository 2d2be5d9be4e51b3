package dev.voicemedia.gateway.cli.server;

import dev.voicemedia.gateway.access.AccessControl;
import dev.voicemedia.gateway.access.AccessFileException;
import dev.voicemedia.gateway.access.AccessSettings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Settings of who may call the gateway, and over which wire. */
final class AccessOptions {
  @Option(
      names = "--access-file",
      paramLabel = "FILE",
      defaultValue = "${env:VOICEMEDIA_ACCESS_FILE}",
      description =
          "YAML file with the callers and what they may do [VOICEMEDIA_ACCESS_FILE] (default: none,"
              + " anyone may do everything)")
  String accessFile = "";

  @Option(
      names = "--allow-anonymous",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      defaultValue = "${env:VOICEMEDIA_ALLOW_ANONYMOUS}",
      description =
          "serve gRPC off loopback without an access file, to whoever reaches the port"
              + " [VOICEMEDIA_ALLOW_ANONYMOUS] (default: false)")
  boolean allowAnonymous;

  @Option(
      names = "--allow-plaintext",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      defaultValue = "${env:VOICEMEDIA_ALLOW_PLAINTEXT}",
      description =
          "serve gRPC off loopback without TLS, as behind a mesh or a proxy that ends it"
              + " [VOICEMEDIA_ALLOW_PLAINTEXT] (default: false)")
  boolean allowPlaintext;

  /**
   * @param grpc address that the gRPC port binds to
   * @throws ConfigException naming the setting that is missing or wrong
   */
  AccessSettings toSettings(InetSocketAddress grpc) throws ConfigException {
    if (!grpc.getAddress().isLoopbackAddress()) {
      requireChoice(
          allowPlaintext, grpc, "--allow-plaintext if a mesh or a proxy in front of it ends TLS");
      requireChoice(
          !accessFile.isBlank() || allowAnonymous,
          grpc,
          "--access-file, or --allow-anonymous if whoever reaches it may do everything");
    }
    if (accessFile.isBlank()) {
      return AccessSettings.OPEN;
    }
    Path file = Path.of(accessFile);
    try {
      AccessControl.check(file, Clock.systemUTC());
    } catch (AccessFileException e) {
      throw new ConfigException("--access-file: " + e.getMessage());
    }
    return new AccessSettings(Optional.of(file));
  }

  private static void requireChoice(boolean made, InetSocketAddress grpc, String expected)
      throws ConfigException {
    if (!made) {
      throw new ConfigException(
          "--grpc-host: "
              + grpc.getHostString()
              + " can be reached from outside this machine, expected "
              + expected);
    }
  }
}
