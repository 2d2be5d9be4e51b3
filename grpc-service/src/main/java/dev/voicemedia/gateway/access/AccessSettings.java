package dev.voicemedia.gateway.access;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of access.
 *
 * @param file with the callers that are known; empty if anyone may do everything
 * @param grpcTls of the gRPC port; empty for plain text
 * @param webhookTls of the webhook port; empty for plain text
 * @param webhooks where webhooks may come from, and how many are verified
 * @param secrets that are read again when they change
 * @param reloadEvery how often files are looked at for new content
 */
public record AccessSettings(
    Optional<Path> file,
    Optional<TlsSettings> grpcTls,
    Optional<TlsFiles> webhookTls,
    PublicPort webhooks,
    SecretFiles secrets,
    Duration reloadEvery) {
  public static final Duration RELOAD_EVERY = Duration.ofSeconds(5);

  /** Anyone may do everything, in plain text. */
  public static final AccessSettings OPEN =
      new AccessSettings(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          PublicPort.DEFAULTS,
          SecretFiles.NONE,
          RELOAD_EVERY);

  /** Whether a client without a certificate gets as far as no call. */
  boolean clientCertificateRequired() {
    return grpcTls.map(TlsSettings::clientRequired).orElse(false);
  }

  /** These, with other files of secrets. */
  public AccessSettings withSecrets(SecretFiles files) {
    return new AccessSettings(file, grpcTls, webhookTls, webhooks, files, reloadEvery);
  }
}
