package dev.voicemedia.gateway.feed;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.voicemedia.gateway.feed.FeedMessage.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ring buffer of the log's newest events, at consecutive positions. The dispatcher reads from it,
 * and so does a subscription that is not far back, instead of from the disk.
 */
final class EventRingBuffer {
  private final long maxBytes;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Delivery[] ring;

  /** Positions in [first, next) are held. */
  @GuardedBy("lock")
  private long first;

  @GuardedBy("lock")
  private long next;

  @GuardedBy("lock")
  private long bytes;

  /**
   * @param maxEvents held at most
   * @param maxBytes of encoded events held at most, but always the newest event
   */
  EventRingBuffer(int maxEvents, long maxBytes) {
    this.ring = new Delivery[maxEvents];
    this.maxBytes = maxBytes;
  }

  /** Adds events in order. Those that were added before are left out; a hole empties the buffer. */
  void add(List<Delivery> events) {
    synchronized (lock) {
      for (Delivery event : events) {
        if (event.position() >= next) {
          add(event);
        }
      }
    }
  }

  /**
   * Reads up to so many events after a position.
   *
   * @return none at the newest event; empty if what follows the position is no longer held
   */
  Optional<List<Delivery>> after(long position, int maxEvents) {
    synchronized (lock) {
      if (position + 1 < first || position + 1 > next) {
        return Optional.empty();
      }
      long end = Math.min(next, position + 1 + maxEvents);
      List<Delivery> events = new ArrayList<>((int) (end - position - 1));
      for (long each = position + 1; each < end; each++) {
        events.add(ring[slot(each)]);
      }
      return Optional.of(events);
    }
  }

  /** Position of the newest event that was added; 0 without any. */
  long newest() {
    synchronized (lock) {
      return Math.max(0, next - 1);
    }
  }

  @GuardedBy("lock")
  private void add(Delivery event) {
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

  @GuardedBy("lock")
  @SuppressWarnings("NullAway") // an empty slot of the ring
  private void dropOldest() {
    bytes -= ring[slot(first)].bytes();
    ring[slot(first)] = null;
    first++;
  }

  @GuardedBy("lock")
  private int slot(long position) {
    return (int) (position % ring.length);
  }
}
