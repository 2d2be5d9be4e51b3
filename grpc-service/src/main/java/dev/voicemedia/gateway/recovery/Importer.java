package dev.voicemedia.gateway.recovery;

import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.gateway.event.ListedWebhook;
import dev.voicemedia.gateway.eventlog.AppendResult.Outcome;
import dev.voicemedia.gateway.eventlog.EventAppender;
import dev.voicemedia.gateway.ingress.EventParser;
import java.time.Instant;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Stores the events of listed deliveries that are this gateway's and that its log lacks. */
final class Importer {
  private static final Set<String> PRODUCTS = Set.of("call.", "conference.");

  private final EventAppender log;

  Importer(EventAppender log) {
    this.log = log;
  }

  /**
   * Stores an event, if there is one to store; done once it is on disk. Fails with {@link
   * dev.voicemedia.gateway.eventlog.EventLogException}: BUSY, UNAVAILABLE.
   *
   * @param ownUrls addresses of this gateway
   * @param notBefore deliveries that finished earlier are too old
   */
  CompletableFuture<Fate> take(ListedWebhook webhook, Set<String> ownUrls, Instant notBefore) {
    if (Collections.disjoint(webhook.urls(), ownUrls)) {
      return CompletableFuture.completedFuture(Fate.FOREIGN);
    } else if (webhook.data().isEmpty()) {
      return CompletableFuture.completedFuture(Fate.NO_PAYLOAD);
    }
    IncomingEvent event = EventParser.parse(webhook);
    String type = event.event().getEventType();
    if (PRODUCTS.stream().noneMatch(type::startsWith)) {
      return CompletableFuture.completedFuture(Fate.FOREIGN);
    } else if (webhook.finishedAt().filter(finished -> finished.isBefore(notBefore)).isPresent()) {
      return CompletableFuture.completedFuture(Fate.TOO_OLD);
    }
    // A log that has only accepted it was asked before whether it knows it.
    return log.append(event)
        .thenApply(result -> result.outcome() == Outcome.DUPLICATE ? Fate.KNOWN : Fate.RECOVERED);
  }
}
