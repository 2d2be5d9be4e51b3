package dev.voicemedia.gateway.testing;

import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.gateway.ingress.EventParser;
import dev.voicemedia.webhook.WebhookVerificationException;
import dev.voicemedia.webhook.WebhookVerifier;
import dev.voicemedia.webhook.testing.WebhookSigner;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Events that came as webhooks, with signatures that prove it. */
public final class SignedEvents {
  public static final WebhookSigner SIGNER = WebhookSigner.fromSeed(new byte[32]);

  private SignedEvents() {}

  /** A call.speak.ended of the leg and session of a call. */
  public static IncomingEvent speakEnded(String id, String call, String clientState) {
    String body =
        """
        {"data":{"record_type":"event","event_type":"call.speak.ended","id":"%s",\
        "occurred_at":"2026-01-31T09:30:00Z","payload":{"call_control_id":"v3:%s",\
        "call_leg_id":"leg-%s","call_session_id":"session-%s","client_state":"%s",\
        "status":"completed"}},"meta":{"attempt":1}}"""
            .formatted(id, call, call, call, clientState);
    return of(body);
  }

  /** Any body. */
  public static IncomingEvent of(String body) {
    Instant signedAt = Instant.parse("2026-01-31T09:30:00Z");
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    try {
      return EventParser.parse(
          WebhookVerifier.builder()
              .publicKeys(SIGNER.publicKey())
              .clock(() -> signedAt)
              .build()
              .verify(bytes, SIGNER.headers(signedAt, bytes)));
    } catch (WebhookVerificationException e) {
      throw new IllegalStateException("signed just now", e);
    }
  }
}
