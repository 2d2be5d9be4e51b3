package dev.voicemedia.gateway.grpc;

import static dev.voicemedia.gateway.grpc.FakeTelnyx.OK;
import static dev.voicemedia.gateway.grpc.FakeTelnyx.answering;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import dev.voicemedia.gateway.testing.VirtualTimer;
import dev.voicemedia.gateway.upstream.AttemptPolicy;
import dev.voicemedia.gateway.upstream.AttemptPolicy.Bounds;
import dev.voicemedia.gateway.upstream.AttemptPolicy.Breaker;
import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.SpeakResponse;
import io.grpc.Status.Code;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Repeats, bounds and the circuit breaker, as callers see them. */
final class ProtectedActionsTest {
  private static final SpeakRequest SPEAK =
      SpeakRequest.newBuilder()
          .setCallControlId("v3:call-1")
          .setPayload("Hello")
          .setVoice("female")
          .setCommandId("cmd-1")
          .build();

  private final FakeTelnyx telnyx = new FakeTelnyx();
  private final VirtualTimer timer = new VirtualTimer();

  @AfterEach
  void stop() throws IOException {
    telnyx.close();
  }

  @Test
  void aRepeatJoinsTheCommandThatIsUnderWay() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    telnyx.reacting(
        socket -> {
          awaitUninterrupted(answer);
          answering(200, OK).to(socket);
        });
    try (ActionsServer server = server(ActionsServer.ONE_ATTEMPT)) {
      var stub = MediaActionsServiceGrpc.newFutureStub(server.channel());
      ListenableFuture<SpeakResponse> gone = stub.speak(SPEAK);
      await().until(() -> telnyx.requests().size() == 1);
      ListenableFuture<SpeakResponse> repeat = stub.withDeadlineAfter(8, SECONDS).speak(SPEAK);
      await("the repeat has its deadline, too")
          .until(() -> timer.delays().stream().anyMatch(delay -> delay.toSeconds() == 7));

      gone.cancel(true);
      await().until(() -> actions(server, "cancelled") == 1);
      answer.countDown();

      assertThat(repeat.get(10, SECONDS).getReceipt().getAttempts()).isEqualTo(1);
      SpeakResponse.Builder remembered = repeat.get().toBuilder();
      remembered.getReceiptBuilder().setFromMemory(true);
      assertThat(server.stub().speak(SPEAK)).isEqualTo(remembered.build());
      assertThat(telnyx.requests()).hasSize(1);
      assertThat(actions(server, "accepted")).isEqualTo(2);
    }
  }

  @Test
  void anIdThatNamesAnotherRequestIsRefused() {
    try (ActionsServer server = server(ActionsServer.ONE_ATTEMPT)) {
      var unused = server.stub().speak(SPEAK);

      RpcError refused =
          RpcError.of(() -> server.stub().speak(SPEAK.toBuilder().setPayload("Bye").build()));

      assertThat(refused.code()).isEqualTo(Code.INVALID_ARGUMENT);
      assertThat(refused.reason()).isEqualTo("INVALID_REQUEST");
      assertThat(refused.outcome()).isEqualTo("not_sent");
      assertThat(refused.violationLines())
          .containsExactly(
              "command_id: \"cmd-1\" names another request on this call, expected a new id");
      assertThat(telnyx.requests()).hasSize(1);
    }
  }

  @Test
  void aRepeatThatComesTooLateIsAborted() {
    telnyx.reacting(answering(503, ""));
    try (ActionsServer server = server(ActionsServer.ONE_ATTEMPT)) {
      assertThat(RpcError.of(() -> server.stub().speak(SPEAK)).outcome()).isEqualTo("unknown");
      timer.advance(Duration.ofSeconds(46));

      RpcError aborted = RpcError.of(() -> server.stub().speak(SPEAK));

      assertThat(aborted.code()).isEqualTo(Code.ABORTED);
      assertThat(aborted.reason()).isEqualTo("COMMAND_WINDOW_CLOSED");
      assertThat(aborted.metadata()).containsEntry("outcome", "unknown");
      assertThat(telnyx.requests()).hasSize(1);
    }
  }

  @Test
  void anOpenCircuitIsReportedAtOnce() {
    telnyx.reacting(answering(503, ""));
    AttemptPolicy policy =
        ActionsServer.ONE_ATTEMPT.withBreaker(
            new Breaker(50, 2, Duration.ofSeconds(30), Duration.ofSeconds(5), 1));
    try (ActionsServer server = server(policy)) {
      assertThat(RpcError.of(() -> server.stub().speak(named("a"))).reason())
          .isEqualTo("UPSTREAM_UNAVAILABLE");
      assertThat(RpcError.of(() -> server.stub().speak(named("b"))).reason())
          .isEqualTo("UPSTREAM_UNAVAILABLE");

      RpcError open = RpcError.of(() -> server.stub().speak(named("c")));

      assertThat(open.code()).isEqualTo(Code.UNAVAILABLE);
      assertThat(open.reason()).isEqualTo("CIRCUIT_OPEN");
      assertThat(open.outcome()).isEqualTo("not_sent");
      assertThat(open.retryDelay()).contains(Duration.ofSeconds(5));
      assertThat(breaker(server, "open")).isEqualTo(1);

      telnyx.reacting(answering(200, OK));
      timer.advance(Duration.ofMillis(5_001));
      assertThat(server.stub().speak(named("c")).getResult()).isEqualTo("ok");
      // The caller is answered first.
      await().until(() -> breaker(server, "closed") == 1);
    }
  }

  @Test
  void tooManyThatWaitAreRefusedAtOnce() {
    telnyx.reacting(socket -> {});
    try (ActionsServer server = server(ActionsServer.ONE_ATTEMPT.withBounds(new Bounds(1, 0)))) {
      var first = MediaActionsServiceGrpc.newFutureStub(server.channel()).speak(named("a"));
      await().until(() -> telnyx.requests().size() == 1);

      RpcError busy = RpcError.of(() -> server.stub().speak(named("b")));

      assertThat(busy.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
      assertThat(busy.reason()).isEqualTo("GATEWAY_BUSY");
      assertThat(busy.outcome()).isEqualTo("not_sent");
      assertThat(busy.retryDelay()).isPresent();
      assertThat(server.registry().get("voicemedia.upstream.in.flight").gauge().value())
          .isEqualTo(1);
      first.cancel(true);
    }
  }

  private ActionsServer server(AttemptPolicy policy) {
    return new ActionsServer(telnyx.baseUrl(), timer, policy);
  }

  private static SpeakRequest named(String commandId) {
    return SPEAK.toBuilder().setCommandId(commandId).build();
  }

  private static long actions(ActionsServer server, String outcome) {
    return server.registry().find("voicemedia.actions").tag("outcome", outcome).timers().stream()
        .mapToLong(io.micrometer.core.instrument.Timer::count)
        .sum();
  }

  private static double breaker(ActionsServer server, String state) {
    return server.registry().get("voicemedia.upstream.breaker").tag("state", state).gauge().value();
  }

  private static void awaitUninterrupted(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
