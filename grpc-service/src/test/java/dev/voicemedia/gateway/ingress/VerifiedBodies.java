package dev.voicemedia.gateway.ingress;

import dev.voicemedia.webhook.VerifiedWebhook;
import dev.voicemedia.webhook.WebhookVerificationException;
import dev.voicemedia.webhook.WebhookVerifier;
import dev.voicemedia.webhook.testing.WebhookSigner;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Bodies that were signed and verified, which is the one way to a {@link VerifiedWebhook}. */
final class VerifiedBodies {
  static final Instant NOW = Instant.parse("2026-01-31T09:30:00Z");
  static final WebhookSigner SIGNER = WebhookSigner.fromSeed(new byte[32]);

  private static final WebhookVerifier VERIFIER =
      WebhookVerifier.builder().publicKeys(SIGNER.publicKey()).clock(() -> NOW).build();

  private VerifiedBodies() {}

  static VerifiedWebhook of(String body) {
    return of(body.getBytes(StandardCharsets.UTF_8));
  }

  static VerifiedWebhook of(byte[] body) {
    try {
      return VERIFIER.verify(body, SIGNER.headers(NOW, body));
    } catch (WebhookVerificationException e) {
      throw new IllegalStateException("signed just now", e);
    }
  }
}
