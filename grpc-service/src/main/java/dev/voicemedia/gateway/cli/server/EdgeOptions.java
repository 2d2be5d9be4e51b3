package dev.voicemedia.gateway.cli.server;

import dev.voicemedia.gateway.GatewayConfig;
import dev.voicemedia.gateway.access.TlsFiles;
import dev.voicemedia.gateway.edge.EdgeSettings;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Settings of the HTTP edge. */
final class EdgeOptions {
  private static final String HOST = "--http-host";

  @Option(
      names = HOST,
      paramLabel = "HOST",
      defaultValue = "${env:VOICEMEDIA_HTTP_HOST}",
      description =
          "address that the HTTP edge binds to [VOICEMEDIA_HTTP_HOST] (default: ${DEFAULT-VALUE})")
  String host = GatewayConfig.LOOPBACK;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "${env:VOICEMEDIA_HTTP_PORT}",
      description =
          "port of the HTTP edge, 0 for any free one [VOICEMEDIA_HTTP_PORT] (default: none with"
              + " serve, 8082 with dev)")
  String port = "";

  @Option(
      names = "--http-tls-cert",
      paramLabel = "FILE",
      defaultValue = "${env:VOICEMEDIA_HTTP_TLS_CERT}",
      description =
          "certificate of the HTTP edge and its chain, PEM, read again when it changes"
              + " [VOICEMEDIA_HTTP_TLS_CERT] (default: none, plain text)")
  String certificate = "";

  @Option(
      names = "--http-tls-key",
      paramLabel = "FILE",
      defaultValue = "${env:VOICEMEDIA_HTTP_TLS_KEY}",
      description =
          "private key of --http-tls-cert, PKCS #8 in PEM [VOICEMEDIA_HTTP_TLS_KEY] (default:"
              + " none)")
  String key = "";

  @Option(
      names = "--http-allowed-host",
      paramLabel = "HOST[,HOST]",
      defaultValue = "${env:VOICEMEDIA_HTTP_ALLOWED_HOST}",
      description =
          "names that requests to the HTTP edge may be for, without a port, beside those of"
              + " loopback [VOICEMEDIA_HTTP_ALLOWED_HOST] (default: none)")
  String allowedHosts = "";

  @Option(
      names = "--http-allowed-origin",
      paramLabel = "ORIGIN[,ORIGIN]",
      defaultValue = "${env:VOICEMEDIA_HTTP_ALLOWED_ORIGIN}",
      description =
          "origins of pages that may call the HTTP edge, such as https://app.example.com"
              + " [VOICEMEDIA_HTTP_ALLOWED_ORIGIN] (default: none)")
  String allowedOrigins = "";

  /**
   * The edge that is wanted; empty for none.
   *
   * @param otherwise port without one that is set; empty for no edge then
   * @param access whether an address may be served off loopback
   * @throws ConfigException naming the setting that is missing or wrong
   */
  Optional<EdgeSettings> toSettings(Optional<Integer> otherwise, AccessOptions access)
      throws ConfigException {
    Optional<TlsFiles> tls = AccessOptions.pair("--http-tls", certificate, key);
    Optional<Integer> wanted = port.isBlank() ? otherwise : Optional.of(portOf(port));
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    InetSocketAddress address = PortAddress.of("--http-port", host, wanted.get());
    access.requireSafe(HOST, address, tls.isPresent(), "--http-tls-cert");
    try {
      return Optional.of(
          new EdgeSettings(address, tls, parts(allowedHosts), parts(allowedOrigins)));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          "--http-" + String.valueOf(e.getMessage()).replace("allowed ", "allowed-"));
    }
  }

  /** Whether this machine alone can reach the address that is set. */
  boolean isOnLoopback() throws ConfigException {
    return PortAddress.of("--http-port", host, 0).getAddress().isLoopbackAddress();
  }

  private static int portOf(String text) throws ConfigException {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new ConfigException("--http-port: " + text + ", expected 0 to 65535");
    }
  }

  private static List<String> parts(String commaSeparated) {
    return Arrays.stream(commaSeparated.split(",", -1))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }
}
