package dev.voicemedia.gateway.grpc;

import dev.voicemedia.gateway.access.AccessFileException;
import dev.voicemedia.gateway.access.PemFile;
import dev.voicemedia.gateway.access.TlsFiles;
import dev.voicemedia.gateway.access.TlsSettings;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.AdvancedTlsX509TrustManager.Verification;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** TLS of the gRPC port. New connections have the files' newest content, open ones stay. */
public final class ServerTls {
  private final TlsSettings settings;
  private final AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
  private final Optional<AdvancedTlsX509TrustManager> trust;

  private ServerTls(TlsSettings settings) throws AccessFileException {
    this.settings = settings;
    try {
      trust =
          settings.clientCa().isPresent()
              ? Optional.of(
                  AdvancedTlsX509TrustManager.newBuilder()
                      .setVerification(Verification.CERTIFICATE_ONLY_VERIFICATION)
                      .build())
              : Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has X.509", e);
    }
    reload();
  }

  /**
   * Reads the files.
   *
   * @throws AccessFileException if one of them cannot be used
   */
  public static ServerTls load(TlsSettings settings) throws AccessFileException {
    return new ServerTls(settings);
  }

  /** The files that this reads. */
  public List<Path> files() {
    return settings.files();
  }

  /**
   * Reads the files again: all of them, or none.
   *
   * @throws AccessFileException if a file cannot be used; what was there before stays
   */
  public void reload() throws AccessFileException {
    TlsFiles.Identity identity = settings.identity().read();
    List<X509Certificate> authorities =
        settings.clientCa().isPresent()
            ? PemFile.certificates(settings.clientCa().get())
            : List.of();
    keys.updateIdentityCredentials(
        identity.chain().toArray(X509Certificate[]::new), identity.key());
    if (trust.isPresent()) {
      try {
        trust.get().updateTrustCredentials(authorities.toArray(X509Certificate[]::new));
      } catch (IOException | GeneralSecurityException e) {
        throw new IllegalStateException("certificates that were read can be trusted", e);
      }
    }
  }

  ServerCredentials credentials() {
    TlsServerCredentials.Builder tls = TlsServerCredentials.newBuilder().keyManager(keys);
    trust.ifPresent(
        manager ->
            tls.trustManager(manager)
                .clientAuth(
                    settings.clientRequired()
                        ? TlsServerCredentials.ClientAuth.REQUIRE
                        : TlsServerCredentials.ClientAuth.OPTIONAL));
    return tls.build();
  }
}
