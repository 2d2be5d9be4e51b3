package dev.voicemedia.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.event.EventMatcher;
import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.gateway.eventlog.LogView;
import dev.voicemedia.gateway.eventlog.SourceRecord;
import dev.voicemedia.gateway.eventlog.SourceRecord.Arrival;
import dev.voicemedia.gateway.eventlog.SourceRecord.Content;
import dev.voicemedia.gateway.eventlog.SourceRecord.Erasure;
import dev.voicemedia.gateway.feed.SubscriptionRequest.Start;
import dev.voicemedia.gateway.testing.IncomingEvents;
import dev.voicemedia.gateway.time.Moment;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.EventFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events that are erased while streams are open. */
class ErasedEventsTest {
  @TempDir Path folder;
  private LogView view;
  private EventFeed feed;

  @BeforeEach
  void open() {
    view = LogView.open(folder, EventLogSettings.DEFAULTS, () -> new Moment(0));
    view.follow("topic", 7, 0);
    feed = new EventFeed(view, () -> new Moment(0), Runnable::run);
  }

  @AfterEach
  void close() {
    feed.close();
    view.close();
  }

  @Test
  void aLiveStreamIsGivenNoContentThatWasErasedBeforeItTookIt() throws Exception {
    take(1, arrival("a"));
    Subscription live = feed.open(request());
    assertThat(drain(live)).containsExactly("Opened", "a", "CaughtUp");
    take(2, arrival("b"));

    take(3, new Erasure(List.of(1L, 2L)));
    take(4, arrival("c"));

    assertThat(drain(live)).containsExactly("FellBehind", "b erased", "c", "CaughtUp");
  }

  @Test
  void aStreamThatBeginsLaterIsGivenNoneFromMemory() throws Exception {
    take(1, arrival("a"));
    take(2, arrival("b"));
    take(3, new Erasure(List.of(1L)));

    assertThat(drain(feed.open(request()))).containsExactly("Opened", "a erased", "b", "CaughtUp");
  }

  private void take(long position, Content content) {
    view.take(List.of(new SourceRecord(position, 0, Instant.EPOCH, content)));
  }

  private static Arrival arrival(String id) {
    IncomingEvent event = IncomingEvents.event(id);
    return new Arrival(
        event.event(),
        event.event().toByteString(),
        event.dataFingerprint(),
        Duration.ofHours(1),
        event.publicKey());
  }

  private static SubscriptionRequest request() {
    return new SubscriptionRequest(
        new Start.Earliest(),
        EventMatcher.of(EventFilter.getDefaultInstance()),
        Duration.ofSeconds(15),
        false,
        false);
  }

  private static List<String> drain(Subscription subscription) throws Exception {
    List<String> messages = new ArrayList<>();
    for (Optional<FeedMessage> next = subscription.poll();
        next.isPresent();
        next = subscription.poll()) {
      if (next.get() instanceof FeedMessage.Delivery delivery) {
        Event event = Event.parseFrom(delivery.encodedEvent());
        messages.add(event.getId() + (event.hasErasedAt() ? " erased" : ""));
      } else {
        messages.add(next.get().getClass().getSimpleName());
      }
    }
    return messages;
  }
}
