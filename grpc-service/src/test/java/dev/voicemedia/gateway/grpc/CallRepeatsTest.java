package dev.voicemedia.gateway.grpc;

import static dev.voicemedia.gateway.grpc.FakeTelnyx.answering;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import dev.voicemedia.gateway.testing.VirtualTimer;
import dev.voicemedia.gateway.time.Backoff;
import dev.voicemedia.gateway.time.SystemTimer;
import dev.voicemedia.gateway.upstream.AttemptPolicy;
import dev.voicemedia.gateway.upstream.AttemptPolicy.Hedge;
import dev.voicemedia.v1.CallControlServiceGrpc;
import dev.voicemedia.v1.DialRequest;
import dev.voicemedia.v1.DialResponse;
import dev.voicemedia.v1.HangupRequest;
import dev.voicemedia.v1.HangupResponse;
import dev.voicemedia.v1.UpdateClientStateRequest;
import dev.voicemedia.v1.UpdateClientStateResponse;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Commands whose repeats Telnyx may execute, or answer in a way that nobody knows. */
final class CallRepeatsTest {
  private static final String DIALLED =
      "{\"data\":{\"call_control_id\":\"v3:new\",\"call_leg_id\":\"leg\",\"call_session_id\":\"s\"}}";
  private static final DialRequest DIAL =
      DialRequest.newBuilder()
          .setConnectionId("c-1")
          .addTo("+12025550142")
          .setFrom("+12025550143")
          .setCommandId("d-1")
          .build();
  private static final UpdateClientStateRequest STATE =
      UpdateClientStateRequest.newBuilder()
          .setCallControlId("v3:call-1")
          .setClientState(ByteString.copyFromUtf8("state"))
          .build();
  private static final HangupRequest HANGUP =
      HangupRequest.newBuilder().setCallControlId("v3:call-1").build();

  /** Every command may have a hedge that can. */
  private static final AttemptPolicy HEDGING =
      AttemptPolicy.DEFAULTS.withHedge(new Hedge(Duration.ofMillis(500), 1));

  private static final int SENT_TWICE = 2;

  private final FakeTelnyx telnyx = new FakeTelnyx();
  private final VirtualTimer timer = new VirtualTimer();

  @AfterEach
  void stop() throws IOException {
    telnyx.close();
  }

  /** What the other tests see is no lack of hedges. */
  @Test
  void aHangupThatIsNotAnsweredIsHedged() {
    telnyx.reacting(socket -> {});
    try (ActionsServer server = server()) {
      ListenableFuture<HangupResponse> hangup = calls(server).hangup(HANGUP);

      await().until(() -> advanced(100) && telnyx.requests().size() == SENT_TWICE);
      hangup.cancel(true);
    }
  }

  @Test
  void aDialThatIsNotAnsweredIsSentOnceAndItsOutcomeIsUnknown() {
    telnyx.reacting(socket -> {});
    try (ActionsServer server = server()) {
      RpcError error = end(calls(server).dial(DIAL));

      assertThat(error.outcome()).isEqualTo("unknown");
      assertThat(error.metadata())
          .containsEntry("attempts", "1")
          .containsEntry("command_id", "d-1");
      assertThat(telnyx.requests()).hasSize(1);
    }
  }

  @Test
  void aDialThatTelnyxFailsIsSentOnceUnlessItsCallerRepeatsIt() {
    telnyx.reacting(answering(503, "{}"));
    try (ActionsServer server = server()) {
      RpcError error = end(calls(server).dial(DIAL));

      assertThat(error.code()).isEqualTo(Code.UNAVAILABLE);
      assertThat(error.outcome()).isEqualTo("unknown");
      assertThat(telnyx.requests()).hasSize(1);

      telnyx.reacting(answering(200, DIALLED));
      assertThat(server.calls().dial(DIAL).getCallControlId()).isEqualTo("v3:new");
      assertThat(telnyx.requests()).hasSize(SENT_TWICE);
      assertThat(telnyx.requests()).extracting(FakeTelnyx.Request::body).containsOnly(body(0));
    }
  }

  @Test
  void aDialThatTelnyxHasNotExecutedIsRepeated() throws Exception {
    AtomicInteger before = new AtomicInteger();
    telnyx.reacting(
        socket ->
            (before.getAndIncrement() == 0
                    ? answering(429, "{}", "Retry-After: 1")
                    : answering(200, DIALLED))
                .to(socket));
    try (ActionsServer server = server()) {
      ListenableFuture<DialResponse> dial = calls(server).dial(DIAL);
      await().until(() -> advanced(100) && dial.isDone());

      assertThat(dial.get().getReceipt().getAttempts()).isEqualTo(SENT_TWICE);
    }
  }

  @Test
  void aDialIsRememberedByItsConnectionAndItsId() {
    telnyx.reacting(answering(200, DIALLED));
    try (ActionsServer server = server()) {
      DialResponse first = server.calls().dial(DIAL);
      DialResponse repeat = server.calls().dial(DIAL);

      assertThat(first.getReceipt().getFromMemory()).isFalse();
      assertThat(repeat.getReceipt().getFromMemory()).isTrue();
      assertThat(repeat.getCallControlId()).isEqualTo("v3:new");
      assertThat(telnyx.requests()).hasSize(1);
      assertThat(
              RpcError.of(
                      () -> server.calls().dial(DIAL.toBuilder().setFrom("+12025550144").build()))
                  .violatedFields())
          .containsExactly("command_id");

      var another = server.calls().dial(DIAL.toBuilder().setConnectionId("c-2").build());
      assertThat(another.getCallControlId()).isEqualTo("v3:new");
      assertThat(telnyx.requests())
          .extracting(FakeTelnyx.Request::path)
          .containsExactly("/v2/calls", "/v2/calls");
    }
  }

  @Test
  void theStateOfACallIsPutWithoutAnId() {
    try (ActionsServer server = server()) {
      UpdateClientStateResponse updated = server.calls().updateClientState(STATE);

      assertThat(updated.getReceipt().getAttempts()).isEqualTo(1);
      assertThat(telnyx.requests())
          .singleElement()
          .satisfies(
              sent -> {
                assertThat(sent.method()).isEqualTo("PUT");
                assertThat(sent.action()).isEqualTo("client_state_update");
                assertThat(sent.body()).isEqualTo("{\"client_state\":\"c3RhdGU=\"}");
              });
    }
  }

  @Test
  void anUpdateOfTheStateThatTelnyxHasSeenIsSentOnce() {
    for (FakeTelnyx.Reaction reaction :
        List.<FakeTelnyx.Reaction>of(
            socket -> {}, answering(503, "{}"), answering(429, "{}", "Retry-After: 1"))) {
      telnyx.reacting(reaction);
      try (ActionsServer server = server()) {
        RpcError error = end(calls(server).updateClientState(STATE));

        assertThat(error.metadata()).containsEntry("attempts", "1");
        assertThat(telnyx.takeRequests()).hasSize(1);
      }
    }
  }

  @Test
  void anUpdateOfTheStateThatWasNotSentIsRepeated() throws IOException {
    int port;
    try (ServerSocket nobody = new ServerSocket(0)) {
      port = nobody.getLocalPort();
    }
    AttemptPolicy policy =
        HEDGING.withBackoff(new Backoff(Duration.ofMillis(5), Duration.ofMillis(10)));
    try (SystemTimer real = new SystemTimer();
        ActionsServer server =
            new ActionsServer(URI.create("http://127.0.0.1:" + port + "/v2"), real, policy)) {
      RpcError error =
          RpcError.of(
              () -> server.calls().withDeadlineAfter(1, TimeUnit.SECONDS).updateClientState(STATE));

      assertThat(Integer.parseInt(error.metadata().get("attempts"))).isGreaterThan(1);
    }
  }

  private ActionsServer server() {
    return new ActionsServer(telnyx.baseUrl(), timer, HEDGING);
  }

  /** How it fails, after whatever time it takes. */
  private RpcError end(ListenableFuture<?> call) {
    await().until(() -> advanced(5_000) && call.isDone());
    ExecutionException failure = catchThrowableOfType(ExecutionException.class, call::get);
    if (failure.getCause() instanceof StatusRuntimeException error) {
      return RpcError.of(error);
    }
    throw new AssertionError("not ended by the gateway", failure);
  }

  private boolean advanced(int millis) {
    timer.advance(Duration.ofMillis(millis));
    return true;
  }

  private String body(int index) {
    return telnyx.requests().get(index).body();
  }

  private static CallControlServiceGrpc.CallControlServiceFutureStub calls(ActionsServer server) {
    return CallControlServiceGrpc.newFutureStub(server.channel());
  }
}
