package dev.voicemedia.gateway.feed;

import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.CursorException;
import dev.voicemedia.gateway.eventlog.EventLog;
import dev.voicemedia.gateway.feed.FeedMessage.Goodbye;
import dev.voicemedia.gateway.feed.SubscriptionRequest.Start;
import dev.voicemedia.gateway.time.MonotonicClock;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** Opens subscriptions to the log. */
public final class EventFeed implements AutoCloseable {
  private static final int RECENT_EVENTS = 8192;
  private static final long RECENT_BYTES = 16L << 20;

  private final EventLog log;
  private final MonotonicClock clock;
  private final EventReader reader;
  private final Dispatcher dispatcher;
  private final Runnable deaf;
  private final Set<Subscription> open = ConcurrentHashMap.newKeySet();
  private volatile boolean draining;

  /**
   * @param clock for heartbeats
   * @param executor gives new events to the subscriptions that are live, and wakes those; it should
   *     be used for nothing that blocks
   */
  public EventFeed(EventLog log, MonotonicClock clock, Executor executor) {
    this.log = log;
    this.clock = clock;
    RecentEvents recent = new RecentEvents(RECENT_EVENTS, RECENT_BYTES);
    this.reader = new EventReader(log, recent);
    this.dispatcher = new Dispatcher(log.logId(), recent, executor);
    this.dispatcher.startAt(log.head());
    this.deaf = log.onAppended(dispatcher::appended);
  }

  /**
   * Opens a subscription: no event behind its start is missed from now on.
   *
   * @throws CursorException FOREIGN, AHEAD or EXPIRED
   */
  public Subscription open(SubscriptionRequest request) throws CursorException {
    Subscription subscription =
        new Subscription(this, log, dispatcher, clock, request, placeOf(request));
    open.add(subscription);
    if (draining) {
      subscription.leave(Goodbye.Reason.DRAINING);
    }
    return subscription;
  }

  /** Has every subscription end with {@link Goodbye}. */
  public void drain() {
    draining = true;
    List<Subscription> all = List.copyOf(open);
    all.forEach(subscription -> subscription.leave(Goodbye.Reason.DRAINING));
    dispatcher.wake(all);
  }

  /** Gives no more events to anybody. */
  @Override
  public void close() {
    deaf.run();
  }

  EventReader reader() {
    return reader;
  }

  void forget(Subscription subscription) {
    open.remove(subscription);
  }

  private long placeOf(SubscriptionRequest request) throws CursorException {
    Start start = request.start();
    if (start instanceof Start.After after) {
      return resume(after.cursor(), request.continueAfterGap());
    } else if (start instanceof Start.FromTime from) {
      return log.placeBefore(from.time());
    } else if (start instanceof Start.Earliest) {
      return log.earliest();
    }
    return log.head();
  }

  private long resume(Cursor cursor, boolean continueAfterGap) throws CursorException {
    OptionalLong shared = log.sharedWith(cursor.logId());
    if (shared.isEmpty()) {
      throw new CursorException(
          CursorException.Reason.FOREIGN, "cursor: belongs to another event log", null, null);
    }
    long head = log.head();
    if (cursor.position() > head) {
      throw new CursorException(
          CursorException.Reason.AHEAD,
          "cursor: position " + cursor.position() + " is beyond the head, " + head,
          null,
          new Cursor(log.logId(), head));
    }
    if (cursor.position() > shared.getAsLong()) {
      throw new CursorException(
          CursorException.Reason.AHEAD,
          "cursor: position "
              + cursor.position()
              + " is of the log that this one was restored from, which it shares up to position "
              + shared.getAsLong(),
          null,
          new Cursor(log.logId(), head));
    }
    long earliest = log.earliest();
    if (cursor.position() < earliest && !continueAfterGap) {
      throw CursorException.expired(
          cursor, new Cursor(log.logId(), earliest), new Cursor(log.logId(), head));
    }
    return cursor.position();
  }
}
