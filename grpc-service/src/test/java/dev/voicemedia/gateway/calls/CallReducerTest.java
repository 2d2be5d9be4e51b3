package dev.voicemedia.gateway.calls;

import static dev.voicemedia.gateway.calls.CallEvents.START;
import static dev.voicemedia.gateway.calls.CallEvents.answered;
import static dev.voicemedia.gateway.calls.CallEvents.event;
import static dev.voicemedia.gateway.calls.CallEvents.hangup;
import static dev.voicemedia.gateway.calls.CallEvents.initiated;
import static dev.voicemedia.gateway.calls.CallEvents.playbackEnded;
import static dev.voicemedia.gateway.calls.CallEvents.playbackStarted;
import static dev.voicemedia.gateway.calls.CallEvents.recordingSaved;
import static dev.voicemedia.gateway.calls.CallEvents.speakEnded;
import static dev.voicemedia.gateway.calls.CallEvents.speakStarted;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.voicemedia.gateway.event.EventTime;
import dev.voicemedia.v1.Call;
import dev.voicemedia.v1.CallGatherEnded;
import dev.voicemedia.v1.CallHangup;
import dev.voicemedia.v1.CallPlayback;
import dev.voicemedia.v1.CallRecording;
import dev.voicemedia.v1.CallRecordingError;
import dev.voicemedia.v1.CallState;
import dev.voicemedia.v1.Event;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CallReducerTest {
  @Test
  void aCallIsWhatItsEventsSay() {
    Event gathered =
        event("call.gather.ended", 3)
            .setCallGatherEnded(CallGatherEnded.newBuilder().setDigits("42").setStatus("valid"))
            .build();

    Call call = callOf(initiated(0), answered(1), gathered, hangup(5));

    assertThat(call.getCallControlId()).isEqualTo("v3:a");
    assertThat(call.getCallLegId()).isEqualTo("leg-a");
    assertThat(call.getCallSessionId()).isEqualTo("session");
    assertThat(call.getConnectionId()).isEqualTo("connection");
    assertThat(call.getFrom()).isEqualTo("+1");
    assertThat(call.getTo()).isEqualTo("+2");
    assertThat(call.getDirection()).isEqualTo("incoming");
    assertThat(call.getState()).isEqualTo(CallState.CALL_STATE_ENDED);
    assertThat(call.getStartedAt()).isEqualTo(EventTime.timestamp(START));
    assertThat(call.getAnsweredAt()).isEqualTo(EventTime.timestamp(START.plusSeconds(1)));
    assertThat(call.getEndedAt()).isEqualTo(EventTime.timestamp(START.plusSeconds(5)));
    assertThat(call.getHangupCause()).isEqualTo("normal_clearing");
    assertThat(call.getLastGather().getDigits()).isEqualTo("42");
    assertThat(call.getIncomplete()).isFalse();
  }

  @Test
  void itsStateIsTheFurthestThatAnyEventSaysWhateverComesLater() {
    assertThat(callOf(speakStarted(1, "s")).getState()).isEqualTo(CallState.CALL_STATE_UNSPECIFIED);
    assertThat(callOf(initiated(1)).getState()).isEqualTo(CallState.CALL_STATE_RINGING);
    assertThat(callOf(answered(2), initiated(3)).getState())
        .isEqualTo(CallState.CALL_STATE_ANSWERED);
    assertThat(callOf(hangup(4), answered(5), initiated(6)).getState())
        .isEqualTo(CallState.CALL_STATE_ENDED);
  }

  @Test
  void theTimesOfTheCallItselfGoBeforeThoseOfItsEvents() {
    Event ended =
        event("call.hangup", 9)
            .setCallHangup(
                CallHangup.newBuilder()
                    .setStartTime(EventTime.timestamp(START.minusSeconds(7)))
                    .setEndTime(EventTime.timestamp(START.plusSeconds(8))))
            .build();

    Call call = callOf(initiated(0), ended);

    assertThat(call.getStartedAt()).isEqualTo(EventTime.timestamp(START.minusSeconds(7)));
    assertThat(call.getEndedAt()).isEqualTo(EventTime.timestamp(START.plusSeconds(8)));
  }

  @Test
  void audioPlaysFromItsStartToItsEnd() {
    assertThat(playing(playbackStarted(1, "a", false))).containsExactly("a");
    assertThat(playing(playbackStarted(1, "a", false), playbackEnded(2, "a", false))).isEmpty();
    assertThat(
            playing(
                playbackStarted(1, "a", false),
                playbackEnded(2, "a", false),
                playbackStarted(3, "a", false)))
        .containsExactly("a");
  }

  @Test
  void queuedAudioWhoseEndWasLostIsOverOnceOtherAudioStarts() {
    assertThat(playing(playbackStarted(1, "a", false), playbackStarted(2, "b", false)))
        .containsExactly("b");
    assertThat(
            playing(
                playbackStarted(1, "a", false),
                playbackStarted(2, "b", false),
                playbackEnded(3, "b", false)))
        .isEmpty();
  }

  @Test
  void overlaysPlayBesideEachOtherAndBesideQueuedAudio() {
    assertThat(
            playing(
                playbackStarted(1, "x", true),
                playbackStarted(2, "a", false),
                playbackStarted(3, "y", true),
                playbackEnded(4, "x", true)))
        .containsExactly("a", "y");
  }

  @Test
  void aSpeechEndsByItsIdHoweverTheClocksStand() {
    assertThat(callOf(speakStarted(5, "s"), speakEnded(4, "s")).hasSpeech()).isFalse();
    assertThat(callOf(speakEnded(6, "before"), speakStarted(5, "s")).getSpeech().getSpeakId())
        .isEqualTo("s");
  }

  @Test
  void aSpeechWithoutAnIdEndsByTime() {
    assertThat(callOf(speakStarted(5, ""), speakEnded(4, "")).hasSpeech()).isTrue();
    assertThat(callOf(speakStarted(5, ""), speakEnded(6, "")).hasSpeech()).isFalse();
    assertThat(callOf(speakStarted(5, ""), speakEnded(6, "s")).hasSpeech()).isFalse();
    assertThat(callOf(speakStarted(5, "s"), speakEnded(6, "")).hasSpeech()).isFalse();
  }

  @Test
  void nothingGoesOnOnceTheCallHasEnded() {
    Call call =
        callOf(hangup(3), playbackStarted(1, "a", false), speakStarted(2, "s"), initiated(0));

    assertThat(call.getPlaybacksList()).isEmpty();
    assertThat(call.hasSpeech()).isFalse();
  }

  @Test
  void recordingsAreListedAsTheyWereSavedAndFailuresBesideThem() {
    Event failed =
        event("call.recording.error", 4)
            .setCallRecordingError(CallRecordingError.newBuilder().setReason("no storage"))
            .build();

    Call call = callOf(recordingSaved(3, "r2"), failed, recordingSaved(2, "r1"));

    assertThat(call.getRecordingsList())
        .extracting(CallRecording::getRecordingId)
        .containsExactly("r1", "r2");
    assertThat(call.getRecordings(0).getRecordingUrls().getWav()).isEqualTo("https://r1");
    assertThat(call.getRecordingFailures(0).getReason()).isEqualTo("no storage");
  }

  @Test
  void ofManyRecordingsTheNewestHundredAreKept() {
    Call call =
        callOf(
            IntStream.range(0, 150)
                .mapToObj(i -> recordingSaved(i, "r" + i))
                .toArray(Event[]::new));

    assertThat(call.getRecordingsList())
        .extracting(CallRecording::getRecordingId)
        .isEqualTo(IntStream.range(50, 150).mapToObj(i -> "r" + i).toList());
  }

  @Test
  void theStateOfTheConsumerIsThatOfTheNewestEventThatHasOne() {
    Event early =
        event("call.speak.started", 1)
            .setClientState(ByteString.copyFromUtf8("one"))
            .setClientStateText("b25l")
            .build();
    Event late = event("call.speak.ended", 2).setClientStateText("two, as it is").build();

    Call call = callOf(late, event("call.dtmf.received", 3).build(), early);

    assertThat(call.hasClientState()).isFalse();
    assertThat(call.getClientStateText()).isEqualTo("two, as it is");
  }

  @Test
  void aCallWhoseBeginningIsMissingIsIncompleteUntilItIsRecovered() {
    CallReducer calls = new CallReducer();
    calls.add(1, answered(1));
    assertThat(calls.calls(1000).get(0).getIncomplete()).isTrue();

    calls.add(2, initiated(0));
    assertThat(calls.calls(1000).get(0).getIncomplete()).isFalse();

    calls.someLeftOut();
    assertThat(calls.calls(1000).get(0).getIncomplete()).isTrue();
  }

  @Test
  void aSessionHasItsLegsInTheOrderInWhichTheyBegan() {
    CallReducer calls = new CallReducer();
    calls.add(1, initiated(5).toBuilder().setCallLegId("second").setCallControlId("v3:b").build());
    calls.add(2, initiated(0));
    calls.add(3, recordingSaved(9, "r"));

    assertThat(calls.calls(10_000))
        .extracting(Call::getCallLegId)
        .containsExactly("leg-a", "second");
    assertThat(calls.calls(10_000).get(0).getRecordingsCount()).isEqualTo(1);
    assertThat(calls.calls(1)).extracting(Call::getCallLegId).containsExactly("second");
  }

  @Test
  void anEventThatChangesNothingIsNoChange() {
    CallReducer calls = new CallReducer();

    assertThat(calls.addAndCompare(1, initiated(0))).isPresent();
    assertThat(calls.addAndCompare(1, initiated(0))).isEmpty();
    assertThat(calls.addAndCompare(2, event("call.cost", 1).build())).isEmpty();
    assertThat(calls.addAndCompare(3, answered(2)))
        .hasValueSatisfying(
            call -> assertThat(call.getState()).isEqualTo(CallState.CALL_STATE_ANSWERED));
  }

  @Test
  void anErasedEventStillSaysHowFarTheCallHasCome() {
    Event erased =
        event("call.hangup", 3).setErasedAt(EventTime.timestamp(START.plusSeconds(99))).build();

    Call call = callOf(initiated(0), erased);

    assertThat(call.getState()).isEqualTo(CallState.CALL_STATE_ENDED);
    assertThat(call.getEndedAt()).isEqualTo(EventTime.timestamp(START.plusSeconds(3)));
  }

  private static List<String> playing(Event... events) {
    return callOf(events).getPlaybacksList().stream().map(CallPlayback::getMediaUrl).toList();
  }

  private static Call callOf(Event... events) {
    CallReducer calls = new CallReducer();
    for (int i = 0; i < events.length; i++) {
      calls.add(i + 1, events[i]);
    }
    assertThat(calls.calls(1 << 20)).hasSize(1);
    return calls.calls(1 << 20).get(0);
  }
}
