package dev.voicemedia.gateway.grpc;

import static dev.voicemedia.gateway.grpc.FakeTelnyx.answering;
import static dev.voicemedia.gateway.grpc.FakeTelnyx.startingToAnswer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import dev.voicemedia.gateway.testing.VirtualTimer;
import dev.voicemedia.gateway.time.SystemTimer;
import dev.voicemedia.gateway.upstream.AttemptPolicy;
import dev.voicemedia.gateway.upstream.AttemptPolicy.Windows;
import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.SpeakResponse;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A command ends in time, and lets go of the connection then. */
final class ActionDeadlineTest {
  private static final SpeakRequest SPEAK =
      SpeakRequest.newBuilder()
          .setCallControlId("v3:call-1")
          .setPayload("Hello")
          .setVoice("female")
          .setCommandId("cmd-1")
          .build();

  private static final AttemptPolicy PATIENT =
      ActionsServer.ONE_ATTEMPT.withWindows(
          new Windows(
              Duration.ofMinutes(5), Duration.ofSeconds(45), Duration.ofSeconds(120), 1_000));

  private final FakeTelnyx telnyx = new FakeTelnyx().reacting(socket -> {});
  private final VirtualTimer timer = new VirtualTimer();
  private final ActionsServer server = new ActionsServer(telnyx.baseUrl(), timer, PATIENT);

  @AfterEach
  void stop() throws IOException {
    server.close();
    telnyx.close();
  }

  @Test
  void withoutADeadlineACommandIsGiven15Seconds() throws Exception {
    ListenableFuture<SpeakResponse> call = futureStub().speak(SPEAK);
    await().until(() -> telnyx.requests().size() == 1);

    timer.advance(Duration.ofMillis(14_999));
    assertThat(call.isDone()).isFalse();
    timer.advance(Duration.ofMillis(1));

    RpcError error = errorOf(call);
    assertDeadlineExceeded(error);
    assertThat(error.message()).isEqualTo("no answer from Telnyx within 15000 ms");
    await().until(telnyx::isLeftAlone);
  }

  @Test
  void anAnswerWhoseBodyStallsIsGivenUpAndItsConnectionClosed() throws Exception {
    telnyx.reacting(startingToAnswer(200, 26, "{\"data\":"));
    ListenableFuture<SpeakResponse> call = futureStub().speak(SPEAK);
    await().until(() -> telnyx.requests().size() == 1);

    timer.advance(Duration.ofSeconds(15));

    assertDeadlineExceeded(errorOf(call));
    await().until(telnyx::isLeftAlone);
  }

  @Test
  void theAnswerComes100MsBeforeTheCallersDeadline() throws Exception {
    ListenableFuture<SpeakResponse> call =
        futureStub().withDeadlineAfter(60, TimeUnit.SECONDS).speak(SPEAK);
    await().until(() -> telnyx.requests().size() == 1);

    timer.advance(Duration.ofSeconds(50));
    assertThat(call.isDone()).isFalse();
    timer.advance(Duration.ofMillis(9_900));
    assertDeadlineExceeded(errorOf(call));
  }

  @Test
  void theDetailsReachACallerWhoseDeadlineRunsOut() {
    try (SystemTimer realTimer = new SystemTimer();
        ActionsServer realTime = new ActionsServer(telnyx.baseUrl(), realTimer)) {
      assertDeadlineExceeded(
          RpcError.of(
              () -> realTime.stub().withDeadlineAfter(1500, TimeUnit.MILLISECONDS).speak(SPEAK)));
    }
  }

  @Test
  void aDeadlineThatIsTooNearIsReportedWithoutSendingAnything() throws Exception {
    // Below the margin, so that the gateway and the client race to report it.
    StatusRuntimeException error =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> server.stub().withDeadlineAfter(60, TimeUnit.MILLISECONDS).speak(SPEAK));

    assertThat(error.getStatus().getCode()).isEqualTo(Code.DEADLINE_EXCEEDED);
    assertThat(timer.pending()).isZero();
    assertThat(telnyx.requests()).isEmpty();
  }

  @Test
  void cancellingTheCallClosesTheConnectionToTelnyx() {
    ListenableFuture<SpeakResponse> call = futureStub().speak(SPEAK);
    await().until(() -> telnyx.requests().size() == 1);
    assertThat(telnyx.isLeftAlone()).isFalse();

    call.cancel(true);

    await().until(telnyx::isLeftAlone);
    await().until(() -> timer.pending() == 0);
  }

  @Test
  void anAnswerInTimeCallsTheTimerOff() {
    telnyx.reacting(answering(200, FakeTelnyx.OK));

    assertThat(server.stub().speak(SPEAK).getResult()).isEqualTo("ok");
    await().until(() -> timer.pending() == 0);
  }

  private MediaActionsServiceGrpc.MediaActionsServiceFutureStub futureStub() {
    return MediaActionsServiceGrpc.newFutureStub(server.channel());
  }

  private static RpcError errorOf(ListenableFuture<SpeakResponse> call)
      throws InterruptedException {
    try {
      throw new AssertionError("answered: " + call.get());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StatusRuntimeException failure) {
        return RpcError.of(failure);
      }
      throw new AssertionError(e);
    }
  }

  private static void assertDeadlineExceeded(RpcError error) {
    assertThat(error.code()).isEqualTo(Code.DEADLINE_EXCEEDED);
    assertThat(error.reason()).isEqualTo("DEADLINE_EXCEEDED");
    assertThat(error.domain()).isEqualTo("voicemedia.dev");
    assertThat(error.metadata())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("outcome", "unknown", "command_id", "cmd-1", "attempts", "1"));
  }
}
