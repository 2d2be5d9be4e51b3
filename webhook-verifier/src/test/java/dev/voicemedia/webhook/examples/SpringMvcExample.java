package dev.voicemedia.webhook.examples;

import dev.voicemedia.webhook.VerifiedWebhook;
import dev.voicemedia.webhook.WebhookVerificationException;
import dev.voicemedia.webhook.WebhookVerifier;
import java.util.function.Consumer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

@RestController
class SpringMvcExample {

  private final WebhookVerifier verifier;
  private final Consumer<VerifiedWebhook> inbox;

  SpringMvcExample(WebhookVerifier verifier, Consumer<VerifiedWebhook> inbox) {
    this.verifier = verifier;
    this.inbox = inbox;
  }

  @PostMapping("/webhooks/telnyx")
  ResponseEntity<Void> receive(@RequestBody byte[] body, @RequestHeader HttpHeaders headers) {
    try {
      inbox.accept(verifier.verify(body, headers::get));
      return ResponseEntity.ok().build();
    } catch (WebhookVerificationException refused) {
      return ResponseEntity.status(HttpStatus.UNAUTHORIZED).build();
    }
  }
}
