package dev.voicemedia.gateway.feed;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.feed.FeedMessage.Delivery;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fan-out of new events: each goes, in the log's order, to the queues of the live subscriptions
 * that it matches. A subscription becomes live, and ceases to be, between two events and never in
 * the middle of one, so that none is missed or given twice.
 */
final class Dispatcher {
  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

  /** Events dispatched at a time, so that nobody waits long for the lock. */
  private static final int BATCH_EVENTS = 256;

  /** Subscriptions that one thread wakes one after the other; more share the threads. */
  private static final int WOKEN_TOGETHER = 32;

  private final LongFunction<Cursor> cursors;
  private final EventRingBuffer recent;
  private final Executor executor;
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final LiveIndex live = new LiveIndex();

  @GuardedBy("lock")
  private final Set<LiveQueue> joined = new HashSet<>();

  /** Written under the lock. */
  private volatile long position;

  /**
   * @param cursors cursors of positions
   * @param head position up to which everything counts as dispatched
   * @param executor does the matching, and wakes subscriptions
   */
  Dispatcher(LongFunction<Cursor> cursors, long head, EventRingBuffer recent, Executor executor) {
    this.cursors = cursors;
    this.position = head;
    this.recent = recent;
    this.executor = executor;
  }

  /** Takes what the log's writer has stored; others wait for that thread, so it does no more. */
  void appended(long after, List<LogEntry> entries) {
    recent.add(
        after,
        entries.stream()
            .map(entry -> new Delivery(cursors.apply(entry.position()), entry))
            .toList());
    if (scheduled.compareAndSet(false, true)) {
      executor.execute(this::dispatchAll);
    }
  }

  /** Position up to which every live subscription has been given all that it wants. */
  long position() {
    return position;
  }

  /**
   * Makes a subscription live that has seen everything up to a place.
   *
   * @return whether it is live; not if it has missed something after the place, or is closed
   */
  boolean join(LiveQueue queue, long place) {
    synchronized (lock) {
      if (place < position || !queue.takeAfter(place)) {
        return false;
      }
      joined.add(queue);
      live.add(queue);
      return true;
    }
  }

  /** Gives nothing more to a queue. */
  void leave(LiveQueue queue) {
    synchronized (lock) {
      remove(queue);
    }
  }

  /** Gives nothing more to a queue and drops what it holds. */
  void spill(LiveQueue queue) {
    leave(queue);
    queue.spill();
  }

  /** Holds no event any more: who is live reads what it has not been sent yet from the log. */
  void forget() {
    List<LiveQueue> woken = new ArrayList<>();
    synchronized (lock) {
      recent.clear();
      for (LiveQueue queue : List.copyOf(joined)) {
        fallBehind(queue, woken);
      }
      position = recent.newest();
    }
    wake(woken);
  }

  /** Has subscriptions polled. */
  void wake(List<LiveQueue> queues) {
    List<LiveQueue> first = queues.subList(0, Math.min(WOKEN_TOGETHER, queues.size()));
    for (int i = first.size(); i < queues.size(); i += WOKEN_TOGETHER) {
      List<LiveQueue> next = queues.subList(i, Math.min(i + WOKEN_TOGETHER, queues.size()));
      executor.execute(() -> wakeEach(next));
    }
    wakeEach(first);
  }

  private void dispatchAll() {
    scheduled.set(false);
    boolean more = true;
    while (more) {
      List<LiveQueue> woken = new ArrayList<>();
      more = dispatch(woken);
      wake(woken);
    }
  }

  /** Dispatches a batch; returns whether there may be more. */
  private boolean dispatch(List<LiveQueue> woken) {
    synchronized (lock) {
      Optional<List<Delivery>> batch = recent.after(position, BATCH_EVENTS);
      if (batch.isEmpty()) {
        spillAll(woken);
        return false;
      }
      List<Delivery> events = batch.get();
      for (Delivery event : events) {
        List<LiveQueue> full = new ArrayList<>(0);
        live.forCandidates(event, queue -> offer(event, queue, woken, full));
        for (LiveQueue queue : full) {
          fallBehind(queue, woken);
        }
      }
      if (!events.isEmpty()) {
        position = events.get(events.size() - 1).position();
      }
      return events.size() == BATCH_EVENTS;
    }
  }

  /** More came at once than the ring buffer holds: who is live reads it from the log. */
  @GuardedBy("lock")
  private void spillAll(List<LiveQueue> woken) {
    long newest = recent.newest();
    if (newest > position) {
      log.warn("Events up to {} came too fast; live streams read them from the log", newest);
      for (LiveQueue queue : List.copyOf(joined)) {
        fallBehind(queue, woken);
      }
      position = newest;
    }
  }

  @GuardedBy("lock")
  private void fallBehind(LiveQueue queue, List<LiveQueue> woken) {
    remove(queue);
    queue.spill();
    woken.add(queue);
  }

  @GuardedBy("lock")
  private void remove(LiveQueue queue) {
    if (joined.remove(queue)) {
      live.remove(queue);
    }
  }

  private static void offer(
      Delivery event, LiveQueue queue, List<LiveQueue> woken, List<LiveQueue> full) {
    switch (queue.offer(event)) {
      case FIRST -> woken.add(queue);
      case FULL -> full.add(queue);
      case IGNORED, ADDED -> {}
    }
  }

  private static void wakeEach(List<LiveQueue> queues) {
    for (LiveQueue queue : queues) {
      try {
        queue.wake();
      } catch (RuntimeException e) {
        log.error("A stream could not be woken", e);
      }
    }
  }
}
