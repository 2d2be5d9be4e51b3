package dev.voicemedia.gateway.feed;

import dev.voicemedia.gateway.event.CursorException;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.AppendListener;
import dev.voicemedia.gateway.eventlog.EventLog;
import dev.voicemedia.gateway.feed.FeedMessage.Goodbye;
import dev.voicemedia.gateway.feed.SubscriptionRequest.Start;
import dev.voicemedia.gateway.time.MonotonicClock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** Opens subscriptions to the log. */
public final class EventFeed implements AutoCloseable {
  private static final int RECENT_EVENTS = 2048;
  private static final long RECENT_BYTES = 4L << 20;

  private final EventLog log;
  private final MonotonicClock clock;
  private final CatchUpReader reader;
  private final Dispatcher dispatcher;
  private final Runnable stopListening;
  private final Set<Subscription> open = ConcurrentHashMap.newKeySet();
  private volatile boolean draining;

  /**
   * @param clock for heartbeats
   * @param executor fans new events out to live subscriptions, and wakes those; it should be used
   *     for nothing that blocks
   */
  public EventFeed(EventLog log, MonotonicClock clock, Executor executor) {
    this.log = log;
    this.clock = clock;
    long head = log.head();
    EventRingBuffer recent = new EventRingBuffer(RECENT_EVENTS, RECENT_BYTES, head);
    this.reader = new CatchUpReader(log, recent);
    this.dispatcher = new Dispatcher(log::cursorAt, head, recent, executor);
    this.stopListening = log.onAppended(new Growth());
  }

  /**
   * Opens a subscription: no event after its start is missed from now on.
   *
   * @throws CursorException FOREIGN, AHEAD or EXPIRED
   */
  public Subscription open(SubscriptionRequest request) throws CursorException {
    Subscription subscription =
        new Subscription(
            request,
            placeOf(request),
            log,
            reader,
            dispatcher,
            new Heartbeat(clock, request.heartbeat()),
            open::remove);
    open.add(subscription);
    if (draining) {
      subscription.leave(Goodbye.Reason.DRAINING);
    }
    return subscription;
  }

  /** Ends every subscription with {@link Goodbye}. */
  public void drain() {
    draining = true;
    List<Subscription> all = List.copyOf(open);
    all.forEach(subscription -> subscription.leave(Goodbye.Reason.DRAINING));
    dispatcher.wake(all.stream().map(Subscription::queue).toList());
  }

  /** Stops listening to the log: nobody is given new events any more. */
  @Override
  public void close() {
    stopListening.run();
  }

  private long placeOf(SubscriptionRequest request) throws CursorException {
    Start start = request.start();
    if (start instanceof Start.After after) {
      return Resumption.placeOf(
          after.cursor(), request.continueAfterGap(), log.lineage(), log.earliest(), log.end());
    } else if (start instanceof Start.FromTime from) {
      return log.placeBefore(from.time());
    } else if (start instanceof Start.Earliest) {
      return log.earliest();
    }
    return log.head();
  }

  /** What is new goes to the live subscriptions; what was erased is forgotten. */
  private final class Growth implements AppendListener {
    @Override
    public void appended(long after, List<LogEntry> entries) {
      dispatcher.appended(after, entries);
    }

    @Override
    public void erased() {
      reader.forget();
      dispatcher.forget();
    }
  }
}
