package dev.voicemedia.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Timestamps;
import com.google.rpc.ErrorInfo;
import dev.voicemedia.gateway.access.AccessSettings;
import dev.voicemedia.simulator.CallSetup;
import dev.voicemedia.simulator.SimulatedCall;
import dev.voicemedia.simulator.Simulator;
import dev.voicemedia.v1.CallControlServiceGrpc;
import dev.voicemedia.v1.EventFilter;
import dev.voicemedia.v1.Goodbye;
import dev.voicemedia.v1.HangupRequest;
import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.MediaActionsServiceGrpc.MediaActionsServiceBlockingStub;
import dev.voicemedia.v1.PlayAndWaitRequest;
import dev.voicemedia.v1.PlayAndWaitResponse;
import dev.voicemedia.v1.SpeakAndWaitRequest;
import dev.voicemedia.v1.SpeakAndWaitResponse;
import dev.voicemedia.v1.SpeakAndWaitResponse.StepCase;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.StartPlaybackRequest;
import dev.voicemedia.v1.StopPlaybackRequest;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.WaitBasis;
import io.grpc.CallOptions;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Spliterators;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Waits for the end of speech and playbacks, over real ports and with a simulated Telnyx. */
final class SpeakAndWaitTest {
  /** Some minutes of speech, so that the test decides when it ends. */
  private static final String LONG = "word ".repeat(500);

  @TempDir static Path folder;

  private static GatewayRun gateway;

  private SimulatedCall call;

  @BeforeAll
  static void start() throws Exception {
    gateway =
        new GatewayRun(
            folder, Simulator.builder().port(0).speechRate(50).start(), AccessSettings.OPEN);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void open() {
    call = gateway.simulator().openCall(CallSetup.standard());
  }

  @Test
  void speechIsAcceptedStartsAndEnds() {
    List<SpeakAndWaitResponse> steps = rest(speak("Hello").iterator());

    assertThat(steps)
        .extracting(SpeakAndWaitResponse::getStepCase)
        .containsExactly(StepCase.ACCEPTED, StepCase.STARTED, StepCase.ENDED);
    assertThat(steps)
        .extracting(SpeakAndWaitResponse::getBasis)
        .containsOnly(WaitBasis.WAIT_BASIS_SOLE);
    assertThat(steps.get(0).getAccepted().getResult()).isEqualTo("ok");
    assertThat(steps.get(0).getAccepted().getReceipt().getAttempts()).isEqualTo(1);
    assertThat(steps.get(2).getEnded().getStatus()).isEqualTo("completed");
    assertThat(steps.get(2).getEnded().getEvent().getSpeakId())
        .isNotEmpty()
        .isEqualTo(steps.get(1).getStarted().getEvent().getSpeakId());
  }

  @Test
  void whatComesAfterAcceptedCanBeReadAfterItsCursorToo() {
    SpeakAndWaitResponse accepted = speak("Hello").iterator().next();

    var stream =
        gateway.subscribe(
            SubscribeRequest.newBuilder()
                .setAfter(accepted.getCursor())
                .setFilter(EventFilter.newBuilder().setCallControlId(call.callControlId())));

    assertThat(GatewayRun.eventsUntil(stream, "call.speak.ended"))
        .extracting(event -> event.getEventType())
        .containsSubsequence("call.speak.started", "call.speak.ended");
  }

  @Test
  void aRepeatWithTheSameCommandIdWaitsForTheSameSpeech() {
    SpeakRequest.Builder hello = hello("Hello").setCommandId("repeated");
    List<SpeakAndWaitResponse> first = rest(stub().speakAndWait(waiting(hello)));

    List<SpeakAndWaitResponse> repeat = rest(stub().speakAndWait(waiting(hello)));

    assertThat(repeat.get(0).getAccepted().getReceipt().getFromMemory()).isTrue();
    assertThat(repeat.get(0).getCursor()).isEqualTo(first.get(0).getCursor());
    assertThat(last(repeat).getEnded()).isEqualTo(last(first).getEnded());
  }

  @Test
  void queuedSpeechIsToldApartByItsOrder() {
    Iterator<SpeakAndWaitResponse> first = stub().speakAndWait(waiting(hello("One, two, three")));
    assertThat(first.next().hasAccepted()).isTrue();
    Iterator<SpeakAndWaitResponse> second = stub().speakAndWait(waiting(hello("Four")));

    SpeakAndWaitResponse firstEnd = last(rest(first));
    SpeakAndWaitResponse secondEnd = last(rest(second));

    assertThat(firstEnd.getEnded().getStatus()).isEqualTo("completed");
    assertThat(secondEnd.getEnded().getStatus()).isEqualTo("completed");
    assertThat(secondEnd.getEnded().getEvent().getSpeakId())
        .isNotEqualTo(firstEnd.getEnded().getEvent().getSpeakId());
    assertThat(
            Timestamps.compare(
                secondEnd.getEnded().getEvent().getOccurredAt(),
                firstEnd.getEnded().getEvent().getOccurredAt()))
        .isPositive();
  }

  @Test
  void aPlaybackThatIsStoppedEndsAsCancelled() {
    Iterator<PlayAndWaitResponse> steps =
        stub()
            .playAndWait(
                PlayAndWaitRequest.newBuilder()
                    .setPlay(
                        StartPlaybackRequest.newBuilder()
                            .setCallControlId(call.callControlId())
                            .setAudioUrl("https://example.com/a.mp3"))
                    .build());
    assertThat(steps.next().hasAccepted()).isTrue();
    assertThat(steps.next().hasStarted()).isTrue();

    var stopped =
        stub()
            .stopPlayback(
                StopPlaybackRequest.newBuilder().setCallControlId(call.callControlId()).build());

    PlayAndWaitResponse end = steps.next();
    assertThat(stopped.getResult()).isEqualTo("ok");
    assertThat(end.getEnded().getStatus()).isEqualTo("cancelled");
    assertThat(end.getBasis()).isEqualTo(WaitBasis.WAIT_BASIS_MEDIA);
    assertThat(steps.hasNext()).isFalse();
  }

  @Test
  void aHangUpEndsWhatIsHeardAndWhatWaits() {
    Iterator<SpeakAndWaitResponse> heard = stub().speakAndWait(waiting(hello(LONG)));
    assertThat(heard.next().hasAccepted()).isTrue();
    assertThat(heard.next().hasStarted()).isTrue();
    Iterator<SpeakAndWaitResponse> waits = stub().speakAndWait(waiting(hello("Never")));
    assertThat(waits.next().getBasis()).isEqualTo(WaitBasis.WAIT_BASIS_QUEUED);

    var unused =
        CallControlServiceGrpc.newBlockingStub(gateway.channel())
            .hangup(HangupRequest.newBuilder().setCallControlId(call.callControlId()).build());

    assertThat(last(rest(heard)).getEnded().getStatus()).isEqualTo("call_hangup");
    assertThat(last(rest(waits)).getCallEnded().getEvent().getStatus())
        .isEqualTo("normal_clearing");
  }

  @Test
  void aWaitIsOverdueAtItsLimit() {
    Iterator<SpeakAndWaitResponse> steps =
        stub()
            .speakAndWait(
                waiting(hello(LONG)).toBuilder()
                    .setWaitLimit(Duration.newBuilder().setSeconds(1))
                    .build());

    assertThat(last(rest(steps)).hasOverdue()).isTrue();
  }

  @Test
  void anEndIsHeldUntilItHasSettledWhereOthersSend() {
    Iterator<SpeakAndWaitResponse> steps =
        stub()
            .speakAndWait(
                waiting(hello("Hello")).toBuilder()
                    .setSettle(Duration.newBuilder().setNanos(300_000_000))
                    .build());

    assertThat(rest(steps))
        .extracting(SpeakAndWaitResponse::getStepCase)
        .containsExactly(StepCase.ACCEPTED, StepCase.STARTED, StepCase.ENDED);
  }

  @Test
  void speechOfSomebodyElseOnTheLegMakesAWaitAmbiguous() {
    Iterator<SpeakAndWaitResponse> steps = stub().speakAndWait(waiting(hello(LONG)));
    assertThat(steps.next().hasAccepted()).isTrue();
    assertThat(steps.next().hasStarted()).isTrue();

    call.sendEvent("call.speak.started", Map.of("speak_id", "foreign"));

    SpeakAndWaitResponse ambiguous = steps.next();
    assertThat(ambiguous.hasAmbiguous()).isTrue();
    assertThat(ambiguous.getAmbiguous().getCandidatesList()).hasSize(2);
  }

  @Test
  void aCommandThatIsRefusedFailsAsWithoutAWait() {
    call.hangUp();
    gateway.awaitEvents(1);

    StatusRuntimeException refused =
        GatewayRun.assertFails(
            () -> speak("Hello").iterator().next(), Code.FAILED_PRECONDITION, "CALL_ENDED");

    assertThat(GatewayRun.detail(refused, ErrorInfo.class).getMetadataOrThrow("outcome"))
        .isEqualTo("rejected");
  }

  @Test
  void aRequestWithoutACommandIsInvalid() {
    StatusRuntimeException invalid =
        GatewayRun.assertFails(
            () -> stub().speakAndWait(SpeakAndWaitRequest.getDefaultInstance()).next(),
            Code.INVALID_ARGUMENT,
            "INVALID_REQUEST");

    assertThat(GatewayRun.detail(invalid, ErrorInfo.class).getMetadataOrThrow("outcome"))
        .isEqualTo("not_sent");
  }

  @Test
  void aGatewayThatStopsSaysGoodbyeWithACursor() throws Exception {
    try (GatewayRun other =
        new GatewayRun(
            folder.resolve("other"),
            Simulator.builder().port(0).speechRate(50).start(),
            AccessSettings.OPEN)) {
      SimulatedCall onOther = other.simulator().openCall(CallSetup.standard());
      Iterator<SpeakAndWaitResponse> steps =
          MediaActionsServiceGrpc.newBlockingStub(other.channel())
              .speakAndWait(waiting(hello(LONG).setCallControlId(onOther.callControlId())));
      assertThat(steps.next().hasAccepted()).isTrue();
      assertThat(steps.next().hasStarted()).isTrue();

      Thread stopping = new Thread(other::stop);
      stopping.start();

      SpeakAndWaitResponse goodbye = steps.next();
      assertThat(goodbye.getGoodbye().getReason()).isEqualTo(Goodbye.Reason.REASON_DRAINING);
      assertThat(goodbye.getCursor()).isNotEmpty();
      assertThat(steps.hasNext()).isFalse();
      stopping.join();
      other.start();
    }
  }

  @Test
  void aClientThatGoesAwayStopsNothing() {
    Iterator<SpeakAndWaitResponse> steps =
        ClientCalls.blockingServerStreamingCall(
            gateway.channel(),
            MediaActionsServiceGrpc.getSpeakAndWaitMethod(),
            CallOptions.DEFAULT.withDeadlineAfter(1, TimeUnit.SECONDS),
            waiting(hello("word ".repeat(20)).setCommandId("left")));
    assertThat(steps.next().hasAccepted()).isTrue();
    assertThat(last(rest(steps)).hasOverdue()).isTrue();

    List<SpeakAndWaitResponse> repeat =
        rest(stub().speakAndWait(waiting(hello("word ".repeat(20)).setCommandId("left"))));

    assertThat(last(repeat).getEnded().getStatus()).isEqualTo("completed");
  }

  private Iterable<SpeakAndWaitResponse> speak(String text) {
    return () -> stub().speakAndWait(waiting(hello(text)));
  }

  private SpeakRequest.Builder hello(String text) {
    return SpeakRequest.newBuilder()
        .setCallControlId(call.callControlId())
        .setPayload(text)
        .setVoice("female");
  }

  private static SpeakAndWaitRequest waiting(SpeakRequest.Builder speak) {
    return SpeakAndWaitRequest.newBuilder().setSpeak(speak).build();
  }

  private static MediaActionsServiceBlockingStub stub() {
    return MediaActionsServiceGrpc.newBlockingStub(gateway.channel())
        .withDeadlineAfter(GatewayRun.DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  private static List<SpeakAndWaitResponse> rest(Iterator<SpeakAndWaitResponse> steps) {
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(steps, 0), false).toList();
  }

  private static SpeakAndWaitResponse last(List<SpeakAndWaitResponse> steps) {
    return steps.get(steps.size() - 1);
  }
}
