package dev.voicemedia.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.EventFilter;
import dev.voicemedia.v1.EventSource;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventMatcherTest {
  private static final EventHeader SPEAK_ENDED =
      new EventHeader(
          "id",
          "call.speak.ended",
          "v3:a",
          "leg",
          "session",
          "connection",
          Instant.EPOCH,
          EventSource.EVENT_SOURCE_RECEIVED);

  @Test
  void anEmptyFilterMatchesEverything() {
    assertThat(matches(EventFilter.newBuilder())).isTrue();
  }

  @Test
  void oneOfSeveralTypesIsEnough() {
    assertThat(
            matches(
                EventFilter.newBuilder()
                    .addEventTypes("call.hangup")
                    .addEventTypes("call.speak.ended")))
        .isTrue();
    assertThat(matches(EventFilter.newBuilder().addEventTypes("call.hangup"))).isFalse();
  }

  @Test
  void aPrefixMatchesWhatIsBelowIt() {
    assertThat(matches(EventFilter.newBuilder().addEventTypes("call.speak.*"))).isTrue();
    assertThat(matches(EventFilter.newBuilder().addEventTypes("call.*"))).isTrue();
    assertThat(matches(EventFilter.newBuilder().addEventTypes("call.spe.*"))).isFalse();
    assertThat(matches(EventFilter.newBuilder().addEventTypes("call.speak.ended.*"))).isFalse();
  }

  @Test
  void everyIdThatIsSetMustBeTheEventsOwn() {
    assertThat(
            matches(
                EventFilter.newBuilder()
                    .setCallControlId("v3:a")
                    .setCallLegId("leg")
                    .setCallSessionId("session")
                    .setConnectionId("connection")))
        .isTrue();
    assertThat(matches(EventFilter.newBuilder().setCallControlId("v3:b"))).isFalse();
    assertThat(matches(EventFilter.newBuilder().setCallLegId("v3:b"))).isFalse();
    assertThat(matches(EventFilter.newBuilder().setCallSessionId("v3:b"))).isFalse();
    assertThat(matches(EventFilter.newBuilder().setConnectionId("v3:b"))).isFalse();
    assertThat(
            matches(EventFilter.newBuilder().addEventTypes("call.hangup").setCallControlId("v3:a")))
        .isFalse();
  }

  @Test
  void theHeaderIsReadFromAnEncodedEvent() {
    Event event =
        Event.newBuilder()
            .setId("id")
            .setEventType("call.speak.ended")
            .setOccurredAt(Timestamp.newBuilder().setSeconds(1))
            .setReceivedAt(Timestamp.newBuilder().setSeconds(2).setNanos(3))
            .setCallControlId("v3:a")
            .setCallLegId("leg")
            .setCallSessionId("session")
            .setConnectionId("connection")
            .setDeliveryAttempt(4)
            .setSource(EventSource.EVENT_SOURCE_RECOVERED)
            .build();

    assertThat(EventHeader.read(event.toByteString()))
        .isEqualTo(
            new EventHeader(
                "id",
                "call.speak.ended",
                "v3:a",
                "leg",
                "session",
                "connection",
                Instant.ofEpochSecond(2, 3),
                EventSource.EVENT_SOURCE_RECOVERED));
  }

  @Test
  void aConsumerThatInsistsOnSignaturesGetsNoRecoveredEvents() {
    EventFilter.Builder signed =
        EventFilter.newBuilder().addSources(EventSource.EVENT_SOURCE_RECEIVED);

    assertThat(matches(signed)).isTrue();
    assertThat(matches(signed, EventSource.EVENT_SOURCE_UNSPECIFIED)).isTrue();
    assertThat(matches(signed, EventSource.EVENT_SOURCE_RECOVERED)).isFalse();
    assertThat(
            matches(
                EventFilter.newBuilder().addSources(EventSource.EVENT_SOURCE_RECOVERED),
                EventSource.EVENT_SOURCE_RECOVERED))
        .isTrue();
  }

  private static boolean matches(EventFilter.Builder filter, EventSource source) {
    return EventMatcher.of(filter.build())
        .matches(EventHeader.of(Event.newBuilder().setSource(source).build()));
  }

  private static boolean matches(EventFilter.Builder filter) {
    return EventMatcher.of(filter.build()).matches(SPEAK_ENDED);
  }
}
