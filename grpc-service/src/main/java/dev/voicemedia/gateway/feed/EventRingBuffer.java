package dev.voicemedia.gateway.feed;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.voicemedia.gateway.feed.FeedMessage.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ring buffer of the log's newest events, none of which is left out. The dispatcher reads from it,
 * and so does a subscription that is not far back, instead of from the disk.
 */
final class EventRingBuffer {
  private final long maxBytes;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Delivery[] ring;

  /** Number of the oldest event that is held, counted since the start. */
  @GuardedBy("lock")
  private long first;

  /** Number of the event that is added next. */
  @GuardedBy("lock")
  private long next;

  /** Position before the oldest event: every event after it is held. */
  @GuardedBy("lock")
  private long base;

  @GuardedBy("lock")
  private long newest;

  @GuardedBy("lock")
  private long bytes;

  /**
   * @param maxEvents held at most
   * @param maxBytes of encoded events held at most, but always the newest event
   * @param head position after which events are added
   */
  EventRingBuffer(int maxEvents, long maxBytes, long head) {
    this.ring = new Delivery[maxEvents];
    this.maxBytes = maxBytes;
    this.base = head;
    this.newest = head;
  }

  /**
   * Adds events in order. Those that were added before are left out; if some were left out before
   * these, the buffer is emptied first.
   *
   * @param after position of the event before these
   */
  void add(long after, List<Delivery> events) {
    synchronized (lock) {
      if (after > newest) {
        while (first < next) {
          dropOldest();
        }
        base = after;
      }
      for (Delivery event : events) {
        if (event.position() > newest) {
          add(event);
        }
      }
    }
  }

  /**
   * Reads up to so many events after a position.
   *
   * @return none at the newest event; empty if what follows the position is not held
   */
  Optional<List<Delivery>> after(long position, int maxEvents) {
    synchronized (lock) {
      if (position < base || position > newest) {
        return Optional.empty();
      }
      long start = firstAfter(position);
      long end = Math.min(next, start + maxEvents);
      List<Delivery> events = new ArrayList<>((int) (end - start));
      for (long each = start; each < end; each++) {
        events.add(ring[slot(each)]);
      }
      return Optional.of(events);
    }
  }

  /** Holds no event any more. */
  void clear() {
    synchronized (lock) {
      while (first < next) {
        dropOldest();
      }
    }
  }

  /** Position of the newest event that was added, or of the log's head before that. */
  long newest() {
    synchronized (lock) {
      return newest;
    }
  }

  /** Number of the first event after a position. */
  @GuardedBy("lock")
  private long firstAfter(long position) {
    long low = first;
    long high = next;
    while (low < high) {
      long middle = low + (high - low) / 2;
      if (ring[slot(middle)].position() > position) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  @GuardedBy("lock")
  private void add(Delivery event) {
    while (next - first == ring.length || (first < next && bytes + event.bytes() > maxBytes)) {
      dropOldest();
    }
    ring[slot(next)] = event;
    next++;
    newest = event.position();
    bytes += event.bytes();
  }

  @GuardedBy("lock")
  @SuppressWarnings("NullAway") // an empty slot of the ring
  private void dropOldest() {
    Delivery oldest = ring[slot(first)];
    bytes -= oldest.bytes();
    base = oldest.position();
    ring[slot(first)] = null;
    first++;
  }

  @GuardedBy("lock")
  private int slot(long number) {
    return (int) (number % ring.length);
  }
}
