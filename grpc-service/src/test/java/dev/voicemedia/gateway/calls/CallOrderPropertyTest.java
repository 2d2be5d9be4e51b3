package dev.voicemedia.gateway.calls;

import static dev.voicemedia.gateway.calls.CallEvents.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.event.EventTime;
import dev.voicemedia.v1.Call;
import dev.voicemedia.v1.CallState;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.EventSource;
import dev.voicemedia.v1.RecoveredEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Webhooks come in any order, more than once, and some of them only when they are recovered. */
class CallOrderPropertyTest {
  private static final int MAX_BYTES = 1 << 20;

  @Property(tries = 2_000)
  void theOrderOfArrivalMakesNoDifference(
      @ForAll("histories") List<Event> events, @ForAll Random random) {
    List<Event> arrived = new ArrayList<>();
    for (Event event : events) {
      arrived.add(random.nextInt(4) == 0 ? recovered(event) : event);
      if (random.nextInt(4) == 0) {
        arrived.add(event); // delivered again, under another position
      }
    }
    Collections.shuffle(arrived, random);

    assertThat(reduced(arrived)).isEqualTo(reduced(events));
  }

  @Property(tries = 2_000)
  void theSameStoredEventsMakeTheSameCallsHoweverTheyAreRead(
      @ForAll("histories") List<Event> events, @ForAll Random random) {
    List<Integer> positions = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      positions.add(i);
      positions.add(i); // read as part of the snapshot and once more after it
    }
    List<Event> sameMoment = events.stream().map(CallOrderPropertyTest::atOneMoment).toList();
    CallReducer inOrder = new CallReducer();
    positions.forEach(i -> inOrder.add(i, sameMoment.get(i)));

    Collections.shuffle(positions, random);
    CallReducer shuffled = new CallReducer();
    positions.forEach(i -> shuffled.add(i, sameMoment.get(i)));

    assertThat(shuffled.calls(MAX_BYTES)).isEqualTo(inOrder.calls(MAX_BYTES));
  }

  @Property(tries = 1_000)
  void aLegNeverGoesBack(@ForAll("histories") List<Event> events, @ForAll Random random) {
    List<Event> arrived = new ArrayList<>(events);
    Collections.shuffle(arrived, random);
    CallReducer calls = new CallReducer();
    CallState reached = CallState.CALL_STATE_UNSPECIFIED;
    for (int i = 0; i < arrived.size(); i++) {
      calls.add(i + 1, arrived.get(i).toBuilder().setCallLegId("one").build());
      Call call = calls.calls(MAX_BYTES).get(0);

      assertThat(call.getState()).isGreaterThanOrEqualTo(reached);
      assertThat(call.getState() == CallState.CALL_STATE_ENDED && call.hasSpeech()).isFalse();
      reached = call.getState();
    }
  }

  /** Up to 40 events of two legs, each at a moment of its own, with few media so that they meet. */
  @Provide
  Arbitrary<List<Event>> histories() {
    Arbitrary<Event> event =
        Combinators.combine(
                Arbitraries.integers().between(0, 9),
                Arbitraries.of("leg-a", "leg-b"),
                Arbitraries.of("x", "y"),
                Arbitraries.of(true, false))
            .as(CallOrderPropertyTest::event);
    return event.list().ofMinSize(1).ofMaxSize(40).map(CallOrderPropertyTest::atMomentsOfTheirOwn);
  }

  private static Event event(int kind, String leg, String medium, boolean flag) {
    Event event =
        switch (kind) {
          case 0 -> CallEvents.initiated(0);
          case 1 -> CallEvents.answered(0);
          case 2 -> CallEvents.hangup(0);
          case 3 -> CallEvents.playbackStarted(0, medium, flag);
          case 4 -> CallEvents.playbackEnded(0, medium, flag);
          case 5 -> CallEvents.speakStarted(0, flag ? "" : medium);
          case 6 -> CallEvents.speakEnded(0, flag ? "" : medium);
          case 7 -> CallEvents.recordingSaved(0, medium);
          default -> CallEvents.event("call.cost", 0).setClientStateText(medium).build();
        };
    return event.toBuilder().setCallLegId(leg).build();
  }

  private static List<Event> atMomentsOfTheirOwn(List<Event> events) {
    List<Event> timed = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      timed.add(
          events.get(i).toBuilder()
              .setId("event " + i)
              .setOccurredAt(EventTime.timestamp(START.plusSeconds(i)))
              .build());
    }
    return timed;
  }

  private static Event atOneMoment(Event event) {
    return event.toBuilder().setOccurredAt(EventTime.timestamp(START)).build();
  }

  private static Event recovered(Event event) {
    return event.toBuilder()
        .setSource(EventSource.EVENT_SOURCE_RECOVERED)
        .setReceivedAt(EventTime.timestamp(START.plusSeconds(9_999)))
        .setRecovered(RecoveredEvent.getDefaultInstance())
        .build();
  }

  private static List<Call> reduced(List<Event> events) {
    CallReducer calls = new CallReducer();
    for (int i = 0; i < events.size(); i++) {
      calls.add(i + 1, events.get(i));
    }
    return calls.calls(MAX_BYTES);
  }
}
