package dev.voicemedia.webhook.examples;

import dev.voicemedia.webhook.HeaderLookup;
import dev.voicemedia.webhook.VerifiedWebhook;
import dev.voicemedia.webhook.WebhookVerificationException;
import dev.voicemedia.webhook.WebhookVerifier;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.function.Consumer;

@SuppressWarnings("serial") // a servlet is never serialised
final class ServletExample extends HttpServlet {

  private static final int MAX_BODY_BYTES = 1024 * 1024;

  private final WebhookVerifier verifier;
  private final Consumer<VerifiedWebhook> inbox;

  ServletExample(WebhookVerifier verifier, Consumer<VerifiedWebhook> inbox) {
    this.verifier = verifier;
    this.inbox = inbox;
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    byte[] body = request.getInputStream().readNBytes(MAX_BODY_BYTES);
    HeaderLookup headers = name -> Collections.list(request.getHeaders(name));
    try {
      inbox.accept(verifier.verify(body, headers));
    } catch (WebhookVerificationException refused) {
      response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
    }
  }
}
