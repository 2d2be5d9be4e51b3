package dev.voicemedia.gateway.feed;

import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.CursorException;
import dev.voicemedia.gateway.eventlog.EventLog;
import dev.voicemedia.gateway.feed.SubscriptionRequest.Start;
import java.time.InstantSource;
import java.util.OptionalLong;

/** Opens subscriptions to the log, and tells them when there is more. */
public final class EventFeed {
  private final EventLog log;
  private final InstantSource clock;
  private final WakeUps wakeUps = new WakeUps();
  private volatile boolean draining;

  /**
   * @param clock for heartbeats; it should not be set back
   */
  public EventFeed(EventLog log, InstantSource clock) {
    this.log = log;
    this.clock = clock;
    log.onAppended(appended -> wakeUps.wakeAll());
  }

  /**
   * Opens a subscription: no event behind its start is missed from now on.
   *
   * @throws CursorException FOREIGN, AHEAD or EXPIRED
   */
  public Subscription open(SubscriptionRequest request) throws CursorException {
    long place = placeOf(request);
    return new Subscription(log, clock, request, place, () -> draining);
  }

  /**
   * Has a listener called whenever a subscription may have more to say. It is called on the log's
   * writer thread and must return at once.
   *
   * @return ends the calls
   */
  public Runnable onWakeUp(Runnable listener) {
    return wakeUps.add(listener);
  }

  /** Has every subscription end with {@link FeedMessage.Draining}. */
  public void drain() {
    draining = true;
    wakeUps.wakeAll();
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
