package outside;

import dev.voicemedia.webhook.VerifiedWebhook;
import dev.voicemedia.webhook.WebhookVerificationException;
import dev.voicemedia.webhook.WebhookVerifier;
import dev.voicemedia.webhook.testing.WebhookSigner;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;

/** Signs and verifies; then looks at what came along with the verifier. */
final class Main {

  private static final Set<String> EXPECTED =
      Set.of("outside", "dev.voicemedia.webhook", "org.bouncycastle.provider");

  public static void main(String[] args) throws Exception {
    byte[] body = "{\"data\":{}}".getBytes(StandardCharsets.UTF_8);
    WebhookSigner signer = WebhookSigner.random();
    WebhookVerifier verifier = WebhookVerifier.builder().publicKeys(signer.publicKey()).build();

    VerifiedWebhook webhook = verifier.verify(body, signer.headers(Instant.now(), body));
    require(webhook.body().remaining() == body.length, "the body was verified");
    try {
      verifier.verify(new byte[0], signer.headers(Instant.now(), body));
      require(false, "another body is refused");
    } catch (WebhookVerificationException refused) {
      require(
          refused.reason() == WebhookVerificationException.Reason.NO_KEY_MATCHES,
          "another body is refused for its signature");
    }

    if (Main.class.getModule().isNamed()) {
      Set<String> modules =
          ModuleLayer.boot().modules().stream()
              .map(Module::getName)
              .filter(name -> !name.startsWith("java.") && !name.startsWith("jdk."))
              .collect(Collectors.toSet());
      require(modules.equals(EXPECTED), "only the expected modules are there, not " + modules);
    } else {
      String[] entries = System.getProperty("java.class.path").split(File.pathSeparator);
      require(entries.length == EXPECTED.size(), "nothing else came along");
    }
  }

  private static void require(boolean met, String what) {
    if (!met) {
      throw new AssertionError("expected: " + what);
    }
  }
}
