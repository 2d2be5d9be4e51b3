package dev.voicemedia.gateway.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.CursorException;
import dev.voicemedia.gateway.event.EventMatcher;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.event.TimeSpan;
import dev.voicemedia.gateway.eventlog.EventLog;
import dev.voicemedia.gateway.eventlog.EventPage;
import dev.voicemedia.gateway.eventlog.EventPage.Window;
import dev.voicemedia.gateway.feed.FeedMessage;
import dev.voicemedia.gateway.feed.Subscription;
import dev.voicemedia.gateway.feed.SubscriptionRequest;
import dev.voicemedia.gateway.feed.SubscriptionRequest.Start;
import dev.voicemedia.gateway.waits.Basis;
import dev.voicemedia.gateway.waits.LegEvent;
import dev.voicemedia.gateway.waits.SentCommands.Sent;
import dev.voicemedia.gateway.waits.Step;
import dev.voicemedia.gateway.waits.Wait;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a wait hears of its leg: what was stored before the command was sent, and then, in order,
 * what comes after. For one thread at a time; only closing is for any.
 */
final class LegHearing implements AutoCloseable {
  /** Of the leg's past; enough for any call that people hold. */
  private static final int MAX_EARLIER = 2_000;

  private static final int PAGE_BYTES = 3 << 20;

  /** It has nobody to keep awake. */
  private static final Duration HEARTBEAT = Duration.ofMinutes(5);

  private final Sent sent;
  private final Wait wait;
  private final Subscription subscription;
  private final Runnable stopListening;
  private Cursor cursor;

  /** On a thread that may wait for the disk. */
  LegHearing(WaitStreams streams, EventMatcher leg, Sent sent, boolean othersSend, Runnable onMore)
      throws CursorException {
    this.sent = sent;
    this.cursor = streams.log().cursorAt(sent.head());
    wait = new Wait(sent.order(), othersSend);
    List<LegEvent> earlier = earlier(streams.log(), leg, sent.head());
    if (earlier.size() > MAX_EARLIER) {
      wait.rememberTooLittle();
    } else {
      wait.remember(earlier);
    }
    subscription =
        streams
            .feed()
            .open(new SubscriptionRequest(new Start.After(cursor), leg, HEARTBEAT, false, false));
    subscription.onMore(onMore);
    stopListening = sent.leg().onChanged(onMore);
  }

  /** The place after the last event that was heard. */
  Cursor cursor() {
    return cursor;
  }

  Basis basis() {
    return wait.basis();
  }

  /** Whether hearing more never waits for the disk. */
  boolean isLive() {
    return subscription.isLive();
  }

  Duration heartbeatDueIn() {
    return subscription.heartbeatDueIn();
  }

  /** The end that is held; null for none. */
  @Nullable LegEvent held() {
    return wait.held();
  }

  /** What is certain now, without hearing more. */
  List<Step> conclude() {
    return wait.conclude(sent.leg());
  }

  List<Step> settled() {
    return wait.settled();
  }

  List<Step> overdue() {
    return wait.overdue();
  }

  /** Hears what comes next; empty if there is nothing yet. */
  Optional<FeedMessage> hear() throws CursorException {
    Optional<FeedMessage> message = subscription.poll();
    message.ifPresent(heard -> cursor = heard.cursor());
    return message;
  }

  /** What follows from an event. */
  List<Step> stepsAfter(FeedMessage.Delivery heard) {
    return read(heard.position(), heard.encodedEvent())
        .map(event -> wait.heard(event, sent.leg()))
        .orElse(List.of());
  }

  /** Has the next message be a goodbye. */
  void leave(FeedMessage.Goodbye.Reason reason) {
    subscription.leave(reason);
  }

  @Override
  public void close() {
    stopListening.run();
    subscription.close();
  }

  private static List<LegEvent> earlier(EventLog log, EventMatcher leg, long upTo) {
    List<LegEvent> newestFirst = new ArrayList<>();
    Optional<Window> rest = Optional.of(new Window(log.earliest(), upTo, true));
    while (rest.isPresent() && newestFirst.size() <= MAX_EARLIER) {
      EventPage page =
          log.page(
              new EventPage.Request(rest.get(), leg, TimeSpan.ALWAYS, MAX_EARLIER + 1, PAGE_BYTES));
      for (LogEntry entry : page.entries()) {
        read(entry.position(), entry.encodedEvent()).ifPresent(newestFirst::add);
      }
      rest = page.rest();
    }
    Collections.reverse(newestFirst);
    return newestFirst;
  }

  private static Optional<LegEvent> read(long position, ByteString encoded) {
    try {
      return LegEvent.of(position, dev.voicemedia.v1.Event.parseFrom(encoded));
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException("stored event: not a protobuf message", e);
    }
  }
}
