package dev.voicemedia.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import dev.voicemedia.gateway.time.SystemTimer;
import dev.voicemedia.gateway.upstream.AttemptPolicy;
import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.SpeakResponse;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Telnyx takes every command and answers none. */
final class StalledTelnyxTest {
  private static final int CALLERS = 1_000;

  /** Twice what two idle processors need for this crowd, its clients included. */
  private static final int DEADLINE_MILLIS = 6_000;

  @Test
  void everyCallerIsAnsweredWithItsOutcomeBeforeItsDeadline() throws Exception {
    try (FakeTelnyx telnyx = new FakeTelnyx();
        SystemTimer timer = new SystemTimer();
        ActionsServer gateway =
            new ActionsServer(telnyx.baseUrl(), timer, AttemptPolicy.DEFAULTS)) {
      warmUp(gateway);
      telnyx.reacting(socket -> {});

      List<ListenableFuture<SpeakResponse>> calls = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        calls.add(speak(gateway, DEADLINE_MILLIS));
      }
      Map<String, Integer> outcomes = new TreeMap<>();
      for (ListenableFuture<SpeakResponse> call : calls) {
        outcomes.merge(outcomeOf(call), 1, Integer::sum);
      }

      System.out.println(CALLERS + " callers of a silent Telnyx: " + outcomes);
      assertThat(outcomes).containsOnlyKeys("not_sent", "unknown");
      // Those in flight, and a few that take the places of the first who gave up; whoever is still
      // in the queue learns that nothing was sent.
      assertThat(outcomes.get("unknown"))
          .isLessThanOrEqualTo(2 * AttemptPolicy.DEFAULTS.bounds().inFlight());
    }
  }

  private static void warmUp(ActionsServer gateway) throws Exception {
    for (int round = 0; round < 4; round++) {
      List<ListenableFuture<SpeakResponse>> calls = new ArrayList<>();
      for (int i = 0; i < CALLERS / 2; i++) {
        calls.add(speak(gateway, 60_000));
      }
      for (ListenableFuture<SpeakResponse> call : calls) {
        assertThat(call.get().getResult()).isEqualTo("ok");
      }
    }
  }

  private static ListenableFuture<SpeakResponse> speak(ActionsServer gateway, int millis) {
    return MediaActionsServiceGrpc.newFutureStub(gateway.channel())
        .withDeadlineAfter(millis, TimeUnit.MILLISECONDS)
        .speak(
            SpeakRequest.newBuilder()
                .setCallControlId("v3:call-1")
                .setPayload("Hello")
                .setVoice("female")
                .build());
  }

  private static String outcomeOf(ListenableFuture<SpeakResponse> call)
      throws InterruptedException {
    try {
      return "accepted " + call.get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof StatusRuntimeException failure)) {
        throw new AssertionError(e);
      }
      assertThat(failure.getStatus().getCode()).isEqualTo(Code.DEADLINE_EXCEEDED);
      @Nullable RpcError error = RpcError.ofNullable(failure);
      return error == null ? "no details" : error.outcome();
    }
  }
}
