package dev.voicemedia.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.rpc.ErrorInfo;
import dev.voicemedia.simulator.CallSetup;
import dev.voicemedia.simulator.CommandRecord;
import dev.voicemedia.simulator.SimulatedCall;
import dev.voicemedia.v1.CallControlServiceGrpc;
import dev.voicemedia.v1.CallControlServiceGrpc.CallControlServiceBlockingStub;
import dev.voicemedia.v1.DialRequest;
import dev.voicemedia.v1.HangupRequest;
import dev.voicemedia.v1.SendCommandRequest;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callers that are limited to connections, and the calls that they dial. */
class DialledCallsTest {
  private static final String OWN = "1494404757140276705";
  private static final String OTHER = "1494404757140276706";
  private static final String FILE =
      """
      version: 1
      callers:
        - name: limited
          credentials: [{token_sha256: "${limited}"}]
          allow: [dial, control]
          connections: ["1494404757140276705"]
        - name: neighbour
          credentials: [{token_sha256: "${neighbour}"}]
          allow: [dial, control]
          connections: ["1494404757140276706"]
        - name: no-dial
          credentials: [{token_sha256: "${no-dial}"}]
          allow: [control, actions, events]
      """;

  @TempDir Path folder;
  private AccessTokens tokens;
  private GatewayRun gateway;

  @BeforeEach
  void start() throws Exception {
    tokens = new AccessTokens(folder);
    tokens.write(FILE);
    gateway = new GatewayRun(folder.resolve("data"), tokens.settings());
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void aNewCallBelongsToItsConnectionBeforeItsFirstEvent() {
    gateway.simulator().sendWebhooksTo(null);

    String call = as("limited").dial(dial(OWN).build()).getCallControlId();

    assertForeign("neighbour", () -> hangUp("neighbour", call), "call_control_id");
    hangUp("limited", call);
    assertThat(gateway.simulator().commands())
        .extracting(CommandRecord::action)
        .endsWith("hangup")
        .hasSize(2);
  }

  @Test
  void aCallIsDialledOnOwnConnectionsAndJoinsOwnCallsOnly() {
    SimulatedCall foreign =
        gateway
            .simulator()
            .openCall(new CallSetup("+12025550100", "+12025550101", "incoming", OTHER, null));
    SimulatedCall own =
        gateway
            .simulator()
            .openCall(new CallSetup("+12025550100", "+12025550101", "incoming", OWN, null));
    await()
        .ignoreExceptions() // nobody's until its first event is there
        .untilAsserted(() -> hangUp("neighbour", foreign.callControlId()));
    await()
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(
                        as("limited")
                            .dial(dial(OWN).setLinkTo(own.callControlId()).build())
                            .getCallSessionId())
                    .isEqualTo(own.callSessionId()));
    int sent = gateway.simulator().commands().size();

    assertForeign("limited", () -> dial("limited", dial(OTHER)), "connection_id");
    assertForeign(
        "limited", () -> dial("limited", dial(OWN).setLinkTo(foreign.callControlId())), "link_to");
    assertForeign(
        "limited",
        () ->
            dial(
                "limited",
                dial(OWN)
                    .setAdditionalProperties(
                        property("supervise_call_control_id", foreign.callControlId()))),
        "additional_properties.supervise_call_control_id");
    assertForeign(
        "limited",
        () -> dial("limited", dial(OWN).setAdditionalProperties(property("conference_config", ""))),
        "additional_properties.conference_config");
    assertThat(gateway.simulator().commands()).hasSize(sent);
  }

  @Test
  void controlOfCallsIsNotTheRightToDialOrToSendAnyCommand() {
    GatewayRun.assertFails(
        () -> dial("no-dial", dial(OWN)), Code.PERMISSION_DENIED, "ACCESS_DENIED");
    GatewayRun.assertFails(
        () -> {
          var unused =
              as("no-dial")
                  .sendCommand(
                      SendCommandRequest.newBuilder()
                          .setCallControlId("v3:call")
                          .setAction("transfer")
                          .build());
        },
        Code.PERMISSION_DENIED,
        "ACCESS_DENIED");
    assertThat(gateway.simulator().commands()).isEmpty();
  }

  private void assertForeign(String caller, Runnable call, String field) {
    StatusRuntimeException refused =
        GatewayRun.assertFails(call, Code.PERMISSION_DENIED, "ACCESS_DENIED");
    assertThat(refused).as(caller).hasMessageContaining(field + ": ");
    assertThat(GatewayRun.detail(refused, ErrorInfo.class).getMetadataMap())
        .containsEntry("outcome", "not_sent");
  }

  private void dial(String caller, DialRequest.Builder request) {
    var unused = as(caller).dial(request.build());
  }

  private void hangUp(String caller, String call) {
    var unused = as(caller).hangup(HangupRequest.newBuilder().setCallControlId(call).build());
  }

  private CallControlServiceBlockingStub as(String caller) {
    return CallControlServiceGrpc.newBlockingStub(tokens.as(caller, gateway.channel()))
        .withDeadlineAfter(GatewayRun.DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  private static DialRequest.Builder dial(String connection) {
    return DialRequest.newBuilder()
        .setConnectionId(connection)
        .addTo("+12025550142")
        .setFrom("+12025550143");
  }

  private static Struct property(String name, String value) {
    return Struct.newBuilder()
        .putFields(name, Value.newBuilder().setStringValue(value).build())
        .build();
  }
}
