package dev.voicemedia.webhook.examples;

import dev.voicemedia.webhook.TelnyxPublicKey;
import dev.voicemedia.webhook.VerifiedWebhook;
import dev.voicemedia.webhook.WebhookVerificationException;
import dev.voicemedia.webhook.WebhookVerifier;
import dev.voicemedia.webhook.testing.WebhookSigner;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The README's first lines. */
final class GettingStarted {

  private GettingStarted() {}

  static WebhookVerifier oneKey(String base64) {
    WebhookVerifier verifier =
        WebhookVerifier.builder().publicKeys(TelnyxPublicKey.fromBase64(base64)).build();
    return verifier;
  }

  static WebhookVerifier watchedFile() {
    WebhookVerifier verifier =
        WebhookVerifier.builder()
            .publicKeysFile(Path.of("/etc/telnyx/public-keys"))
            .refreshInterval(Duration.ofSeconds(30))
            .build();
    return verifier;
  }

  static VerifiedWebhook verify(
      WebhookVerifier verifier, byte[] body, Map<String, List<String>> headers)
      throws WebhookVerificationException {
    VerifiedWebhook webhook = verifier.verify(body, headers);
    return webhook;
  }

  static VerifiedWebhook inTests(byte[] body) throws WebhookVerificationException {
    WebhookSigner signer = WebhookSigner.random();
    WebhookVerifier verifier = WebhookVerifier.builder().publicKeys(signer.publicKey()).build();

    return verifier.verify(body, signer.headers(Instant.now(), body));
  }

  static WebhookVerifier again(TelnyxPublicKey key, Instant receivedAt) {
    WebhookVerifier atReceipt =
        WebhookVerifier.builder().publicKeys(key).clock(() -> receivedAt).build();
    return atReceipt;
  }
}
