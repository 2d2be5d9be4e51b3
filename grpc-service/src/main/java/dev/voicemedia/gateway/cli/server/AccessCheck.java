package dev.voicemedia.gateway.cli.server;

import dev.voicemedia.gateway.access.AccessFileException;
import dev.voicemedia.gateway.access.AccessSettings;
import dev.voicemedia.gateway.access.PemFile;
import dev.voicemedia.gateway.access.TlsSettings;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How long the certificates are good for; their files have been read with the settings. */
final class AccessCheck {
  private static final Duration SOON = Duration.ofDays(14);

  private final AccessSettings settings;
  private final InstantSource clock;

  AccessCheck(AccessSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * A finding for each file that is set.
   *
   * @throws AccessFileException if one of them can no longer be read
   */
  List<Finding> run() throws AccessFileException {
    List<Finding> findings = new ArrayList<>();
    settings
        .file()
        .ifPresent(file -> findings.add(Finding.ok("access file", file + " can be used")));
    if (settings.grpcTls().isPresent()) {
      TlsSettings tls = settings.grpcTls().get();
      findings.add(validity("grpc tls", tls.identity().certificate()));
      if (tls.clientCa().isPresent()) {
        findings.add(validity("client ca", tls.clientCa().get()));
      }
    }
    if (settings.webhookTls().isPresent()) {
      findings.add(validity("webhook tls", settings.webhookTls().get().certificate()));
    }
    return findings;
  }

  /** Of a chain, the certificate counts that is the first to expire. */
  private Finding validity(String subject, Path file) throws AccessFileException {
    List<X509Certificate> chain = PemFile.certificates(file);
    Instant now = clock.instant();
    Optional<Instant> future =
        chain.stream()
            .map(each -> each.getNotBefore().toInstant())
            .filter(now::isBefore)
            .findFirst();
    if (future.isPresent()) {
      return Finding.failure(subject, file + " is valid from " + future.get() + " on, not yet");
    }
    Instant end =
        chain.stream()
            .map(each -> each.getNotAfter().toInstant())
            .min(Instant::compareTo)
            .orElseThrow();
    if (!now.isBefore(end)) {
      return Finding.failure(subject, file + " expired on " + end);
    }
    String text = file + " expires on " + end + ", in " + now.until(end, ChronoUnit.DAYS) + " days";
    return now.plus(SOON).isBefore(end)
        ? Finding.ok(subject, text)
        : Finding.warning(subject, text + "; renewed files are taken over while it runs");
  }
}
