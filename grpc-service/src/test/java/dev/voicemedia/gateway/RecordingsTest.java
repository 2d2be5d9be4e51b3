package dev.voicemedia.gateway;

import static dev.voicemedia.gateway.GatewayRun.assertFails;
import static dev.voicemedia.gateway.GatewayRun.detail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.rpc.ErrorInfo;
import dev.voicemedia.simulator.CallSetup;
import dev.voicemedia.simulator.Effect;
import dev.voicemedia.simulator.Fault;
import dev.voicemedia.simulator.SimulatedCall;
import dev.voicemedia.simulator.Simulator;
import dev.voicemedia.v1.CallRecording;
import dev.voicemedia.v1.CallsServiceGrpc;
import dev.voicemedia.v1.GetCallRequest;
import dev.voicemedia.v1.GetRecordingLinkRequest;
import dev.voicemedia.v1.ListRecordingsRequest;
import dev.voicemedia.v1.ListRecordingsResponse;
import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.Recording;
import dev.voicemedia.v1.RecordingChannels;
import dev.voicemedia.v1.RecordingFormat;
import dev.voicemedia.v1.RecordingsServiceGrpc;
import dev.voicemedia.v1.RecordingsServiceGrpc.RecordingsServiceBlockingStub;
import dev.voicemedia.v1.StartRecordingRequest;
import dev.voicemedia.v1.StopRecordingRequest;
import io.grpc.Channel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings, looked up at a simulated Telnyx by callers with different rights. */
class RecordingsTest {
  private static final String UNKNOWN = "00000000-0000-4000-8000-000000000000";
  private static final String FILE =
      """
      version: 1
      callers:
        - {name: all, credentials: [{token_sha256: "${all}"}], allow: [actions, events]}
        - name: limited
          credentials: [{token_sha256: "${limited}"}]
          allow: [events]
          connections: ["1494404757140276705"]
        - {name: actions, credentials: [{token_sha256: "${actions}"}], allow: [actions]}
      """;

  @TempDir static Path folder;

  private static GatewayRun gateway;
  private static RecordingsServiceBlockingStub all;
  private static RecordingsServiceBlockingStub limited;
  private static RecordingsServiceBlockingStub actions;
  private static SimulatedCall own;
  private static SimulatedCall other;
  private static List<String> ownIds;
  private static String otherId;

  @BeforeAll
  static void record() throws Exception {
    AccessTokens tokens = new AccessTokens(folder);
    tokens.write(FILE);
    gateway =
        new GatewayRun(
            folder.resolve("data"),
            Simulator.builder().port(0).processingTime(Duration.ofMillis(1)).start(),
            tokens.settings());
    all = stub(tokens.as("all", gateway.channel()));
    limited = stub(tokens.as("limited", gateway.channel()));
    actions = stub(tokens.as("actions", gateway.channel()));
    own = gateway.simulator().openCall(setup("1494404757140276705"));
    other = gateway.simulator().openCall(setup("1494404757140276706"));
    ownIds = record(tokens.as("all", gateway.channel()), own, 3);
    otherId = record(tokens.as("all", gateway.channel()), other, 1).get(0);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @AfterEach
  void clear() {
    gateway.simulator().clearFaults();
  }

  @Test
  void aRecordingComesWithALinkThatWorks() throws Exception {
    Recording recording = link(all, ownIds.get(0));

    assertThat(recording.getRecordingId()).isEqualTo(ownIds.get(0));
    assertThat(recording.getCallControlId()).isEqualTo(own.callControlId());
    assertThat(recording.getConnectionId()).isEqualTo("1494404757140276705");
    assertThat(recording.getStatus()).isEqualTo("completed");
    assertThat(recording.getChannels()).isEqualTo("single");
    assertThat(recording.hasRecordingStartedAt()).isTrue();
    assertThat(recording.hasDuration()).isTrue();
    HttpResponse<Void> file =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(recording.getDownloadUrls().getWav())).build(),
                HttpResponse.BodyHandlers.discarding());
    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(link(all, ownIds.get(0)).getDownloadUrls())
        .isNotEqualTo(recording.getDownloadUrls());
  }

  @Test
  void recordingsOfACallAreListedPageByPage() {
    ListRecordingsRequest request =
        ListRecordingsRequest.newBuilder()
            .setCallControlId(own.callControlId())
            .setPageSize(2)
            .build();

    ListRecordingsResponse first = all.listRecordings(request);
    ListRecordingsResponse second =
        all.listRecordings(request.toBuilder().setPageToken(first.getNextPageToken()).build());

    assertThat(first.getRecordingsList()).hasSize(2);
    assertThat(second.getRecordingsList()).hasSize(1);
    assertThat(second.getNextPageToken()).isEmpty();
    assertThat(List.of(first, second))
        .flatExtracting(ListRecordingsResponse::getRecordingsList)
        .extracting(Recording::getRecordingId)
        .containsExactlyInAnyOrderElementsOf(ownIds);
  }

  @Test
  void recordingsAreFoundByLegAndSession() {
    String leg = link(all, otherId).getCallLegId();
    String session = link(all, otherId).getCallSessionId();

    assertThat(
            all.listRecordings(ListRecordingsRequest.newBuilder().setCallLegId(leg).build())
                .getRecordingsList())
        .extracting(Recording::getRecordingId)
        .containsExactly(otherId);
    assertThat(
            all.listRecordings(ListRecordingsRequest.newBuilder().setCallSessionId(session).build())
                .getRecordingsList())
        .extracting(Recording::getRecordingId)
        .containsExactly(otherId);
  }

  @Test
  void aPageTokenIsGoodForItsOwnListAlone() {
    ListRecordingsRequest request =
        ListRecordingsRequest.newBuilder()
            .setCallControlId(own.callControlId())
            .setPageSize(1)
            .build();
    String token = all.listRecordings(request).getNextPageToken();

    for (ListRecordingsRequest wrong :
        List.of(
            request.toBuilder().setPageToken(token).setPageSize(2).build(),
            request.toBuilder().setPageToken(token).setCallLegId("leg").build(),
            request.toBuilder().setPageToken("!").build())) {
      assertFails(() -> all.listRecordings(wrong), Code.INVALID_ARGUMENT, "INVALID_REQUEST");
    }
  }

  @Test
  void aCallerThatIsLimitedToConnectionsSeesTheRecordingsOfItsCallsAlone() {
    assertThat(link(limited, ownIds.get(1)).getRecordingId()).isEqualTo(ownIds.get(1));
    assertThat(listOf(limited, own)).hasSize(3);
    assertThat(listOf(limited, other)).isEmpty();

    StatusRuntimeException foreign =
        assertFails(() -> link(limited, otherId), Code.NOT_FOUND, "RECORDING_NOT_FOUND");
    StatusRuntimeException unknown =
        assertFails(() -> link(limited, UNKNOWN), Code.NOT_FOUND, "RECORDING_NOT_FOUND");

    assertThat(foreign.getStatus().getDescription())
        .isEqualTo(unknown.getStatus().getDescription());
    assertThat(detail(foreign, ErrorInfo.class)).isEqualTo(detail(unknown, ErrorInfo.class));
  }

  @Test
  void whoMayNotSeeEventsSeesNoRecordings() {
    assertFails(() -> link(actions, ownIds.get(0)), Code.PERMISSION_DENIED, "ACCESS_DENIED");
    assertFails(() -> listOf(actions, own), Code.PERMISSION_DENIED, "ACCESS_DENIED");
  }

  @Test
  void aReadIsRepeatedUntilTelnyxAnswers() {
    gateway
        .simulator()
        .inject(
            Fault.of(new Effect.Answer(503, false, Map.of("retry-after-ms", "1"), null))
                .on("recordings")
                .times(2));

    assertThat(link(all, ownIds.get(0)).getRecordingId()).isEqualTo(ownIds.get(0));
  }

  @Test
  void anErrorSaysWhatTelnyxAnsweredAndHasNoOutcome() {
    gateway.simulator().inject(Fault.of(new Effect.Answer(403, false)).on("recordings").times(1));

    StatusRuntimeException failure =
        assertFails(
            () -> link(all, ownIds.get(0)), Code.PERMISSION_DENIED, "UPSTREAM_PERMISSION_DENIED");

    assertThat(detail(failure, ErrorInfo.class).getDomain()).isEqualTo("telnyx.com");
    assertThat(detail(failure, ErrorInfo.class).getMetadataMap())
        .containsEntry("http_status", "403")
        .containsEntry("attempts", "1")
        .containsKey("request_id")
        .doesNotContainKeys("outcome", "command_id", "from_memory");
  }

  @Test
  void whatIsNoRecordingIsAnUnexpectedAnswer() {
    gateway
        .simulator()
        .inject(
            Fault.of(new Effect.Answer(200, false, Map.of(), "{\"data\":{}}"))
                .on("recordings")
                .times(2));

    assertFails(() -> link(all, ownIds.get(0)), Code.INTERNAL, "UNEXPECTED_ANSWER");
    assertFails(() -> listOf(all, own), Code.INTERNAL, "UNEXPECTED_ANSWER");
  }

  @Test
  void anIdThatIsNoUuidIsNotAskedFor() {
    assertFails(() -> link(all, "../calls"), Code.INVALID_ARGUMENT, "INVALID_REQUEST");
  }

  private static CallSetup setup(String connection) {
    return new CallSetup("+12025550100", "+12025550101", "incoming", connection, null);
  }

  private static List<String> record(Channel channel, SimulatedCall call, int count) {
    var media =
        MediaActionsServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(GatewayRun.DEADLINE_SECONDS, TimeUnit.SECONDS);
    for (int i = 0; i < count; i++) {
      media.startRecording(
          StartRecordingRequest.newBuilder()
              .setCallControlId(call.callControlId())
              .setFormat(RecordingFormat.RECORDING_FORMAT_WAV)
              .setChannels(RecordingChannels.RECORDING_CHANNELS_SINGLE)
              .build());
      media.stopRecording(
          StopRecordingRequest.newBuilder().setCallControlId(call.callControlId()).build());
    }
    GetCallRequest request =
        GetCallRequest.newBuilder().setCallControlId(call.callControlId()).build();
    var calls = CallsServiceGrpc.newBlockingStub(channel);
    await()
        .ignoreExceptions()
        .until(() -> calls.getCall(request).getCalls(0).getRecordingsCount() == count);
    return calls.getCall(request).getCalls(0).getRecordingsList().stream()
        .map(CallRecording::getRecordingId)
        .toList();
  }

  private static Recording link(RecordingsServiceBlockingStub stub, String id) {
    return stub.getRecordingLink(GetRecordingLinkRequest.newBuilder().setRecordingId(id).build())
        .getRecording();
  }

  private static List<Recording> listOf(RecordingsServiceBlockingStub stub, SimulatedCall call) {
    return stub.listRecordings(
            ListRecordingsRequest.newBuilder().setCallControlId(call.callControlId()).build())
        .getRecordingsList();
  }

  private static RecordingsServiceBlockingStub stub(Channel channel) {
    return RecordingsServiceGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
  }
}
