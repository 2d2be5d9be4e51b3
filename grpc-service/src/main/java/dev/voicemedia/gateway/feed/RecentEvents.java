package dev.voicemedia.gateway.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The newest events of the log, without a hole between them. Whoever is not far behind reads them
 * here instead of from the disk.
 */
final class RecentEvents {
  private final FeedEvent[] ring;
  private final long maxBytes;

  /** Positions in [first, next) are held. */
  private long first;

  private long next;
  private long bytes;

  /**
   * @param maxEvents held at most
   * @param maxBytes of encoded events held at most, but always the newest event
   */
  RecentEvents(int maxEvents, long maxBytes) {
    this.ring = new FeedEvent[maxEvents];
    this.maxBytes = maxBytes;
  }

  /** Takes events in order; those that it has had are left out, and a hole starts it anew. */
  synchronized void add(List<FeedEvent> events) {
    for (FeedEvent event : events) {
      if (event.position() >= next) {
        add(event);
      }
    }
  }

  /** Up to so many events behind a position, none at the newest; empty if they are not held. */
  synchronized Optional<List<FeedEvent>> after(long position, int maxEvents) {
    if (position + 1 < first || position + 1 > next) {
      return Optional.empty();
    }
    long end = Math.min(next, position + 1 + maxEvents);
    List<FeedEvent> events = new ArrayList<>((int) (end - position - 1));
    for (long each = position + 1; each < end; each++) {
      events.add(ring[slot(each)]);
    }
    return Optional.of(events);
  }

  /** The position of the newest event that was added; 0 without any. */
  synchronized long newest() {
    return Math.max(0, next - 1);
  }

  private void add(FeedEvent event) {
    if (event.position() != next) {
      while (first < next) {
        dropOldest();
      }
      first = event.position();
      next = first;
    }
    while (next - first == ring.length || (first < next && bytes + event.bytes() > maxBytes)) {
      dropOldest();
    }
    ring[slot(next)] = event;
    next++;
    bytes += event.bytes();
  }

  @SuppressWarnings("NullAway") // an empty slot of the ring
  private void dropOldest() {
    bytes -= ring[slot(first)].bytes();
    ring[slot(first)] = null;
    first++;
  }

  private int slot(long position) {
    return (int) (position % ring.length);
  }
}
