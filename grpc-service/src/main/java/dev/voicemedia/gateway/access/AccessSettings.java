package dev.voicemedia.gateway.access;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Settings of access.
 *
 * @param file with the callers that are known; empty if anyone may do everything
 * @param grpcTls of the gRPC port; empty for plain text
 * @param webhookTls of the webhook port; empty for plain text
 * @param webhooks where webhooks may come from, and how many are verified
 */
public record AccessSettings(
    Optional<Path> file,
    Optional<TlsSettings> grpcTls,
    Optional<TlsFiles> webhookTls,
    PublicPort webhooks) {
  /** Anyone may do everything, in plain text. */
  public static final AccessSettings OPEN =
      new AccessSettings(Optional.empty(), Optional.empty(), Optional.empty(), PublicPort.DEFAULTS);

  /** Whether a client without a certificate gets as far as no call. */
  boolean clientCertificateRequired() {
    return grpcTls.map(TlsSettings::clientRequired).orElse(false);
  }
}
