package dev.voicemedia.gateway;

import static dev.voicemedia.gateway.GatewayRun.assertFails;
import static dev.voicemedia.gateway.GatewayRun.eventsUntil;
import static dev.voicemedia.gateway.GatewayRun.ofCall;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.rpc.ErrorInfo;
import dev.voicemedia.simulator.CallSetup;
import dev.voicemedia.simulator.SimulatedCall;
import dev.voicemedia.v1.AnswerRequest;
import dev.voicemedia.v1.AnswerResponse;
import dev.voicemedia.v1.CallControlServiceGrpc;
import dev.voicemedia.v1.CallControlServiceGrpc.CallControlServiceBlockingStub;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.GatherRequest;
import dev.voicemedia.v1.GatherUsingSpeakRequest;
import dev.voicemedia.v1.HangupRequest;
import dev.voicemedia.v1.RejectCause;
import dev.voicemedia.v1.RejectRequest;
import dev.voicemedia.v1.StopGatherRequest;
import dev.voicemedia.v1.SubscribeResponse;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Incoming calls from their ringing to their end, by the gateway alone. */
class IncomingCallTest {
  @TempDir static Path folder;
  private static GatewayRun gateway;

  private SimulatedCall call;
  private Iterator<SubscribeResponse> stream;

  @BeforeAll
  static void start() throws Exception {
    gateway = new GatewayRun(folder);
  }

  @BeforeEach
  void ring() {
    call = gateway.simulator().openCall(CallSetup.standard().unanswered());
    stream = gateway.subscribe(ofCall(call));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void aCallRingsIsAnsweredGathersDigitsSpeaksAndIsHungUp() {
    Event ringing = last("call.initiated");
    assertThat(ringing.getCallInitiated().getState()).isEqualTo("parked");
    assertThat(ringing.getCallInitiated().getDirection()).isEqualTo("incoming");

    AnswerResponse answered = answer();
    assertThat(answered.getResult()).isEqualTo("ok");
    assertThat(answered.getReceipt().getAttempts()).isEqualTo(1);
    assertThat(last("call.answered").getClientState().toStringUtf8()).isEqualTo("ivr");

    var gather =
        calls()
            .gather(
                GatherRequest.newBuilder()
                    .setCallControlId(call.callControlId())
                    .setMaximumDigits(3)
                    .setTerminatingDigit("#")
                    .build());
    assertThat(gather.getResult()).isEqualTo("ok");
    call.press("12#");
    List<Event> gathered = eventsUntil(stream, "call.gather.ended");
    assertThat(gathered)
        .filteredOn(Event::hasCallDtmfReceived)
        .extracting(event -> event.getCallDtmfReceived().getDigit())
        .containsExactly("1", "2", "#");
    Event ended = gathered.get(gathered.size() - 1);
    assertThat(ended.getCallGatherEnded().getDigits()).isEqualTo("12");
    assertThat(ended.getCallGatherEnded().getStatus()).isEqualTo("valid");

    assertThat(gateway.speak(call, "Thank you").getResult()).isEqualTo("ok");
    assertThat(eventsUntil(stream, "call.speak.ended"))
        .extracting(Event::getEventType)
        .containsExactly("call.speak.started", "call.speak.ended");

    hangUp();
    Event end = last("call.hangup");
    assertThat(end.getCallHangup().getHangupCause()).isEqualTo("normal_clearing");
    assertThat(end.getClientState().toStringUtf8()).isEqualTo("ivr");
    assertFails(this::hangUp, Code.FAILED_PRECONDITION, "CALL_ENDED");
  }

  @Test
  void aCallThatRingsTakesNoMediaUntilItIsAnswered() {
    StatusRuntimeException early =
        assertFails(
            () -> {
              var unused = gateway.speak(call, "Hello");
            },
            Code.FAILED_PRECONDITION,
            "CALL_NOT_ANSWERED");
    assertThat(GatewayRun.detail(early, ErrorInfo.class).getMetadataMap())
        .containsEntry("telnyx_code", "90034")
        .containsEntry("outcome", "rejected");

    var answered = answer();

    assertThat(answered.getResult()).isEqualTo("ok");
    assertThat(gateway.speak(call, "Hello").getResult()).isEqualTo("ok");
    assertThat(eventsUntil(stream, "call.speak.ended"))
        .extracting(Event::getEventType)
        .containsExactly(
            "call.initiated", "call.answered", "call.speak.started", "call.speak.ended");
  }

  @Test
  void aGatherThatIsStoppedEndsAsCancelled() {
    var answered = answer();
    var gather =
        calls()
            .gatherUsingSpeak(
                GatherUsingSpeakRequest.newBuilder()
                    .setCallControlId(call.callControlId())
                    .setPayload("Press one key")
                    .setVoice("female")
                    .build());
    assertThat(List.of(answered.getResult(), gather.getResult())).containsOnly("ok");

    var stopped =
        calls()
            .stopGather(
                StopGatherRequest.newBuilder().setCallControlId(call.callControlId()).build());

    assertThat(stopped.getResult()).isEqualTo("ok");
    assertThat(last("call.gather.ended").getCallGatherEnded().getStatus()).isEqualTo("cancelled");
  }

  @Test
  void aRejectedCallEndsAsBusy() {
    var rejected =
        calls()
            .reject(
                RejectRequest.newBuilder()
                    .setCallControlId(call.callControlId())
                    .setCause(RejectCause.REJECT_CAUSE_USER_BUSY)
                    .build());

    assertThat(rejected.getResult()).isEqualTo("ok");
    assertThat(last("call.hangup").getCallHangup().getHangupCause()).isEqualTo("user_busy");
    assertFails(
        () -> {
          var unused = answer();
        },
        Code.FAILED_PRECONDITION,
        "CALL_ENDED");
  }

  private AnswerResponse answer() {
    return calls()
        .answer(
            AnswerRequest.newBuilder()
                .setCallControlId(call.callControlId())
                .setClientState(ByteString.copyFromUtf8("ivr"))
                .build());
  }

  private void hangUp() {
    var unused =
        calls().hangup(HangupRequest.newBuilder().setCallControlId(call.callControlId()).build());
  }

  /** The event of this type that comes next. */
  private Event last(String type) {
    List<Event> events = eventsUntil(stream, type);
    return events.get(events.size() - 1);
  }

  private static CallControlServiceBlockingStub calls() {
    return CallControlServiceGrpc.newBlockingStub(gateway.channel())
        .withDeadlineAfter(GatewayRun.DEADLINE_SECONDS, TimeUnit.SECONDS);
  }
}
