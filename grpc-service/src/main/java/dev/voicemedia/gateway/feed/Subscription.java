package dev.voicemedia.gateway.feed;

import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.CursorException;
import dev.voicemedia.gateway.event.EventHeader;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.EventLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * One subscriber's way through the log. It is pulled: it holds one bounded batch of events and
 * reads the next only when that one has been taken, so a slow subscriber costs its batch and
 * nothing else. Not safe for use by several threads at once.
 */
public final class Subscription {
  private static final int BATCH_EVENTS = 256;
  private static final int BATCH_BYTES = 1 << 20;

  /** So many events that do not match are looked at before the subscriber is told how far. */
  private static final int CHECKPOINT_EVENTS = 4096;

  /** A live subscription that has so many events before it has fallen behind. */
  private static final int BEHIND_EVENTS = 1024;

  private final EventLog log;
  private final InstantSource clock;
  private final SubscriptionRequest request;
  private final BooleanSupplier draining;
  private final Deque<LogEntry> batch = new ArrayDeque<>();

  private long place;
  private boolean opened;
  private boolean live;
  private boolean ended;
  private int skipped;
  private Instant lastMessageAt;

  Subscription(
      EventLog log,
      InstantSource clock,
      SubscriptionRequest request,
      long place,
      BooleanSupplier draining) {
    this.log = log;
    this.clock = clock;
    this.request = request;
    this.place = place;
    this.draining = draining;
    this.lastMessageAt = clock.instant();
  }

  /**
   * The next message; empty when there is none before the log grows or the heartbeat is due. Looks
   * at a bounded number of events, so that no subscriber holds a thread for long.
   *
   * @throws CursorException EXPIRED when retention has overtaken this subscription
   */
  public Optional<FeedMessage> poll() throws CursorException {
    Optional<FeedMessage> message = ended ? Optional.empty() : next();
    if (message.isPresent()) {
      lastMessageAt = clock.instant();
      skipped = 0;
    }
    return message;
  }

  /** Whether the last message has been given out. */
  public boolean ended() {
    return ended;
  }

  /** How long until a checkpoint is due, unless another message comes before. */
  public Duration heartbeatDueIn() {
    return Duration.between(clock.instant(), lastMessageAt.plus(request.heartbeat()));
  }

  /** The place behind the last message. */
  public Cursor cursor() {
    return cursorAt(place);
  }

  private Optional<FeedMessage> next() throws CursorException {
    if (!opened) {
      opened = true;
      return Optional.of(
          new FeedMessage.Opened(cursor(), cursorAt(log.earliest()), cursorAt(log.head())));
    }
    if (draining.getAsBoolean()) {
      ended = true;
      return Optional.of(new FeedMessage.Draining(cursor()));
    }
    if (live && log.head() - place > BEHIND_EVENTS) {
      live = false;
      return Optional.of(new FeedMessage.FellBehind(cursor()));
    }
    while (true) {
      if (batch.isEmpty()) {
        batch.addAll(log.read(place, BATCH_EVENTS, BATCH_BYTES));
        Optional<FeedMessage> gap = gapBeforeBatch();
        if (gap.isPresent()) {
          return gap;
        }
      }
      LogEntry entry = batch.poll();
      if (entry == null) {
        return atHead();
      }
      place = entry.position();
      if (request.matcher().matches(EventHeader.read(entry.encodedEvent()))) {
        return Optional.of(new FeedMessage.Delivery(cursor(), entry.encodedEvent()));
      }
      skipped++;
      if (skipped >= CHECKPOINT_EVENTS) {
        return Optional.of(new FeedMessage.Checkpoint(cursor()));
      }
    }
  }

  private Optional<FeedMessage> atHead() {
    if (!live) {
      live = true;
      ended = request.stopAtHead();
      return Optional.of(new FeedMessage.CaughtUp(cursor()));
    }
    return heartbeatDueIn().compareTo(Duration.ZERO) > 0
        ? Optional.empty()
        : Optional.of(new FeedMessage.Checkpoint(cursor()));
  }

  /** Positions count up by one: what does not begin at the next shows that events were removed. */
  private Optional<FeedMessage> gapBeforeBatch() throws CursorException {
    LogEntry first = batch.peek();
    long behindGap = first == null ? log.earliest() : first.position() - 1;
    if (behindGap <= place) {
      return Optional.empty();
    }
    Cursor before = cursor();
    Cursor behind = cursorAt(behindGap);
    if (!request.continueAfterGap()) {
      throw CursorException.expired(before, behind, cursorAt(log.head()));
    }
    place = behind.position();
    return Optional.of(new FeedMessage.Gap(before, behind));
  }

  private Cursor cursorAt(long position) {
    return new Cursor(log.logId(), position);
  }
}
