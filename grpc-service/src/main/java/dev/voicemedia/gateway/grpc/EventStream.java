package dev.voicemedia.gateway.grpc;

import dev.voicemedia.gateway.event.Share;
import dev.voicemedia.gateway.event.StreamCursor;
import dev.voicemedia.gateway.feed.FeedMessage;
import dev.voicemedia.gateway.feed.Subscription;
import dev.voicemedia.gateway.time.Moment;
import dev.voicemedia.gateway.time.Timer;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One open stream. It polls its subscription while the transport is ready, and then waits to be
 * woken: by the transport, by the feed, or by the timer. The thread that wakes it sends, if all
 * that there is to do is in memory, as it is for a live stream, or if that thread may wait for the
 * disk; otherwise a reader does.
 */
final class EventStream {
  /** Events or other messages after which other streams get their turn. */
  private static final int MESSAGES_A_TURN = 256;

  /** Little enough for every client's limit on a message, and for the memory of many streams. */
  private static final int MAX_BATCH_BYTES = 256 << 10;

  /** Bytes that may wait in the transport; with more at a time a replay changes threads less. */
  private static final int READY_BYTES = 128 << 10;

  /** Time without accepting anything after which a stream holds no events. */
  private static final Duration FORGET_AFTER = Duration.ofSeconds(5);

  private final Subscription subscription;
  private final ServerCallStreamObserver<FeedMessage> observer;
  private final Streams streams;
  private final @Nullable Share share;
  private final int maxBatch;
  private final Moment leaveAt;
  private final StreamTurns turns;
  private final StreamAlarm alarm;
  private final StreamMeters.Stream meter;
  private final AtomicBoolean released = new AtomicBoolean();

  /** These belong to whoever has the turn. */
  private @Nullable Moment notReadySince;

  private boolean ended;

  /**
   * @param share that the subscription has of the log; null for the whole
   * @param maxBatch events that may go out in one message
   * @param leaveAt when it says goodbye by itself
   */
  EventStream(
      Subscription subscription,
      ServerCallStreamObserver<FeedMessage> observer,
      Streams streams,
      @Nullable Share share,
      int maxBatch,
      Moment leaveAt) {
    this.subscription = subscription;
    this.observer = observer;
    this.streams = streams;
    this.share = share;
    this.maxBatch = maxBatch;
    this.leaveAt = leaveAt;
    this.meter = streams.meters().open();
    this.turns = new StreamTurns(streams.readers(), this::takeTurn);
    this.alarm = new StreamAlarm(streams.timer(), this::wake);
  }

  /** Must be called before the RPC method returns, on a reader. */
  void start() {
    observer.setOnReadyThreshold(READY_BYTES);
    observer.setOnReadyHandler(this::wakeReader);
    observer.setOnCancelHandler(this::release);
    observer.setOnCloseHandler(this::release);
    subscription.onMore(this::wake);
    wakeReader();
  }

  /** Says goodbye, since its caller may no longer have what it is sent. */
  void accessChanged() {
    subscription.leave(FeedMessage.Goodbye.Reason.ACCESS_CHANGED);
    wake();
  }

  /** Called by the transport, whose calls of this service come on readers. */
  private void wakeReader() {
    turns.wake(true);
  }

  private void wake() {
    turns.wake(false);
  }

  private boolean takeTurn(boolean mayBlock) {
    try {
      return !ended && !observer.isCancelled() && sendWhileReady(mayBlock);
    } catch (Throwable e) { // a message may be lost: only its end keeps the stream honest
      fail(e);
      return false;
    }
  }

  /** Returns whether there is more to send at once. */
  private boolean sendWhileReady(boolean mayBlock) throws Exception {
    Moment now = streams.timer().now();
    if (!now.isBefore(leaveAt)) {
      subscription.leave(FeedMessage.Goodbye.Reason.TOO_OLD);
    }
    for (int sent = 0; sent < MESSAGES_A_TURN; ) {
      if (!observer.isReady()) {
        waitUntilReady(now);
        return false;
      }
      notReadySince = null;
      if (!mayBlock && !subscription.isLive()) {
        return true;
      }
      Optional<FeedMessage> message = subscription.poll();
      if (message.isEmpty()) {
        alarm.wakeIn(now, earlier(subscription.heartbeatDueIn(), now.until(leaveAt)));
        return false;
      }
      sent += send(message.get());
      if (subscription.ended()) {
        end();
        observer.onCompleted();
        return false;
      }
      if (message.get() instanceof FeedMessage.Checkpoint && !subscription.isLive()) {
        return true; // many events may have been scanned for it
      }
    }
    return true;
  }

  /** Sends a message, and with an event those that are ready to go with it; returns how many. */
  private int send(FeedMessage message) {
    FeedMessage whole =
        message instanceof FeedMessage.Delivery first && maxBatch > 1 ? withReady(first) : message;
    observer.onNext(share == null ? whole : new FeedMessage.OfShare(whole, share));
    if (whole instanceof FeedMessage.Batch batch) {
      batch.events().forEach(event -> meter.sent(event, subscription.isLive()));
      return batch.events().size();
    }
    meter.sent(whole, subscription.isLive());
    return 1;
  }

  private FeedMessage withReady(FeedMessage.Delivery first) {
    List<FeedMessage.Delivery> ready =
        subscription.pollReady(maxBatch - 1, MAX_BATCH_BYTES - first.bytes());
    if (ready.isEmpty()) {
      return first;
    }
    List<FeedMessage.Delivery> events = new ArrayList<>(ready.size() + 1);
    events.add(first);
    events.addAll(ready);
    return new FeedMessage.Batch(events);
  }

  /** Back pressure of the transport: holds on, then holds no events, and at last gives up. */
  private void waitUntilReady(Moment now) {
    if (notReadySince == null) {
      notReadySince = now;
    }
    Duration waited = notReadySince.until(now);
    if (waited.compareTo(FORGET_AFTER) < 0) {
      alarm.wakeIn(now, FORGET_AFTER.minus(waited));
      return;
    }
    subscription.forgetEvents();
    Duration left = streams.stalledAfter().minus(waited);
    if (left.compareTo(Duration.ZERO) > 0) {
      alarm.wakeIn(now, left);
    } else {
      streams.meters().stalled();
      end();
      observer.onError(
          streams
              .errors()
              .subscriberStalled(new StreamCursor(subscription.cursor(), share), waited));
    }
  }

  private void fail(Throwable e) {
    if (!ended && !observer.isCancelled()) {
      end();
      observer.onError(streams.errors().map(e));
    }
  }

  /** Frees its place at once: a client that never reads would never let the transport close it. */
  private void end() {
    ended = true;
    release();
  }

  private void release() {
    subscription.close();
    alarm.close();
    if (released.compareAndSet(false, true)) {
      meter.closed();
      streams.onReleased().run();
    }
  }

  private static Duration earlier(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /**
   * What streams share.
   *
   * @param readers may block on the disk
   * @param onReleased called once when a stream has ended; its last messages may still wait for a
   *     client that does not read
   */
  record Streams(
      Executor readers,
      Timer timer,
      Duration stalledAfter,
      ErrorMapper errors,
      StreamMeters meters,
      Runnable onReleased) {}
}
