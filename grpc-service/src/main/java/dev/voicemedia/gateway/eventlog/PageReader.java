package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.event.EventHeader;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.EventPage.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Collects one page: from the index of a call where the filter names one, else by looking at all.
 */
final class PageReader {
  /** Read at a time; small, as each may be large. */
  private static final int CHUNK = 32;

  /** After so many the page ends, full or not, so that no request runs for long. */
  private static final int MAX_LOOKED_AT = 10_000;

  private final LogStore store;
  private final EventPage.Request request;
  private final Optional<CallIndex> call;
  private final List<LogEntry> entries = new ArrayList<>();
  private Window rest;
  private long bytes;
  private boolean full;

  PageReader(LogStore store, EventPage.Request request) {
    this.store = store;
    this.request = request;
    this.call = CallIndex.narrowest(request.matcher().filter());
    this.rest = request.window();
  }

  EventPage read() {
    int lookedAt = 0;
    while (!full && !rest.isEmpty() && lookedAt < MAX_LOOKED_AT) {
      List<LogEntry> chunk = call.isPresent() ? chunkOf(call.get()) : chunk();
      for (LogEntry entry : chunk) {
        take(entry);
        lookedAt++;
      }
      if (chunk.isEmpty()) {
        rest = new Window(rest.upTo(), rest.upTo(), rest.newestFirst());
      }
    }
    return new EventPage(
        List.copyOf(entries), rest.isEmpty() ? Optional.empty() : Optional.of(rest));
  }

  private void take(LogEntry entry) {
    if (full) {
      return;
    }
    if (request.matcher().matches(EventHeader.read(entry.encodedEvent()))) {
      int size = entry.encodedEvent().size();
      full =
          entries.size() == request.maxEntries()
              || (!entries.isEmpty() && bytes + size > request.maxBytes());
      if (full) {
        return;
      }
      bytes += size;
      entries.add(entry);
    }
    rest = rest.behind(entry.position());
  }

  private List<LogEntry> chunkOf(CallIndex named) {
    List<LogEntry> chunk = new ArrayList<>();
    for (long position : store.find(named, rest.after(), rest.upTo(), rest.newestFirst(), CHUNK)) {
      chunk.addAll(store.read(position - 1, position, 1, Integer.MAX_VALUE));
    }
    return chunk;
  }

  private List<LogEntry> chunk() {
    long after = rest.newestFirst() ? Math.max(rest.after(), rest.upTo() - CHUNK) : rest.after();
    List<LogEntry> chunk = store.read(after, rest.upTo(), CHUNK, Integer.MAX_VALUE);
    if (rest.newestFirst()) {
      chunk = new ArrayList<>(chunk);
      Collections.reverse(chunk);
    }
    return chunk;
  }
}
