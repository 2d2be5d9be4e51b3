package dev.voicemedia.gateway.feed;

import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.CursorException;
import dev.voicemedia.gateway.event.EventMatcher;
import dev.voicemedia.gateway.eventlog.EventLog;
import dev.voicemedia.gateway.time.Moment;
import dev.voicemedia.gateway.time.MonotonicClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber's way through the log. It is pulled: while it is behind it reads a block of events
 * at a time, and the next only when that one has been taken. Once it is live the dispatcher gives
 * it what matches; when it does not take that either, it is behind again. So a slow subscriber
 * costs a block, and nobody waits for it. Polled by one thread at a time.
 */
public final class Subscription implements AutoCloseable {
  /** So many events that do not match are looked at before the subscriber is told how far. */
  private static final int CHECKPOINT_EVENTS = 4096;

  /** A live subscription that has so much before it has fallen behind. */
  private static final int MAX_QUEUED_EVENTS = 1024;

  private static final int MAX_QUEUED_BYTES = 2 << 20;

  /** What became of an event that was offered. */
  enum Offer {
    /** It does not match, or is known. */
    IGNORED,
    /** It is the only one that waits. */
    FIRST,
    ADDED,
    /** There is no room: the subscription has fallen behind. */
    FULL
  }

  private final EventFeed feed;
  private final EventLog log;
  private final Dispatcher dispatcher;
  private final MonotonicClock clock;
  private final SubscriptionRequest request;

  private volatile Runnable onMore = () -> {};
  private volatile FeedMessage.Goodbye.@Nullable Reason leaving;
  private volatile boolean closed;

  /** The newest that was offered; touched under the lock of the dispatcher, or while not live. */
  private long offeredUpTo;

  /** What the dispatcher has given; these four are touched under the lock of this. */
  private @Nullable Deque<FeedEvent> queue;

  private int queuedBytes;
  private boolean overtaken;
  private boolean reading;

  /** All below belongs to whoever polls. */
  private List<FeedEvent> block = List.of();

  private int taken;
  private long place;
  private boolean opened;
  private boolean ended;
  private int skipped;
  private boolean spoke;
  private Moment lastSpokeAt;

  /** Read by those who wake, to choose the thread. */
  private volatile boolean live;

  Subscription(
      EventFeed feed,
      EventLog log,
      Dispatcher dispatcher,
      MonotonicClock clock,
      SubscriptionRequest request,
      long place) {
    this.feed = feed;
    this.log = log;
    this.dispatcher = dispatcher;
    this.clock = clock;
    this.request = request;
    this.place = place;
    this.lastSpokeAt = clock.now();
    setReading(true);
  }

  /**
   * Has a listener called whenever there may be more to poll. It may poll at once while {@link
   * #isLive}, as that never waits for the disk; otherwise it should do so on another thread.
   */
  public void onMore(Runnable listener) {
    onMore = listener;
  }

  /**
   * The next message; empty when there is none before the listener is called or the heartbeat is
   * due. Looks at a bounded number of events, so that no subscriber holds a thread for long.
   *
   * @throws CursorException EXPIRED when retention has overtaken this subscription
   * @throws dev.voicemedia.gateway.eventlog.EventLogException DAMAGED, UNAVAILABLE
   */
  public Optional<FeedMessage> poll() throws CursorException {
    Optional<FeedMessage> message = ended ? Optional.empty() : next();
    if (message.isPresent()) {
      spoke = true;
      skipped = 0;
    }
    return message;
  }

  /** Whether the last message has been given out. */
  public boolean ended() {
    return ended;
  }

  /** Whether it is given events as they come; it then never reads from the disk. */
  public boolean isLive() {
    return live;
  }

  /** How long until a checkpoint is due, unless another message comes before. */
  public Duration heartbeatDueIn() {
    Moment now = clock.now();
    if (spoke) {
      // The clock is looked at when there is a pause, not for every message.
      spoke = false;
      lastSpokeAt = now;
    }
    return now.until(lastSpokeAt.plus(request.heartbeat()));
  }

  /** The place behind the last message. */
  public Cursor cursor() {
    return cursorAt(place);
  }

  /** Has the next message be the last one: a goodbye. */
  public void leave(FeedMessage.Goodbye.Reason reason) {
    leaving = reason;
  }

  /**
   * Lets go of the events that it holds in memory and can read again; a live one that holds some
   * falls behind. Not while it is polled.
   */
  public void forgetEvents() {
    block = List.of();
    taken = 0;
    if (live && hasQueued()) {
      dispatcher.leave(this);
      overtake();
    }
  }

  /** Ends it; nothing is given to it any more. */
  @Override
  public void close() {
    closed = true;
    setReading(false);
    dispatcher.leave(this);
    feed.forget(this);
    synchronized (this) {
      queue = null;
    }
  }

  boolean isClosed() {
    return closed;
  }

  EventMatcher matcher() {
    return request.matcher();
  }

  void wake() {
    onMore.run();
  }

  /** Called by the dispatcher, in order. */
  Offer offer(FeedEvent event) {
    if (event.position() <= offeredUpTo || !event.matches(request.matcher())) {
      return Offer.IGNORED;
    }
    offeredUpTo = event.position();
    synchronized (this) {
      if (queue == null) {
        queue = new ArrayDeque<>(4);
      }
      boolean first = queue.isEmpty();
      if (!first
          && (queue.size() == MAX_QUEUED_EVENTS
              || queuedBytes + event.bytes() > MAX_QUEUED_BYTES)) {
        return Offer.FULL;
      }
      queue.add(event);
      queuedBytes += event.bytes();
      return first ? Offer.FIRST : Offer.ADDED;
    }
  }

  /** The dispatcher gives it nothing from here on: it has to read from the log. */
  synchronized void overtake() {
    overtaken = true;
    queue = null;
    queuedBytes = 0;
  }

  private synchronized boolean hasQueued() {
    return queue != null && !queue.isEmpty();
  }

  private Optional<FeedMessage> next() throws CursorException {
    if (!opened) {
      opened = true;
      return Optional.of(
          new FeedMessage.Opened(cursor(), cursorAt(log.earliest()), cursorAt(log.head())));
    }
    FeedMessage.Goodbye.Reason reason = leaving;
    if (reason != null) {
      ended = true;
      return Optional.of(new FeedMessage.Goodbye(cursor(), reason));
    }
    return live ? nextGiven() : nextRead();
  }

  private Optional<FeedMessage> nextGiven() {
    long dispatched = dispatcher.position(); // before the queue: what matches up to it is in there
    FeedEvent event;
    synchronized (this) {
      if (overtaken) {
        overtaken = false;
        live = false;
        setReading(true);
        return Optional.of(new FeedMessage.FellBehind(cursor()));
      }
      event = queue == null ? null : queue.poll();
      if (event != null) {
        queuedBytes -= event.bytes();
      }
    }
    if (event != null) {
      place = event.position();
      return Optional.of(event.delivery());
    }
    place = Math.max(place, dispatched);
    return heartbeatDueIn().compareTo(Duration.ZERO) > 0
        ? Optional.empty()
        : Optional.of(new FeedMessage.Checkpoint(cursor()));
  }

  private Optional<FeedMessage> nextRead() throws CursorException {
    while (true) {
      if (taken == block.size()) {
        block = feed.reader().after(place);
        taken = 0;
        Optional<FeedMessage> gap = gapBeforeBlock();
        if (gap.isPresent()) {
          return gap;
        }
        if (block.isEmpty()) {
          if (catchUp()) {
            return Optional.of(new FeedMessage.CaughtUp(cursor()));
          } else if (closed) {
            return Optional.empty();
          }
          continue; // something has come in between
        }
      }
      FeedEvent event = block.get(taken++);
      place = event.position();
      if (event.matches(request.matcher())) {
        return Optional.of(event.delivery());
      }
      skipped++;
      if (skipped >= CHECKPOINT_EVENTS) {
        return Optional.of(new FeedMessage.Checkpoint(cursor()));
      }
    }
  }

  /** Those that read share what they read. */
  private synchronized void setReading(boolean wanted) {
    boolean reads = wanted && !closed;
    if (reads && !reading) {
      feed.reader().begin();
    } else if (!reads && reading) {
      feed.reader().end();
    }
    reading = reads;
  }

  private boolean catchUp() {
    if (request.stopAtHead()) {
      ended = true;
      return true;
    }
    offeredUpTo = place;
    live = dispatcher.join(this, place);
    setReading(!live);
    return live;
  }

  /** Positions count up by one: what does not begin at the next shows that events were removed. */
  private Optional<FeedMessage> gapBeforeBlock() throws CursorException {
    long behindGap = block.isEmpty() ? log.earliest() : block.get(0).position() - 1;
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
