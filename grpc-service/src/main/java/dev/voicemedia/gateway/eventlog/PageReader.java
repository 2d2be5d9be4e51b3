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
  /** Events read at a time; few, as each may be large. */
  private static final int CHUNK = 32;

  private static final int CHUNK_BYTES = 4 << 20;

  /** Events after which the page ends, full or not, so that no request runs for long. */
  private static final int MAX_LOOKED_AT = 10_000;

  private static final long MAX_BYTES_LOOKED_AT = 64L << 20;

  private final EventTable events;
  private final EventPage.Request request;
  private final Optional<CallIndex> call;
  private final List<LogEntry> entries = new ArrayList<>();
  private Window rest;
  private long bytes;
  private boolean full;

  PageReader(EventTable events, EventPage.Request request) {
    this.events = events;
    this.request = request;
    this.call = CallIndex.narrowest(request.matcher().filter());
    this.rest = request.window();
  }

  EventPage read() {
    int lookedAt = 0;
    long bytesLookedAt = 0;
    while (!full
        && !rest.isEmpty()
        && lookedAt < MAX_LOOKED_AT
        && bytesLookedAt < MAX_BYTES_LOOKED_AT) {
      for (LogEntry entry : call.isPresent() ? chunkOf(call.get()) : chunk()) {
        take(entry);
        lookedAt++;
        bytesLookedAt += entry.encodedEvent().size();
      }
    }
    return new EventPage(
        List.copyOf(entries), rest.isEmpty() ? Optional.empty() : Optional.of(rest));
  }

  private void take(LogEntry entry) {
    if (full) {
      return;
    }
    if (request.matches(EventHeader.read(entry.encodedEvent()))) {
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
    rest = rest.remainder(entry.position());
  }

  /** The next events of a call; if there are none, nothing of the window is left. */
  private List<LogEntry> chunkOf(CallIndex named) {
    List<Long> positions = events.find(named, rest.after(), rest.upTo(), rest.newestFirst(), CHUNK);
    List<LogEntry> chunk = new ArrayList<>();
    long bytes = 0;
    for (int i = 0; i < positions.size() && bytes < CHUNK_BYTES; i++) {
      List<LogEntry> entry = events.read(positions.get(i) - 1, positions.get(i), 1, CHUNK_BYTES);
      if (entry.isEmpty() && chunk.isEmpty()) {
        rest = rest.remainder(positions.get(i)); // retention was faster
      }
      chunk.addAll(entry);
      bytes += entry.stream().mapToLong(each -> each.encodedEvent().size()).sum();
    }
    return positions.isEmpty() ? nothingLeft() : chunk;
  }

  private List<LogEntry> chunk() {
    if (!rest.newestFirst()) {
      List<LogEntry> chunk = events.read(rest.after(), rest.upTo(), CHUNK, CHUNK_BYTES);
      return chunk.isEmpty() ? nothingLeft() : chunk;
    }
    long after = Math.max(rest.after(), rest.upTo() - CHUNK);
    List<LogEntry> chunk = new ArrayList<>(events.read(after, rest.upTo(), CHUNK, CHUNK_BYTES));
    if (!chunk.isEmpty() && chunk.get(chunk.size() - 1).position() < rest.upTo()) {
      // Too many bytes for the newest to be among them: that one alone.
      chunk = events.read(rest.upTo() - 1, rest.upTo(), 1, CHUNK_BYTES);
    }
    Collections.reverse(chunk);
    return chunk.isEmpty() ? nothingLeft() : chunk;
  }

  private List<LogEntry> nothingLeft() {
    rest = new Window(rest.upTo(), rest.upTo(), rest.newestFirst());
    return List.of();
  }
}
