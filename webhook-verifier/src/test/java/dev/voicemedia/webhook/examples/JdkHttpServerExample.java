package dev.voicemedia.webhook.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.voicemedia.webhook.VerifiedWebhook;
import dev.voicemedia.webhook.WebhookVerificationException;
import dev.voicemedia.webhook.WebhookVerifier;
import java.io.IOException;
import java.util.function.Consumer;

final class JdkHttpServerExample implements HttpHandler {

  private static final int MAX_BODY_BYTES = 1024 * 1024;

  private final WebhookVerifier verifier;
  private final Consumer<VerifiedWebhook> inbox;

  JdkHttpServerExample(WebhookVerifier verifier, Consumer<VerifiedWebhook> inbox) {
    this.verifier = verifier;
    this.inbox = inbox;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES);
    try {
      inbox.accept(verifier.verify(body, exchange.getRequestHeaders()));
      exchange.sendResponseHeaders(200, -1);
    } catch (WebhookVerificationException refused) {
      exchange.sendResponseHeaders(401, -1);
    }
    exchange.close();
  }
}
