package dev.voicemedia.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.CursorException;
import dev.voicemedia.gateway.event.EventHeader;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.EventFilter;
import dev.voicemedia.v1.SubscribeResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** A subscription, each of whose messages is checked against what the model says. */
final class ModelReader {
  private static final int MAX_WAITING_EVENTS = 1024;
  private static final long MAX_WAITING_BYTES = 2 << 20;
  private static final int CHECKPOINT_EVENTS = 4096;
  private static final Map<String, Integer> SEEN = new ConcurrentSkipListMap<>();

  private final ModelWorld world;
  private final SubscriptionRequest request;
  private final Subscription subscription;
  private long place;
  private boolean live;
  private boolean leaving;
  private boolean ended;
  private boolean failed;

  /** Null: it has spoken since it was last found silent. */
  private @Nullable Instant silentSince;

  ModelReader(ModelWorld world, EventFeed feed, SubscriptionRequest request, long expectedPlace)
      throws CursorException {
    this.world = world;
    this.request = request;
    this.subscription = feed.open(request);
    this.place = expectedPlace;
    FeedMessage first = subscription.poll().orElseThrow();
    assertThat(first)
        .isEqualTo(
            new FeedMessage.Opened(at(place), at(world.log().earliest()), at(world.log().head())));
  }

  /** What kinds of messages all readers together have had. */
  static Map<String, Integer> seen() {
    return SEEN;
  }

  SubscriptionRequest request() {
    return request;
  }

  EventFilter filter() {
    return request.matcher().filter();
  }

  long place() {
    return place;
  }

  void leave() {
    leaving = true;
    subscription.leave(FeedMessage.Goodbye.Reason.TOO_OLD);
  }

  void close() {
    subscription.close();
  }

  void pollUntilEmpty() {
    while (pollOnce()) {}
  }

  void poll(int times) {
    for (int i = 0; i < times && pollOnce(); i++) {}
  }

  private boolean pollOnce() {
    if (failed) {
      return false;
    }
    try {
      Optional<FeedMessage> message = subscription.poll();
      if (message.isEmpty()) {
        checkSilence();
        return false;
      }
      check(message.get());
      SEEN.merge(message.get().getClass().getSimpleName(), 1, Integer::sum);
      return true;
    } catch (CursorException e) {
      SEEN.merge("expired", 1, Integer::sum);
      assertThat(e.reason()).isEqualTo(CursorException.Reason.EXPIRED);
      assertThat(request.continueAfterGap()).isFalse();
      assertThat(place).isLessThan(world.log().earliest());
      assertThat(e.earliest()).isEqualTo(at(world.log().earliest()));
      assertThat(e.head()).isEqualTo(at(world.log().head()));
      failed = true;
      subscription.close();
      return false;
    }
  }

  private void check(FeedMessage message) {
    assertThat(ended).isFalse();
    long to = message.cursor().position();
    assertThat(message.cursor()).isEqualTo(at(to));
    assertThat(leaving).isEqualTo(message instanceof FeedMessage.Goodbye);
    if (message instanceof FeedMessage.Delivery delivery) {
      assertThat(to).isGreaterThan(place);
      assertThat(matchesIn(place, to - 1)).isEmpty();
      assertThat(event(delivery)).isEqualTo(world.event(to));
      assertThat(matchesIn(to - 1, to)).hasSize(1);
      assertThat(live && waitsTooMuch()).isFalse();
    } else if (message instanceof FeedMessage.Gap gap) {
      assertThat(request.continueAfterGap()).isTrue();
      // It may have looked at more, which did not match, than it has told.
      assertThat(gap.after().position()).isBetween(place, to - 1);
      assertThat(matchesIn(place, gap.after().position())).isEmpty();
      assertThat(to).isEqualTo(world.log().earliest()).isGreaterThan(place);
      assertThat(live).isFalse();
    } else {
      assertThat(to).isGreaterThanOrEqualTo(place);
      assertThat(matchesIn(place, to)).isEmpty();
    }
    if (message instanceof FeedMessage.CaughtUp) {
      assertThat(live).isFalse();
      assertThat(to).isEqualTo(world.log().head());
      live = !request.stopAtHead();
      ended = request.stopAtHead();
    } else if (message instanceof FeedMessage.FellBehind) {
      assertThat(live).isTrue();
      assertThat(waitsTooMuch()).isTrue();
      live = false;
    } else if (message instanceof FeedMessage.Checkpoint) {
      if (live) {
        assertThat(to).isEqualTo(world.log().head());
        assertThat(silence()).isGreaterThanOrEqualTo(ModelWorld.HEARTBEAT);
      } else {
        assertThat(to - place).isGreaterThanOrEqualTo(CHECKPOINT_EVENTS);
      }
    } else if (message instanceof FeedMessage.Goodbye) {
      ended = true;
    }
    place = to;
    silentSince = null;
    assertThat(subscription.ended()).isEqualTo(ended);
    assertThat(subscription.isLive()).isEqualTo(live);
  }

  /** Nothing to say means: live, everything given, and the heartbeat not due. */
  private void checkSilence() {
    if (ended) {
      return;
    }
    assertThat(live).isTrue();
    assertThat(matchesIn(place, world.log().head())).isEmpty();
    assertThat(silence()).isLessThan(ModelWorld.HEARTBEAT);
  }

  private Duration silence() {
    Instant now = world.clock().instant();
    if (silentSince == null) {
      silentSince = now;
    }
    return Duration.between(silentSince, now);
  }

  private boolean waitsTooMuch() {
    long[] waiting = matchesIn(place, world.log().head()).toArray();
    long bytes =
        LongStream.of(waiting).map(position -> world.event(position).getSerializedSize()).sum();
    return waiting.length > MAX_WAITING_EVENTS || (waiting.length > 1 && bytes > MAX_WAITING_BYTES);
  }

  private LongStream matchesIn(long after, long upTo) {
    return LongStream.rangeClosed(after + 1, upTo)
        .filter(position -> request.matcher().matches(EventHeader.of(world.event(position))));
  }

  private Cursor at(long position) {
    return world.log().cursorAt(position);
  }

  private static Event event(FeedMessage.Delivery delivery) {
    try {
      return SubscribeResponse.parseFrom(delivery.encodedResponse()).getEvent();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
