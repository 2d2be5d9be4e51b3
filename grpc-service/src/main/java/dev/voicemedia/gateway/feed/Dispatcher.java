package dev.voicemedia.gateway.feed;

import dev.voicemedia.gateway.event.LogEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands each new event, in the log's order, to the live subscriptions that it matches. A
 * subscription becomes live, and ceases to be, between two events and never in the middle of one,
 * so that none is missed or given twice.
 */
final class Dispatcher {
  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

  /** So many events at a time, so that nobody waits long for the lock. */
  private static final int BATCH_EVENTS = 256;

  /** So many are woken one after the other; more share the threads. */
  private static final int WOKEN_TOGETHER = 32;

  private final long logId;
  private final RecentEvents recent;
  private final Executor executor;
  private final AtomicBoolean scheduled = new AtomicBoolean();

  /** Both are touched under the lock of this. */
  private final LiveIndex live = new LiveIndex();

  private final Set<Subscription> joined = new HashSet<>();

  private volatile long position;

  /**
   * @param executor does the matching, and wakes subscriptions
   */
  Dispatcher(long logId, RecentEvents recent, Executor executor) {
    this.logId = logId;
    this.recent = recent;
    this.executor = executor;
  }

  /** Everything up to here counts as dispatched. */
  void startAt(long head) {
    position = head;
  }

  /** Called by the log's writer, which others wait for: the work is done elsewhere. */
  void appended(List<LogEntry> entries) {
    recent.add(entries.stream().map(entry -> new FeedEvent(logId, entry)).toList());
    if (scheduled.compareAndSet(false, true)) {
      executor.execute(this::dispatchAll);
    }
  }

  /** Every live subscription has been given all that it wants up to here. */
  long position() {
    return position;
  }

  /**
   * Makes a subscription live that has seen everything up to a place.
   *
   * @return whether it is; not if there is something behind the place that it has missed
   */
  synchronized boolean join(Subscription subscription, long place) {
    if (place < position || subscription.isClosed()) {
      return false;
    }
    joined.add(subscription);
    live.add(subscription);
    return true;
  }

  /** Nothing is given to it any more. */
  synchronized void leave(Subscription subscription) {
    if (joined.remove(subscription)) {
      live.remove(subscription);
    }
  }

  /** Has subscriptions look what there is. */
  void wake(List<Subscription> subscriptions) {
    List<Subscription> first =
        subscriptions.subList(0, Math.min(WOKEN_TOGETHER, subscriptions.size()));
    for (int i = first.size(); i < subscriptions.size(); i += WOKEN_TOGETHER) {
      List<Subscription> next =
          subscriptions.subList(i, Math.min(i + WOKEN_TOGETHER, subscriptions.size()));
      executor.execute(() -> wakeEach(next));
    }
    wakeEach(first);
  }

  private void dispatchAll() {
    scheduled.set(false);
    boolean more = true;
    while (more) {
      List<Subscription> woken = new ArrayList<>();
      more = dispatch(woken);
      wake(woken);
    }
  }

  /** Whether there may be more. */
  private synchronized boolean dispatch(List<Subscription> woken) {
    Optional<List<FeedEvent>> events = recent.after(position, BATCH_EVENTS);
    if (events.isEmpty()) {
      // More came at once than is held: who is live reads it from the log.
      long newest = recent.newest();
      if (newest > position) {
        log.warn("Events up to {} came too fast; live streams read them from the log", newest);
        List.copyOf(joined).forEach(subscription -> overtake(subscription, woken));
        position = newest;
      }
      return false;
    }
    for (FeedEvent event : events.get()) {
      List<Subscription> full = new ArrayList<>(0);
      live.forCandidates(event, subscription -> give(event, subscription, woken, full));
      full.forEach(subscription -> overtake(subscription, woken));
    }
    if (!events.get().isEmpty()) {
      position = events.get().get(events.get().size() - 1).position();
    }
    return events.get().size() == BATCH_EVENTS;
  }

  private static void give(
      FeedEvent event,
      Subscription subscription,
      List<Subscription> woken,
      List<Subscription> full) {
    switch (subscription.offer(event)) {
      case FIRST -> woken.add(subscription);
      case FULL -> full.add(subscription);
      case IGNORED, ADDED -> {}
    }
  }

  private void overtake(Subscription subscription, List<Subscription> woken) {
    leave(subscription);
    subscription.overtake();
    woken.add(subscription);
  }

  private static void wakeEach(List<Subscription> subscriptions) {
    for (Subscription subscription : subscriptions) {
      try {
        subscription.wake();
      } catch (RuntimeException e) {
        log.error("A stream could not be woken", e);
      }
    }
  }
}
