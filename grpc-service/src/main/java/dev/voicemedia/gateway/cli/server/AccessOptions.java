package dev.voicemedia.gateway.cli.server;

import dev.voicemedia.gateway.access.AccessControl;
import dev.voicemedia.gateway.access.AccessFileException;
import dev.voicemedia.gateway.access.AccessSettings;
import dev.voicemedia.gateway.access.PemFile;
import dev.voicemedia.gateway.access.SecretFiles;
import dev.voicemedia.gateway.access.TlsFiles;
import dev.voicemedia.gateway.access.TlsSettings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import picocli.CommandLine.Mixin;
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
          "serve gRPC and the HTTP edge off loopback without an access file, to whoever reaches"
              + " the port"
              + " [VOICEMEDIA_ALLOW_ANONYMOUS] (default: false)")
  boolean allowAnonymous;

  @Option(
      names = "--allow-plaintext",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      defaultValue = "${env:VOICEMEDIA_ALLOW_PLAINTEXT}",
      description =
          "serve gRPC and the HTTP edge off loopback without TLS, as behind a mesh or a proxy that"
              + " ends it"
              + " [VOICEMEDIA_ALLOW_PLAINTEXT] (default: false)")
  boolean allowPlaintext;

  @Option(
      names = "--grpc-tls-cert",
      paramLabel = "FILE",
      defaultValue = "${env:VOICEMEDIA_GRPC_TLS_CERT}",
      description =
          "certificate of the gRPC port and its chain, PEM, read again when it changes"
              + " [VOICEMEDIA_GRPC_TLS_CERT] (default: none, plain text)")
  String grpcCertificate = "";

  @Option(
      names = "--grpc-tls-key",
      paramLabel = "FILE",
      defaultValue = "${env:VOICEMEDIA_GRPC_TLS_KEY}",
      description =
          "private key of --grpc-tls-cert, PKCS #8 in PEM [VOICEMEDIA_GRPC_TLS_KEY] (default:"
              + " none)")
  String grpcKey = "";

  @Option(
      names = "--grpc-client-ca",
      paramLabel = "FILE",
      defaultValue = "${env:VOICEMEDIA_GRPC_CLIENT_CA}",
      description =
          "ask gRPC clients for a certificate that one of these has signed, PEM"
              + " [VOICEMEDIA_GRPC_CLIENT_CA] (default: none)")
  String grpcClientCa = "";

  @Option(
      names = "--grpc-client-auth",
      paramLabel = "request|require",
      defaultValue = "${env:VOICEMEDIA_GRPC_CLIENT_AUTH}",
      description =
          "whether a client without a certificate may connect, with --grpc-client-ca"
              + " [VOICEMEDIA_GRPC_CLIENT_AUTH] (default: ${DEFAULT-VALUE})")
  String grpcClientAuth = "request";

  @Option(
      names = "--webhook-tls-cert",
      paramLabel = "FILE",
      defaultValue = "${env:VOICEMEDIA_WEBHOOK_TLS_CERT}",
      description =
          "certificate of the webhook port and its chain, PEM, read again when it changes"
              + " [VOICEMEDIA_WEBHOOK_TLS_CERT] (default: none, plain text)")
  String webhookCertificate = "";

  @Option(
      names = "--webhook-tls-key",
      paramLabel = "FILE",
      defaultValue = "${env:VOICEMEDIA_WEBHOOK_TLS_KEY}",
      description =
          "private key of --webhook-tls-cert, PKCS #8 in PEM [VOICEMEDIA_WEBHOOK_TLS_KEY] (default:"
              + " none)")
  String webhookKey = "";

  @Mixin PublicPortOptions publicPort = new PublicPortOptions();

  /**
   * @param grpc address that the gRPC port binds to
   * @throws ConfigException naming the setting that is missing or wrong
   */
  AccessSettings toSettings(InetSocketAddress grpc) throws ConfigException {
    requireSafe("--grpc-host", grpc, !grpcCertificate.isBlank(), "--grpc-tls-cert");
    AccessSettings settings =
        new AccessSettings(
            file(accessFile),
            grpcTls(),
            webhookTls(),
            publicPort.toSettings(),
            SecretFiles.NONE,
            AccessSettings.RELOAD_EVERY);
    check("--access-file", () -> AccessControl.check(settings, Clock.systemUTC()));
    return settings;
  }

  /**
   * Makes sure that a port off loopback is either safe or meant to be open.
   *
   * @param option that sets its address
   * @param tls whether it has TLS, which another option sets
   * @throws ConfigException naming what is missing
   */
  void requireSafe(String option, InetSocketAddress address, boolean tls, String tlsOption)
      throws ConfigException {
    if (address.getAddress().isLoopbackAddress()) {
      return;
    }
    requireChoice(
        tls || allowPlaintext,
        option,
        address,
        tlsOption + ", or --allow-plaintext if a mesh or a proxy in front of it ends TLS");
    requireChoice(
        !accessFile.isBlank() || allowAnonymous,
        option,
        address,
        "--access-file, or --allow-anonymous if whoever reaches it may do everything");
  }

  private Optional<TlsSettings> grpcTls() throws ConfigException {
    boolean required = "require".equals(grpcClientAuth);
    if (!required && !"request".equals(grpcClientAuth)) {
      throw new ConfigException(
          "--grpc-client-auth: " + grpcClientAuth + ", expected request or require");
    }
    Optional<TlsFiles> identity = pair("--grpc-tls", grpcCertificate, grpcKey);
    Optional<Path> ca = file(grpcClientCa);
    if (ca.isPresent() && identity.isEmpty()) {
      throw new ConfigException("--grpc-client-ca: expected --grpc-tls-cert with it");
    }
    if (required && ca.isEmpty()) {
      throw new ConfigException("--grpc-client-auth: require, expected --grpc-client-ca with it");
    }
    if (ca.isPresent()) {
      check("--grpc-client-ca", () -> PemFile.certificates(ca.get()));
    }
    return identity.map(files -> new TlsSettings(files, ca, required));
  }

  private Optional<TlsFiles> webhookTls() throws ConfigException {
    return pair("--webhook-tls", webhookCertificate, webhookKey);
  }

  static Optional<TlsFiles> pair(String option, String certificate, String key)
      throws ConfigException {
    if (certificate.isBlank() != key.isBlank()) {
      throw new ConfigException(
          option + "-cert and " + option + "-key: one of them is missing, expected both");
    }
    if (certificate.isBlank()) {
      return Optional.empty();
    }
    TlsFiles files = new TlsFiles(Path.of(certificate), Path.of(key));
    check(option + "-cert", files::read);
    return Optional.of(files);
  }

  private static Optional<Path> file(String name) {
    return name.isBlank() ? Optional.empty() : Optional.of(Path.of(name));
  }

  private static void check(String option, Reading reading) throws ConfigException {
    try {
      reading.run();
    } catch (AccessFileException e) {
      throw new ConfigException(option + ": " + e.getMessage());
    }
  }

  private static void requireChoice(
      boolean made, String option, InetSocketAddress address, String expected)
      throws ConfigException {
    if (!made) {
      throw new ConfigException(
          option
              + ": "
              + address.getHostString()
              + " can be reached from outside this machine, expected "
              + expected);
    }
  }

  private interface Reading {
    void run() throws AccessFileException;
  }
}
