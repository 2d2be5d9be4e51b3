package dev.voicemedia.gateway.ingress;

import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.gateway.event.PrintableText;
import dev.voicemedia.gateway.eventlog.AppendResult;
import dev.voicemedia.gateway.eventlog.EventAppender;
import dev.voicemedia.gateway.time.MonotonicClock;
import dev.voicemedia.gateway.trace.Span;
import dev.voicemedia.gateway.trace.Tracing;
import dev.voicemedia.v1.Event;
import dev.voicemedia.webhook.HeaderLookup;
import dev.voicemedia.webhook.TelnyxPublicKey;
import dev.voicemedia.webhook.VerifiedWebhook;
import dev.voicemedia.webhook.WebhookVerificationException;
import dev.voicemedia.webhook.WebhookVerifier;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Way of a webhook into the log, whatever it came by: verify the raw bytes, parse, append. */
public final class WebhookIntake {
  private static final Logger log = LoggerFactory.getLogger(WebhookIntake.class);

  private volatile WebhookVerifier verifier;
  private final EventAppender eventLog;
  private final WebhookCounters counters;
  private final Tracing tracing;
  private final StaleWebhooks stale = new StaleWebhooks(MonotonicClock.system());
  private final AtomicBoolean warnedOfVersion1 = new AtomicBoolean();

  /** Takes webhooks without tracing them. */
  WebhookIntake(WebhookVerifier verifier, EventAppender eventLog, MeterRegistry metrics) {
    this(verifier, eventLog, metrics, Tracing.OFF);
  }

  public WebhookIntake(
      WebhookVerifier verifier, EventAppender eventLog, MeterRegistry metrics, Tracing tracing) {
    this.tracing = tracing;
    this.verifier = verifier;
    this.eventLog = eventLog;
    this.counters = new WebhookCounters(metrics);
  }

  /** Verifies with another verifier from now on, as when keys are rotated. */
  public void verifyWith(WebhookVerifier next) {
    verifier = next;
  }

  /** The keys that webhooks may be signed with now. */
  public List<TelnyxPublicKey> publicKeys() {
    return verifier.publicKeys();
  }

  /** Begins a trace of a request's own: what its sender names as the whole proves nothing. */
  Span begin(String request) {
    return tracing.begin(request);
  }

  /**
   * Stores a webhook.
   *
   * @param span of its request
   * @return done once it is on disk; a {@link WebhookVerificationException}, or an {@link
   *     dev.voicemedia.gateway.eventlog.EventLogException} if it cannot be stored now
   */
  CompletableFuture<AppendResult> take(byte[] body, HeaderLookup headers, Span span) {
    try {
      VerifiedWebhook webhook = verifier.verify(body, headers);
      IncomingEvent incoming = EventParser.parse(webhook);
      count(incoming.event());
      Span append = described(span, incoming.event()).part("append");
      long started = System.nanoTime();
      return eventLog
          .append(incoming)
          .whenComplete(
              (result, failure) -> {
                counters.appended(failure == null, System.nanoTime() - started);
                logged(incoming.event(), result, failure, span);
                end(append, result);
              });
    } catch (WebhookVerificationException e) {
      if (!e.age().isZero()) {
        stale.refused(e.age());
      }
      return CompletableFuture.failedFuture(e);
    }
  }

  /** For whoever looks for one: thousands may come in a second. */
  private static void logged(
      Event event, @Nullable AppendResult result, @Nullable Throwable failure, Span span) {
    if (!log.isDebugEnabled()) {
      return;
    }
    LoggingEventBuilder line =
        log.atDebug()
            .addKeyValue("event_id", PrintableText.masked(event.getId()))
            .addKeyValue("event_type", PrintableText.masked(event.getEventType()))
            .addKeyValue("call_control_id", PrintableText.masked(event.getCallControlId()));
    if (!span.traceId().isEmpty()) {
      line = line.addKeyValue("trace_id", span.traceId());
    }
    if (result != null) {
      line = line.addKeyValue("position", result.position());
    }
    line.log(
        "Webhook {}",
        result == null
            ? "not stored: " + failure
            : result.outcome().name().toLowerCase(Locale.ROOT));
  }

  private static Span described(Span span, Event event) {
    return span.with("voicemedia.event_id", PrintableText.masked(event.getId()))
        .with("voicemedia.event_type", PrintableText.masked(event.getEventType()));
  }

  private static void end(Span append, @Nullable AppendResult result) {
    if (result == null) {
      append.failed("not_stored");
    } else {
      append
          .with("voicemedia.outcome", result.outcome().name().toLowerCase(Locale.ROOT))
          .with("voicemedia.position", result.position());
    }
    append.end();
  }

  private void count(Event event) {
    if (event.getReadLeniently()) {
      counters.readLeniently();
    }
    // Types of version 2 have dots: call.answered was call_answered before.
    if (!event.getEventType().isEmpty() && event.getEventType().indexOf('.') < 0) {
      counters.version1();
      if (warnedOfVersion1.compareAndSet(false, true)) {
        log.warn(
            "webhook: event type {}, expected one of API version 2, such as call.answered; set the"
                + " Call Control application to webhook API version 2, since events of version 1"
                + " have no typed payload (logged once)",
            PrintableText.masked(event.getEventType()));
      }
    }
  }

  WebhookCounters counters() {
    return counters;
  }
}
