package dev.voicemedia.gateway.grpc;

import dev.voicemedia.gateway.feed.FeedMessage;
import dev.voicemedia.gateway.feed.Subscription;
import dev.voicemedia.gateway.time.Moment;
import dev.voicemedia.gateway.time.Timer;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One open stream. It polls its subscription while the transport is ready and then waits to be
 * woken: by the transport, by the feed, or by the timer. Wake-ups may come from any thread; the
 * sending is done by one at a time: by the thread that wakes, if all that there is to do is in
 * memory, as it is for a live stream, or if it may wait for the disk; else by a reader.
 */
final class EventStream {
  /** After so many messages other streams get their turn. */
  private static final int MESSAGES_A_TURN = 256;

  /** Bytes that may wait in the transport; with more at a time a replay changes threads less. */
  private static final int READY_BYTES = 128 << 10;

  /** A stream that accepts nothing for so long holds no events meanwhile. */
  private static final Duration FORGET_AFTER = Duration.ofSeconds(5);

  private enum Turn {
    NONE,
    TAKEN,
    /** Taken, and woken since it began. */
    WANTED_AGAIN
  }

  private final Subscription subscription;
  private final ServerCallStreamObserver<FeedMessage> observer;
  private final Streams streams;
  private final Moment leaveAt;
  private final AtomicReference<Turn> turn = new AtomicReference<>(Turn.NONE);

  /** These belong to whoever has the turn. */
  private @Nullable Moment notReadySince;

  private boolean closed;

  /** Touched under the lock of this. */
  private @Nullable Alarm alarm;

  private boolean released;

  private record Alarm(Moment at, Runnable cancel) {}

  /**
   * What streams share.
   *
   * @param readers may block on the disk
   * @param released called once when a stream has ended; its last messages may still wait for a
   *     client that does not read
   */
  record Streams(
      Executor readers,
      Timer timer,
      Duration stalledAfter,
      ErrorMapper errors,
      Runnable released) {}

  /**
   * @param leaveAt when it says goodbye by itself
   */
  EventStream(
      Subscription subscription,
      ServerCallStreamObserver<FeedMessage> observer,
      Streams streams,
      Moment leaveAt) {
    this.subscription = subscription;
    this.observer = observer;
    this.streams = streams;
    this.leaveAt = leaveAt;
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

  /** By the transport, whose calls of this service come on readers. */
  private void wakeReader() {
    wake(true);
  }

  private void wake() {
    wake(false);
  }

  private void wake(boolean mayBlock) {
    Turn before = turn.getAndUpdate(now -> now == Turn.NONE ? Turn.TAKEN : Turn.WANTED_AGAIN);
    if (before == Turn.NONE) {
      takeTurns(mayBlock);
    }
  }

  private void takeTurns(boolean mayBlock) {
    boolean unfinished = takeTurn(mayBlock);
    while (!unfinished && !turn.compareAndSet(Turn.TAKEN, Turn.NONE)) {
      turn.set(Turn.TAKEN);
      unfinished = takeTurn(mayBlock);
    }
    if (unfinished) {
      streams.readers().execute(() -> takeTurns(true));
    }
  }

  /** Whether there is more to do at once, which others have to come before. */
  private boolean takeTurn(boolean mayBlock) {
    try {
      if (closed || observer.isCancelled()) {
        return false;
      }
      Moment now = streams.timer().now();
      if (!now.isBefore(leaveAt)) {
        subscription.leave(FeedMessage.Goodbye.Reason.TOO_OLD);
      }
      for (int sent = 0; sent < MESSAGES_A_TURN; sent++) {
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
          wakeIn(now, earlier(subscription.heartbeatDueIn(), now.until(leaveAt)));
          return false;
        }
        observer.onNext(message.get());
        if (subscription.ended()) {
          end();
          observer.onCompleted();
          return false;
        }
        if (message.get() instanceof FeedMessage.Checkpoint && !subscription.isLive()) {
          return true; // many events may have been looked at for it
        }
      }
      return true;
    } catch (Throwable e) { // a message may be lost: only its end keeps the stream honest
      fail(e);
      return false;
    }
  }

  private void waitUntilReady(Moment now) {
    if (notReadySince == null) {
      notReadySince = now;
    }
    Duration waited = notReadySince.until(now);
    if (waited.compareTo(FORGET_AFTER) < 0) {
      wakeIn(now, FORGET_AFTER.minus(waited));
      return;
    }
    subscription.forgetEvents();
    Duration left = streams.stalledAfter().minus(waited);
    if (left.compareTo(Duration.ZERO) > 0) {
      wakeIn(now, left);
    } else {
      end();
      observer.onError(streams.errors().subscriberStalled(subscription.cursor(), waited));
    }
  }

  private void fail(Throwable e) {
    if (!closed && !observer.isCancelled()) {
      end();
      observer.onError(streams.errors().map(e));
    }
  }

  /** Frees its place at once: a client that never reads would never let the transport close it. */
  private void end() {
    closed = true;
    release();
  }

  /** One alarm at a time: when it goes off too early, the next is set for what is left. */
  private synchronized void wakeIn(Moment now, Duration due) {
    Moment at = now.plus(due);
    if (released || (alarm != null && !alarm.at().isAfter(at))) {
      return;
    }
    cancelAlarm();
    Duration delay = due.isNegative() ? Duration.ZERO : due;
    alarm = new Alarm(at, streams.timer().after(delay, this::alarmed));
  }

  private void alarmed() {
    synchronized (this) {
      alarm = null;
    }
    wake();
  }

  private synchronized void cancelAlarm() {
    if (alarm != null) {
      alarm.cancel().run();
      alarm = null;
    }
  }

  private void release() {
    subscription.close();
    synchronized (this) {
      if (released) {
        return;
      }
      released = true;
      cancelAlarm();
    }
    streams.released().run();
  }

  private static Duration earlier(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
