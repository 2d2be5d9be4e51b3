package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.webhook.TelnyxPublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Reading of a store, as far as its log's head: what is behind that is not visible yet. */
final class LogReads {
  private final Source source;
  private final LongSupplier head;

  LogReads(Source source, LongSupplier head) {
    this.source = source;
    this.head = head;
  }

  List<LogEntry> read(long after, int maxEntries, int maxBytes) {
    long upTo = head.getAsLong();
    return after >= upTo
        ? List.of()
        : source.read(store -> store.events().read(after, upTo, maxEntries, maxBytes));
  }

  Optional<LogEntry> find(String eventId) {
    return source.read(
        store ->
            store
                .ids()
                .find(eventId, Instant.MIN)
                .filter(entry -> entry.position() <= head.getAsLong())
                .flatMap(entry -> store.events().at(entry.position())));
  }

  long placeBefore(Instant receivedAt) {
    return source.read(store -> store.events().placeBefore(receivedAt, head.getAsLong()));
  }

  long lastBefore(Instant receivedAt) {
    return source.read(store -> store.events().lastBefore(receivedAt, head.getAsLong()));
  }

  EventPage page(EventPage.Request request) {
    return source.read(store -> new PageReader(store.events(), request).read());
  }

  /** Public keys that stored webhooks were signed with, by their ids. */
  Map<String, TelnyxPublicKey> publicKeys() {
    return source.read(
        store ->
            store
                .publicKeys()
                .all(
                    problem -> {
                      throw new EventLogException(
                          EventLogException.Reason.DAMAGED, problem.toString(), null);
                    }));
  }

  Optional<Instant> recoveredUntil() {
    return source.read(store -> store.bookmarks().recoveredUntil());
  }

  /** Where the store is that is read. */
  @FunctionalInterface
  interface Source {
    <T> T read(Function<LogStore, T> reading);
  }
}
