package dev.voicemedia.gateway.feed;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.voicemedia.gateway.event.EventMatcher;
import dev.voicemedia.gateway.feed.FeedMessage.Delivery;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Bounded queue between the dispatcher and one live subscription. Back pressure ends here: the
 * dispatcher never waits for a full queue but spills it, and the subscription reads from the log
 * what the queue has lost.
 */
final class LiveQueue {
  private static final int MAX_EVENTS = 1024;
  private static final int MAX_BYTES = 2 << 20;

  /** What became of an event that was offered. */
  enum Offer {
    /** It does not match, or was offered before. */
    IGNORED,
    /** It is the only one that waits. */
    FIRST,
    ADDED,
    /** There is no room for it. */
    FULL
  }

  private final EventMatcher matcher;
  private final Object lock = new Object();
  private volatile Runnable onMore = () -> {};

  /** Null while nothing has been queued, since most subscriptions wait for long. */
  @GuardedBy("lock")
  private @Nullable Deque<Delivery> events;

  @GuardedBy("lock")
  private int bytes;

  @GuardedBy("lock")
  private long offeredUpTo;

  @GuardedBy("lock")
  private boolean spilled;

  @GuardedBy("lock")
  private boolean closed;

  LiveQueue(EventMatcher matcher) {
    this.matcher = matcher;
  }

  EventMatcher matcher() {
    return matcher;
  }

  /** Sets what {@link #wake} calls. */
  void onMore(Runnable listener) {
    onMore = listener;
  }

  /** Has the subscription polled. */
  void wake() {
    onMore.run();
  }

  /**
   * Takes events after a position from now on.
   *
   * @return whether it does; a closed queue takes none
   */
  boolean takeAfter(long position) {
    synchronized (lock) {
      offeredUpTo = position;
      return !closed;
    }
  }

  /** Takes an event from the dispatcher, which offers them in order, perhaps repeatedly. */
  Offer offer(Delivery event) {
    if (!event.matches(matcher)) {
      return Offer.IGNORED;
    }
    synchronized (lock) {
      if (closed || event.position() <= offeredUpTo) {
        return Offer.IGNORED;
      }
      offeredUpTo = event.position();
      if (events == null) {
        events = new ArrayDeque<>(4);
      }
      boolean first = events.isEmpty();
      if (!first && (events.size() == MAX_EVENTS || bytes + event.bytes() > MAX_BYTES)) {
        return Offer.FULL;
      }
      events.add(event);
      bytes += event.bytes();
      return first ? Offer.FIRST : Offer.ADDED;
    }
  }

  /** The oldest event that waits; null if none does. */
  @Nullable Delivery poll() {
    return poll(Integer.MAX_VALUE);
  }

  /** The oldest event that waits; null if none does, or if it is larger than that. */
  @Nullable Delivery poll(int mostBytes) {
    synchronized (lock) {
      if (events == null || events.isEmpty() || events.element().bytes() > mostBytes) {
        return null;
      }
      Delivery event = events.remove();
      bytes -= event.bytes();
      return event;
    }
  }

  boolean isEmpty() {
    synchronized (lock) {
      return events == null || events.isEmpty();
    }
  }

  /** Drops what waits. The dispatcher must have let go of this queue. */
  void spill() {
    synchronized (lock) {
      spilled = true;
      events = null;
      bytes = 0;
    }
  }

  /** Whether it was spilled since this was last asked. */
  boolean takeSpilled() {
    synchronized (lock) {
      boolean was = spilled;
      spilled = false;
      return was;
    }
  }

  /** Drops what waits and takes nothing more. */
  void close() {
    synchronized (lock) {
      closed = true;
      events = null;
      bytes = 0;
    }
  }

  boolean isClosed() {
    synchronized (lock) {
      return closed;
    }
  }
}
