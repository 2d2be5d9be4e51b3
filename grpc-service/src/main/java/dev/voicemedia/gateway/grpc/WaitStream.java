package dev.voicemedia.gateway.grpc;

import com.google.protobuf.Message;
import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.CursorException;
import dev.voicemedia.gateway.event.EventMatcher;
import dev.voicemedia.gateway.event.StreamCursor;
import dev.voicemedia.gateway.feed.FeedMessage;
import dev.voicemedia.gateway.time.Moment;
import dev.voicemedia.gateway.waits.LegEvent;
import dev.voicemedia.gateway.waits.SentCommands.Sent;
import dev.voicemedia.gateway.waits.Step;
import dev.voicemedia.v1.Goodbye;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One open stream that waits for the end of a command. It takes turns as an {@link EventStream}
 * does, and sends only while the transport is ready. Until the command is accepted it does nothing;
 * then it hears the leg, from before the command was sent.
 *
 * @param <A> response of the command
 * @param <R> response of the method
 */
final class WaitStream<A extends Message, R extends Message> implements ActionCaller<A> {
  /** Events after which other streams get their turn. */
  private static final int EVENTS_A_TURN = 256;

  private final ServerCallStreamObserver<R> observer;
  private final WaitResponses<R> responses;
  private final WaitStreams streams;
  private final EventMatcher leg;
  private final Limits limits;
  private final StreamTurns turns;
  private final StreamAlarm alarm;
  private final AtomicBoolean released = new AtomicBoolean();
  private volatile Runnable cancelCommand = () -> {};
  private volatile @Nullable Accepted<A> accepted;
  private volatile boolean accessChanged;

  /** Made in a turn, closed by whoever releases the stream. */
  private volatile @Nullable LegHearing hearing;

  /** These belong to whoever has the turn. */
  private final Queue<R> unsent = new ArrayDeque<>();

  private @Nullable Moment notReadySince;
  private @Nullable LegEvent settling;
  private Moment settledAt = Moment.MAX;
  private boolean complete;
  private boolean ended;

  /**
   * @param leg events of it that the caller may see
   */
  WaitStream(
      ServerCallStreamObserver<R> observer,
      WaitResponses<R> responses,
      WaitStreams streams,
      EventMatcher leg,
      Limits limits) {
    this.observer = observer;
    this.responses = responses;
    this.streams = streams;
    this.leg = leg;
    this.limits = limits;
    this.turns = new StreamTurns(streams.readers(), this::takeTurn);
    this.alarm = new StreamAlarm(streams.timer(), this::wake);
  }

  /**
   * Must be called before the RPC method returns.
   *
   * @param method full name, which the caller has to be allowed all the while
   */
  void start(String method) {
    observer.setOnReadyHandler(this::wake);
    observer.setOnCancelHandler(this::gone);
    observer.setOnCloseHandler(this::release);
    Runnable endWatch =
        streams
            .access()
            .watch(
                Callers.current(),
                method,
                () -> {
                  accessChanged = true;
                  wake();
                });
    Context.current().addListener(context -> endWatch.run(), Runnable::run);
  }

  @Override
  public void whenGone(Runnable cancel) {
    cancelCommand = cancel;
    if (observer.isCancelled()) {
      cancel.run();
    }
  }

  @Override
  public void accepted(A response, Optional<Sent> sent) {
    Moment now = streams.timer().now();
    Moment end = now.plus(limits.limit());
    accepted =
        new Accepted<>(
            response,
            sent.orElseThrow(),
            end.isBefore(limits.deadline()) ? end : limits.deadline());
    wake();
  }

  @Override
  public void failed(StatusRuntimeException error) {
    release();
    observer.onError(error);
  }

  private void wake() {
    turns.wake(false);
  }

  private boolean takeTurn(boolean mayBlock) {
    Accepted<A> begun = accepted;
    try {
      return begun != null && !ended && !observer.isCancelled() && advance(begun, mayBlock);
    } catch (Throwable e) { // an event may be lost: only its end keeps the stream honest
      fail(streams.errors().map(e));
      return false;
    }
  }

  /** Returns whether there is more to do at once. */
  private boolean advance(Accepted<A> begun, boolean mayBlock) throws CursorException {
    LegHearing heard = hearing;
    if (heard == null) {
      if (!mayBlock) {
        return true;
      }
      heard = begin(begun);
    }
    if (!complete) {
      add(heard.conclude(), heard.cursor());
    }
    for (int events = 0; events < EVENTS_A_TURN; events++) {
      if (!sendUnsent()) {
        return false;
      }
      if (!mayBlock && !heard.isLive()) {
        return true;
      }
      Optional<FeedMessage> message = heard.hear();
      if (message.isPresent()) {
        take(message.get(), heard);
      } else if (!takeTime(heard, begun)) {
        return false;
      }
    }
    return true;
  }

  private LegHearing begin(Accepted<A> begun) throws CursorException {
    LegHearing opened =
        new LegHearing(streams, leg, begun.sent(), !limits.settle().isZero(), this::wake);
    hearing = opened;
    if (released.get()) {
      opened.close();
    }
    Cursor before = opened.cursor();
    List<Step> known = opened.conclude();
    unsent.add(responses.accepted(before, opened.basis(), begun.response()));
    add(known, before);
    return opened;
  }

  private void take(FeedMessage message, LegHearing heard) {
    if (message instanceof FeedMessage.Delivery event) {
      add(heard.stepsAfter(event), heard.cursor());
    } else if (message instanceof FeedMessage.Goodbye goodbye) {
      unsent.add(
          responses.of(
              heard.cursor(),
              heard.basis(),
              "goodbye",
              Goodbye.newBuilder().setReason(FeedMessageMarshaller.reasonOf(goodbye)).build()));
      complete = true;
    }
  }

  /** What is due by the clock; returns whether anything is. */
  private boolean takeTime(LegHearing heard, Accepted<A> begun) {
    Moment now = streams.timer().now();
    LegEvent end = heard.held();
    if (end == null || !end.equals(settling)) {
      settling = end;
      settledAt = end == null ? Moment.MAX : now.plus(limits.settle());
    }
    if (accessChanged) {
      accessChanged = false;
      heard.leave(FeedMessage.Goodbye.Reason.ACCESS_CHANGED);
    } else if (!now.isBefore(settledAt)) {
      add(heard.settled(), heard.cursor());
    } else if (!now.isBefore(begun.end())) {
      add(heard.overdue(), heard.cursor());
    } else {
      Moment next = settledAt.isBefore(begun.end()) ? settledAt : begun.end();
      Duration untilNext = now.until(next);
      Duration untilHeartbeat = heard.heartbeatDueIn();
      alarm.wakeIn(now, untilNext.compareTo(untilHeartbeat) < 0 ? untilNext : untilHeartbeat);
      return false;
    }
    return true;
  }

  private void add(List<Step> steps, Cursor cursor) {
    for (Step step : steps) {
      unsent.add(responses.of(cursor, step));
      complete |= step.isLast();
    }
  }

  /** Sends what there is; returns whether the stream goes on now. */
  private boolean sendUnsent() {
    while (!unsent.isEmpty()) {
      if (!observer.isReady()) {
        waitUntilReady();
        return false;
      }
      notReadySince = null;
      observer.onNext(unsent.remove());
    }
    if (complete) {
      ended = true;
      release();
      observer.onCompleted();
    }
    return !complete;
  }

  private void waitUntilReady() {
    Moment now = streams.timer().now();
    if (notReadySince == null) {
      notReadySince = now;
    }
    Duration waited = notReadySince.until(now);
    Duration left = streams.stalledAfter().minus(waited);
    LegHearing heard = hearing;
    if (left.compareTo(Duration.ZERO) > 0 || heard == null) {
      alarm.wakeIn(now, left);
    } else {
      fail(streams.errors().subscriberStalled(new StreamCursor(heard.cursor(), null), waited));
    }
  }

  private void fail(StatusRuntimeException error) {
    if (!ended && !observer.isCancelled()) {
      ended = true;
      release();
      observer.onError(error);
    }
  }

  private void gone() {
    cancelCommand.run();
    release();
  }

  private void release() {
    alarm.close();
    LegHearing heard = hearing;
    if (heard != null) {
      heard.close();
    }
    if (released.compareAndSet(false, true)) {
      streams.places().giveBack();
    }
  }

  /**
   * How long it goes on.
   *
   * @param limit from when the command is accepted
   * @param deadline at which it is over in any case
   * @param settle for how long an end is held; zero if only this gateway sends on the leg
   */
  record Limits(Duration limit, Moment deadline, Duration settle) {}

  private record Accepted<A>(A response, Sent sent, Moment end) {}
}
