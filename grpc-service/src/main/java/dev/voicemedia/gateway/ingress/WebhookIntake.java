package dev.voicemedia.gateway.ingress;

import dev.voicemedia.gateway.eventlog.AppendResult;
import dev.voicemedia.gateway.eventlog.EventAppender;
import dev.voicemedia.webhook.HeaderLookup;
import dev.voicemedia.webhook.VerifiedWebhook;
import dev.voicemedia.webhook.WebhookVerificationException;
import dev.voicemedia.webhook.WebhookVerifier;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CompletableFuture;

/** Way of a webhook into the log, whatever it came by: verify the raw bytes, parse, append. */
public final class WebhookIntake {
  private final WebhookVerifier verifier;
  private final EventAppender eventLog;
  private final WebhookCounters counters;

  public WebhookIntake(WebhookVerifier verifier, EventAppender eventLog, MeterRegistry metrics) {
    this.verifier = verifier;
    this.eventLog = eventLog;
    this.counters = new WebhookCounters(metrics);
  }

  /**
   * Stores a webhook.
   *
   * @return done once it is on disk; a {@link WebhookVerificationException}, or an {@link
   *     dev.voicemedia.gateway.eventlog.EventLogException} if it cannot be stored now
   */
  CompletableFuture<AppendResult> take(byte[] body, HeaderLookup headers) {
    try {
      VerifiedWebhook webhook = verifier.verify(body, headers);
      return eventLog.append(EventParser.parse(webhook));
    } catch (WebhookVerificationException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  WebhookCounters counters() {
    return counters;
  }
}
