package dev.voicemedia.gateway;

import static dev.voicemedia.gateway.GatewayRun.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.voicemedia.simulator.CallSetup;
import dev.voicemedia.simulator.SimulatedCall;
import dev.voicemedia.v1.AnswerRequest;
import dev.voicemedia.v1.Call;
import dev.voicemedia.v1.CallControlServiceGrpc;
import dev.voicemedia.v1.CallState;
import dev.voicemedia.v1.CallsServiceGrpc;
import dev.voicemedia.v1.CallsServiceGrpc.CallsServiceBlockingStub;
import dev.voicemedia.v1.GetCallRequest;
import dev.voicemedia.v1.Goodbye;
import dev.voicemedia.v1.HangupRequest;
import dev.voicemedia.v1.WatchCallRequest;
import dev.voicemedia.v1.WatchCallResponse;
import io.grpc.Status.Code;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real call that is watched, by a caller whose rights may end. */
class WatchedCallsTest {
  private static final String OWN = "1494404757140276705";
  private static final String OTHER = "1494404757140276706";
  private static final String FILE =
      """
      version: 1
      callers:
        - name: watcher
          credentials: [{token_sha256: "${watcher}"}]
          allow: [events]
          connections: ["%s"]
        - {name: ivr, credentials: [{token_sha256: "${ivr}"}], allow: [control]}
      """;

  @TempDir Path folder;

  private AccessTokens tokens;
  private GatewayRun gateway;
  private CallsServiceBlockingStub calls;
  private SimulatedCall call;

  @BeforeEach
  void start() throws Exception {
    tokens = new AccessTokens(folder);
    tokens.write(FILE.formatted(OWN));
    gateway = new GatewayRun(folder.resolve("data"), tokens.settings());
    calls =
        CallsServiceGrpc.newBlockingStub(tokens.as("watcher", gateway.channel()))
            .withDeadlineAfter(2 * GatewayRun.DEADLINE_SECONDS, TimeUnit.SECONDS);
    call =
        gateway
            .simulator()
            .openCall(
                new CallSetup("+12025550100", "+12025550101", "incoming", OWN, null).unanswered());
    await()
        .ignoreExceptions()
        .until(
            () ->
                calls.getCall(GetCallRequest.newBuilder().setCallControlId(id()).build()) != null);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void aCallIsWatchedFromItsRingingToItsEnd() {
    Iterator<WatchCallResponse> stream = watch();
    assertThat(stream.next().getSnapshot().getCallsList())
        .extracting(Call::getState)
        .containsExactly(CallState.CALL_STATE_RINGING);

    var control =
        CallControlServiceGrpc.newBlockingStub(tokens.as("ivr", gateway.channel()))
            .withDeadlineAfter(GatewayRun.DEADLINE_SECONDS, TimeUnit.SECONDS);
    control.answer(AnswerRequest.newBuilder().setCallControlId(id()).build());
    control.hangup(HangupRequest.newBuilder().setCallControlId(id()).build());

    List<CallState> states = new ArrayList<>();
    while (!states.contains(CallState.CALL_STATE_ENDED)) {
      WatchCallResponse message = stream.next();
      if (message.hasCall()) {
        states.add(message.getCall().getState());
      }
    }
    assertThat(states).containsExactly(CallState.CALL_STATE_ANSWERED, CallState.CALL_STATE_ENDED);
  }

  @Test
  void aWatchEndsWithTheRightToIt() throws Exception {
    Iterator<WatchCallResponse> stream = watch();
    assertThat(stream.next().hasSnapshot()).isTrue();

    tokens.write(FILE.formatted(OTHER));

    WatchCallResponse last = stream.next();
    while (stream.hasNext()) {
      last = stream.next();
    }
    assertThat(last.getGoodbye().getReason()).isEqualTo(Goodbye.Reason.REASON_ACCESS_CHANGED);
    assertFails(() -> watch().next(), Code.NOT_FOUND, "CALL_NOT_FOUND");
  }

  private Iterator<WatchCallResponse> watch() {
    return calls.watchCall(WatchCallRequest.newBuilder().setCallControlId(id()).build());
  }

  private String id() {
    return call.callControlId();
  }
}
