package dev.voicemedia.gateway.grpc;

import static dev.voicemedia.gateway.testing.IncomingEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.DynamicMessage;
import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.EventMatcher;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.EmbeddedLog;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.gateway.feed.EventFeed;
import dev.voicemedia.gateway.feed.FeedMessage;
import dev.voicemedia.gateway.feed.Subscription;
import dev.voicemedia.gateway.feed.SubscriptionRequest;
import dev.voicemedia.gateway.feed.SubscriptionRequest.Start;
import dev.voicemedia.gateway.time.MonotonicClock;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.EventFilter;
import dev.voicemedia.v1.Goodbye;
import dev.voicemedia.v1.SubscribeResponse;
import io.grpc.KnownLength;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes on the wire is what the generated class would have written. */
class FeedMessageMarshallerTest {
  private static final Cursor CURSOR = new Cursor(7, 3, 42);

  private final FeedMessageMarshaller marshaller = new FeedMessageMarshaller();
  @TempDir Path folder;

  // Sizes around those where a length takes one more byte.
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 50, 100, 16_200, 16_300, 1_000_000})
  void aStoredEventGoesOutAsTheMessageThatItIsPartOf(int bodyBytes) throws Exception {
    try (EmbeddedLog log = EmbeddedLog.open(folder, EventLogSettings.DEFAULTS, Clock.systemUTC());
        EventFeed feed = new EventFeed(log, MonotonicClock.system(), Runnable::run)) {
      log.append(event("a", new byte[bodyBytes])).join();
      LogEntry stored = log.read(0, 1, 1).get(0);
      SubscribeResponse expected =
          SubscribeResponse.newBuilder()
              .setCursor(log.cursorAt(1).encode())
              .setEvent(Event.parseFrom(stored.encodedEvent()))
              .build();

      FeedMessage delivery = firstDelivery(feed);
      assertThat(drained(delivery)).isEqualTo(expected.toByteString());
      assertThat(ByteString.readFrom(marshaller.stream(delivery)))
          .isEqualTo(expected.toByteString());
      DynamicMessage foreign =
          DynamicMessage.parseFrom(SubscribeResponse.getDescriptor(), drained(delivery));
      assertThat(foreign.getUnknownFields().asMap()).isEmpty();
      assertThat(foreign.toByteString()).isEqualTo(expected.toByteString());
    }
  }

  @Test
  void whatIsLeftAfterAReadIsDrained() throws Exception {
    EncodedMessage message = new EncodedMessage(ByteString.copyFromUtf8("abcdef"));
    assertThat(message.available()).isEqualTo(6);
    assertThat(message.read()).isEqualTo('a');
    assertThat(message.available()).isEqualTo(5);
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    assertThat(message.drainTo(rest)).isEqualTo(5);
    assertThat(rest.toString(java.nio.charset.StandardCharsets.US_ASCII)).isEqualTo("bcdef");
    assertThat(message.read()).isEqualTo(-1);
  }

  @Test
  void theOtherMessagesAreBuilt() throws Exception {
    Cursor behind = new Cursor(7, 3, 50);
    assertThat(parsed(new FeedMessage.Opened(CURSOR, CURSOR, behind)).getOpened().getHead())
        .isEqualTo(behind.encode());
    assertThat(parsed(new FeedMessage.Checkpoint(CURSOR)).hasCheckpoint()).isTrue();
    assertThat(parsed(new FeedMessage.CaughtUp(CURSOR)).hasCaughtUp()).isTrue();
    assertThat(parsed(new FeedMessage.FellBehind(CURSOR)).hasFellBehind()).isTrue();
    SubscribeResponse gap = parsed(new FeedMessage.Gap(/* after= */ CURSOR, /* cursor= */ behind));
    assertThat(gap.getGap().getAfter()).isEqualTo(CURSOR.encode());
    assertThat(gap.getGap().getUpTo()).isEqualTo(behind.encode()).isEqualTo(gap.getCursor());
    assertThat(
            parsed(new FeedMessage.Goodbye(CURSOR, FeedMessage.Goodbye.Reason.DRAINING))
                .getGoodbye()
                .getReason())
        .isEqualTo(Goodbye.Reason.REASON_DRAINING);
  }

  private static FeedMessage firstDelivery(EventFeed feed) throws Exception {
    try (Subscription subscription =
        feed.open(
            new SubscriptionRequest(
                new Start.Earliest(),
                EventMatcher.of(EventFilter.getDefaultInstance()),
                Duration.ofSeconds(15),
                false,
                false))) {
      for (Optional<FeedMessage> message = subscription.poll();
          message.isPresent();
          message = subscription.poll()) {
        if (message.get() instanceof FeedMessage.Delivery) {
          return message.get();
        }
      }
      throw new AssertionError("no event");
    }
  }

  private SubscribeResponse parsed(FeedMessage message) throws Exception {
    return SubscribeResponse.parseFrom(drained(message));
  }

  private ByteString drained(FeedMessage message) throws Exception {
    InputStream stream = marshaller.stream(message);
    assertThat(stream).isInstanceOf(KnownLength.class);
    ByteString.Output out = ByteString.newOutput();
    int announced = stream.available();
    assertThat(((EncodedMessage) stream).drainTo(out)).isEqualTo(announced);
    assertThat(out.size()).isEqualTo(announced);
    return out.toByteString();
  }
}
