package dev.voicemedia.gateway;

import static dev.voicemedia.gateway.GatewayRun.fromEarliest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.simulator.CallSetup;
import dev.voicemedia.simulator.CommandRecord;
import dev.voicemedia.simulator.SimulatedCall;
import dev.voicemedia.simulator.Simulator;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.GetEventRequest;
import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.SubscribeResponse;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import io.grpc.Channel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mutual TLS, scoped tokens and two connections, from the vendor's webhook to each caller. */
class SecuredJarIT {
  private static final String OWN = "1494404757140276705";
  private static final String OTHER = "1494404757140276706";
  private static final String FILE =
      """
      version: 1
      health: identified
      callers:
        - name: ivr
          credentials: [{token_sha256: "${ivr}"}]
          allow: [actions, events]
          connections: ["1494404757140276705"]
        - name: reports
          credentials: [{certificate: {uri: "spiffe://prod/data/reports"}}]
          allow: [events]
      """;

  @TempDir Path folder;

  @Test
  void eachCallerDoesWithItsConnectionsWhatItsScopesAllow() throws Exception {
    AccessTokens tokens = new AccessTokens(SecuredJar.secretsIn(folder));
    tokens.write(FILE);
    try (Simulator telnyx = Simulator.builder().speechRate(1000).start();
        SecuredJar gateway = new SecuredJar(folder, telnyx.baseUrl(), telnyx.apiKey())) {
      SimulatedCall own = open(telnyx, OWN);
      SimulatedCall other = open(telnyx, OTHER);
      assertThat(gateway.post(answered("own", own, OWN)).statusCode()).isEqualTo(200);
      assertThat(gateway.post(answered("other", other, OTHER)).statusCode()).isEqualTo(200);
      gateway.issue("sidecar", "DNS:sidecar.example.com"); // of nobody in the file
      gateway.issue("reports", "URI:spiffe://prod/data/reports");
      Channel ivr = tokens.as("ivr", gateway.connect("sidecar"));
      Channel reports = gateway.connect("reports");

      assertThat(speak(ivr, own)).isEqualTo(Code.OK);
      assertThat(speak(ivr, other)).isEqualTo(Code.PERMISSION_DENIED);
      assertThat(get(ivr, "own")).isEqualTo(Code.OK);
      assertThat(get(ivr, "other")).isEqualTo(Code.NOT_FOUND);
      assertThat(idsOf(ivr)).containsExactly("own");
      assertThat(speak(reports, own)).isEqualTo(Code.PERMISSION_DENIED);
      assertThat(idsOf(reports)).containsExactly("own", "other");
      assertThat(idsOf(tokens.as("ivr", reports))).containsExactly("own"); // the header decides
      assertThat(get(gateway.connect("sidecar"), "own")).isEqualTo(Code.UNAUTHENTICATED);
      assertThat(get(tokens.as("ivr", gateway.connect(null)), "own")).isEqualTo(Code.UNAVAILABLE);
      assertThat(telnyx.commands()) // one may be hedged
          .filteredOn(command -> command.outcome() == CommandRecord.Outcome.EXECUTED)
          .extracting(CommandRecord::callControlId)
          .containsExactly(own.callControlId());

      assertThat(tail(gateway, tokens)).anyMatch(line -> line.contains("\"own\""));
    }
  }

  /** The command line, with everything in files. */
  private List<String> tail(SecuredJar gateway, AccessTokens tokens) throws Exception {
    Path token = Files.writeString(gateway.file("token"), tokens.tokenOf("ivr").secret() + "\n");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    RunningJar events =
        RunningJar.start(
            folder,
            Map.of("VOICEMEDIA_TOKEN_FILE", token.toString()),
            List.of(),
            "events",
            "--address=127.0.0.1:" + gateway.grpcPort(),
            "--tls-ca=" + gateway.file("server-ca.pem"),
            "--client-cert=" + gateway.file("sidecar.pem"),
            "--client-key=" + gateway.file("sidecar-key.pem"),
            "--from=earliest",
            "--stop-at-head");
    assertThat(events.exitCode()).isZero();
    return events.output();
  }

  private static SimulatedCall open(Simulator telnyx, String connection) {
    return telnyx.openCall(
        new CallSetup("+12025550100", "+12025550101", "incoming", connection, null));
  }

  private static String answered(String id, SimulatedCall call, String connection) {
    return """
    {"data":{"id":"%s","event_type":"call.answered",
      "payload":{"call_control_id":"%s","connection_id":"%s"}}}
    """
        .formatted(id, call.callControlId(), connection);
  }

  private static Code speak(Channel channel, SimulatedCall call) {
    return codeOf(
        () ->
            MediaActionsServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(GatewayRun.DEADLINE_SECONDS, TimeUnit.SECONDS)
                .speak(
                    SpeakRequest.newBuilder()
                        .setCallControlId(call.callControlId())
                        .setPayload("Hello")
                        .setVoice("female")
                        .build()));
  }

  private static Code get(Channel channel, String event) {
    return codeOf(
        () ->
            WebhookEventsServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(GatewayRun.DEADLINE_SECONDS, TimeUnit.SECONDS)
                .getEvent(GetEventRequest.newBuilder().setId(event).build()));
  }

  private static List<String> idsOf(Channel channel) {
    List<SubscribeResponse> messages = new ArrayList<>();
    WebhookEventsServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(GatewayRun.DEADLINE_SECONDS, TimeUnit.SECONDS)
        .subscribe(fromEarliest().setStopAtHead(true).build())
        .forEachRemaining(messages::add);
    return messages.stream()
        .filter(SubscribeResponse::hasEvent)
        .map(SubscribeResponse::getEvent)
        .map(Event::getId)
        .toList();
  }

  private static Code codeOf(Runnable call) {
    try {
      call.run();
      return Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }
}
