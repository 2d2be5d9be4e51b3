package dev.voicemedia.gateway.feed;

import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.CursorException;
import dev.voicemedia.gateway.eventlog.EventLog;
import dev.voicemedia.gateway.feed.FeedMessage.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber's way through the log, pulled by polling. It catches up from the log block by
 * block; at the head it becomes live, and the dispatcher queues what matches. When it lets that
 * queue run full it falls behind and catches up again: the back pressure of a slow subscriber costs
 * a block or a queue, and nobody waits for it. Polled by one thread at a time.
 */
public final class Subscription implements AutoCloseable {
  /** Events without a match that are scanned before the subscriber is sent a checkpoint. */
  private static final int CHECKPOINT_EVENTS = 4096;

  private final SubscriptionRequest request;
  private final EventLog log;
  private final Dispatcher dispatcher;
  private final LiveQueue queue;
  private final ReadAhead readAhead;
  private final Heartbeat heartbeat;
  private final Consumer<Subscription> onClosed;

  private volatile FeedMessage.Goodbye.@Nullable Reason leaving;

  /** Written by whoever polls; read by those who wake, to choose the thread. */
  private volatile boolean live;

  /** These belong to whoever polls. */
  private long place;

  private boolean opened;
  private boolean ended;
  private int skipped;

  /**
   * @param place position to start after
   * @param onClosed called with this once it is closed
   */
  Subscription(
      SubscriptionRequest request,
      long place,
      EventLog log,
      CatchUpReader reader,
      Dispatcher dispatcher,
      Heartbeat heartbeat,
      Consumer<Subscription> onClosed) {
    this.request = request;
    this.place = place;
    this.log = log;
    this.dispatcher = dispatcher;
    this.queue = new LiveQueue(request.matcher());
    this.readAhead = new ReadAhead(reader);
    this.heartbeat = heartbeat;
    this.onClosed = onClosed;
    readAhead.begin();
  }

  /**
   * Sets a listener that is called whenever there may be more to poll. It may poll at once while
   * {@link #isLive}, as that never waits for the disk; otherwise it should poll on another thread.
   */
  public void onMore(Runnable listener) {
    queue.onMore(listener);
  }

  /**
   * The next message; empty when there is none before the listener is called or the heartbeat is
   * due. Scans a bounded number of events, so that no subscriber holds a thread for long.
   *
   * @throws CursorException EXPIRED when retention has overtaken this subscription
   * @throws dev.voicemedia.gateway.eventlog.EventLogException DAMAGED, UNAVAILABLE
   */
  public Optional<FeedMessage> poll() throws CursorException {
    Optional<FeedMessage> message = ended ? Optional.empty() : next();
    if (message.isPresent()) {
      heartbeat.spoke();
      skipped = 0;
    }
    return message;
  }

  /**
   * Events that follow one which was polled, as far as they are in memory and nothing is to be said
   * before them. Never waits for the disk.
   *
   * @param mostBytes of all of them
   */
  public List<Delivery> pollReady(int mostEvents, int mostBytes) {
    List<Delivery> ready = new ArrayList<>();
    int bytes = 0;
    while (ready.size() < mostEvents) {
      Delivery event = live ? queue.poll(mostBytes - bytes) : nextMatchInBlock(mostBytes - bytes);
      if (event == null) {
        break;
      }
      place = event.position();
      bytes += event.bytes();
      ready.add(event);
    }
    return ready;
  }

  /** Whether the last message has been given out. */
  public boolean ended() {
    return ended;
  }

  /** Whether events are queued for it as they come; it then never reads from the disk. */
  public boolean isLive() {
    return live;
  }

  /** Time until a checkpoint is due, unless another message comes before. */
  public Duration heartbeatDueIn() {
    return heartbeat.dueIn();
  }

  /** The place after the last message. */
  public Cursor cursor() {
    return cursorAt(place);
  }

  /** Makes the next message the last one: a goodbye. */
  public void leave(FeedMessage.Goodbye.Reason reason) {
    leaving = reason;
  }

  /**
   * Lets go of the events in memory, which can be read again; if it is live and has some, it falls
   * behind. Must not be called while it is polled.
   */
  public void forgetEvents() {
    readAhead.drop();
    if (live && !queue.isEmpty()) {
      dispatcher.spill(queue);
    }
  }

  /** Ends it; nothing is queued for it any more. */
  @Override
  public void close() {
    readAhead.close();
    queue.close();
    dispatcher.leave(queue);
    onClosed.accept(this);
  }

  LiveQueue queue() {
    return queue;
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
    return live ? nextQueued() : nextRead();
  }

  private Optional<FeedMessage> nextQueued() {
    // Read before the queue: what matches up to there has been queued by then.
    long dispatched = dispatcher.position();
    Delivery event = queue.poll();
    if (event != null) {
      place = event.position();
      return Optional.of(event);
    }
    if (queue.takeSpilled()) {
      live = false;
      readAhead.begin();
      return Optional.of(new FeedMessage.FellBehind(cursor()));
    }
    place = Math.max(place, dispatched);
    return heartbeat.isDue() ? Optional.of(new FeedMessage.Checkpoint(cursor())) : Optional.empty();
  }

  private Optional<FeedMessage> nextRead() throws CursorException {
    while (true) {
      if (readAhead.isEmpty()) {
        readAhead.fill(place);
        Optional<FeedMessage> gap = gapAfterPlace();
        if (gap.isPresent()) {
          return gap;
        }
        if (readAhead.isEmpty()) {
          if (catchUp()) {
            return Optional.of(new FeedMessage.CaughtUp(cursor()));
          } else if (queue.isClosed()) {
            return Optional.empty();
          }
          continue; // something has come in between
        }
      }
      Delivery event = readAhead.take();
      place = event.position();
      if (event.matches(request.matcher())) {
        return Optional.of(event);
      }
      skipped++;
      if (skipped >= CHECKPOINT_EVENTS) {
        return Optional.of(new FeedMessage.Checkpoint(cursor()));
      }
    }
  }

  private @Nullable Delivery nextMatchInBlock(int mostBytes) {
    while (!readAhead.isEmpty()) {
      Delivery event = readAhead.peek();
      boolean matches = event.matches(request.matcher());
      if (matches && event.bytes() > mostBytes) {
        return null;
      }
      readAhead.take();
      if (matches) {
        return event;
      }
      place = event.position();
    }
    return null;
  }

  private boolean catchUp() {
    if (request.stopAtHead()) {
      ended = true;
      return true;
    }
    live = dispatcher.join(queue, place);
    if (live) {
      readAhead.end();
    }
    return live;
  }

  /**
   * Whether retention has removed what follows. Asked after a block was read: until then it was all
   * there if it is now, for positions themselves do not show what is missing.
   */
  private Optional<FeedMessage> gapAfterPlace() throws CursorException {
    long gapEnd = log.earliest();
    if (gapEnd <= place) {
      return Optional.empty();
    }
    Cursor before = cursor();
    Cursor after = cursorAt(gapEnd);
    if (!request.continueAfterGap()) {
      throw CursorException.expired(before, after, cursorAt(log.head()));
    }
    place = gapEnd;
    readAhead.drop(); // what it has of the gap is not all of it
    return Optional.of(new FeedMessage.Gap(before, after));
  }

  private Cursor cursorAt(long position) {
    return log.cursorAt(position);
  }
}
