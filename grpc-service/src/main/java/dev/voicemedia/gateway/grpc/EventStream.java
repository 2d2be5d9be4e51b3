package dev.voicemedia.gateway.grpc;

import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.voicemedia.gateway.feed.EventFeed;
import dev.voicemedia.gateway.feed.FeedMessage;
import dev.voicemedia.gateway.feed.Subscription;
import dev.voicemedia.v1.CaughtUp;
import dev.voicemedia.v1.Checkpoint;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.FellBehind;
import dev.voicemedia.v1.Gap;
import dev.voicemedia.v1.Goodbye;
import dev.voicemedia.v1.Opened;
import dev.voicemedia.v1.SubscribeResponse;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One open stream. It pulls from its subscription while the transport is ready and then waits to be
 * woken: by the transport, by the log, or by the heartbeat. Wake-ups may come from any thread; the
 * sending is done by one task at a time.
 */
final class EventStream {
  /** After so many messages other streams get their turn. */
  private static final int MESSAGES_A_TURN = 256;

  private final Subscription subscription;
  private final ServerCallStreamObserver<SubscribeResponse> observer;
  private final Executor serially;
  private final ScheduledExecutorService heartbeats;
  private final ErrorMapper errors;
  private final AtomicBoolean turnPending = new AtomicBoolean();
  private volatile @Nullable ScheduledFuture<?> heartbeat;
  private boolean closed;

  EventStream(
      Subscription subscription,
      ServerCallStreamObserver<SubscribeResponse> observer,
      Executor workers,
      ScheduledExecutorService heartbeats,
      ErrorMapper errors) {
    this.subscription = subscription;
    this.observer = observer;
    this.serially = MoreExecutors.newSequentialExecutor(workers);
    this.heartbeats = heartbeats;
    this.errors = errors;
  }

  /** Must be called before the RPC method returns. */
  void start(EventFeed feed) {
    Runnable deaf = feed.onWakeUp(this::wake);
    Runnable release =
        () -> {
          deaf.run();
          ScheduledFuture<?> last = heartbeat;
          if (last != null) {
            last.cancel(false);
          }
        };
    observer.setOnReadyHandler(this::wake);
    observer.setOnCancelHandler(release);
    observer.setOnCloseHandler(release);
    wake();
  }

  private void wake() {
    // Many wake-ups before the next turn are one.
    if (turnPending.compareAndSet(false, true)) {
      serially.execute(this::takeTurn);
    }
  }

  private void takeTurn() {
    turnPending.set(false);
    try {
      for (int sent = 0; sent < MESSAGES_A_TURN; sent++) {
        if (closed || observer.isCancelled() || !observer.isReady()) {
          return;
        }
        Optional<FeedMessage> message = subscription.poll();
        if (message.isEmpty()) {
          wakeForHeartbeat();
          return;
        }
        observer.onNext(toResponse(message.get()));
        if (subscription.ended()) {
          closed = true;
          observer.onCompleted();
          return;
        }
        if (message.get() instanceof FeedMessage.Checkpoint) {
          break; // many events were looked at for it
        }
      }
      wake();
    } catch (Throwable e) { // a message may be lost: only its end keeps the stream honest
      if (!closed && !observer.isCancelled()) {
        closed = true;
        observer.onError(errors.map(e));
      }
    }
  }

  /** One wake-up is enough: when it comes too early, the next is set for what is left. */
  private void wakeForHeartbeat() {
    ScheduledFuture<?> last = heartbeat;
    if (last == null || last.isDone()) {
      long due = Math.max(0, subscription.heartbeatDueIn().toNanos());
      heartbeat = heartbeats.schedule(this::wake, due, TimeUnit.NANOSECONDS);
    }
  }

  private static SubscribeResponse toResponse(FeedMessage message)
      throws InvalidProtocolBufferException {
    SubscribeResponse.Builder response =
        SubscribeResponse.newBuilder().setCursor(message.cursor().encode());
    if (message instanceof FeedMessage.Delivery delivery) {
      response.setEvent(Event.parseFrom(delivery.encodedEvent()));
    } else if (message instanceof FeedMessage.Opened opened) {
      response.setOpened(
          Opened.newBuilder()
              .setEarliest(opened.earliest().encode())
              .setHead(opened.head().encode()));
    } else if (message instanceof FeedMessage.Checkpoint) {
      response.setCheckpoint(Checkpoint.getDefaultInstance());
    } else if (message instanceof FeedMessage.CaughtUp) {
      response.setCaughtUp(CaughtUp.getDefaultInstance());
    } else if (message instanceof FeedMessage.FellBehind) {
      response.setFellBehind(FellBehind.getDefaultInstance());
    } else if (message instanceof FeedMessage.Gap gap) {
      response.setGap(
          Gap.newBuilder().setAfter(gap.after().encode()).setUpTo(gap.cursor().encode()));
    } else if (message instanceof FeedMessage.Draining) {
      response.setGoodbye(Goodbye.newBuilder().setReason(Goodbye.Reason.REASON_DRAINING));
    }
    return response.build();
  }
}
