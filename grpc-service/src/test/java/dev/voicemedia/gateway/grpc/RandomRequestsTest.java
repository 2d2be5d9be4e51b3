package dev.voicemedia.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.voicemedia.v1.AnswerRequest;
import dev.voicemedia.v1.CallControlServiceGrpc.CallControlServiceBlockingStub;
import dev.voicemedia.v1.CommandReceipt;
import dev.voicemedia.v1.DialRequest;
import dev.voicemedia.v1.GatherRequest;
import dev.voicemedia.v1.HangupRequest;
import dev.voicemedia.v1.MediaActionsServiceGrpc.MediaActionsServiceBlockingStub;
import dev.voicemedia.v1.PauseRecordingRequest;
import dev.voicemedia.v1.RejectRequest;
import dev.voicemedia.v1.ResumeRecordingRequest;
import dev.voicemedia.v1.SendDtmfRequest;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.StartPlaybackRequest;
import dev.voicemedia.v1.StartRecordingRequest;
import dev.voicemedia.v1.StopPlaybackRequest;
import dev.voicemedia.v1.StopRecordingRequest;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Valid requests of all kinds, through gRPC to HTTP: what is set arrives as it was set, what is not
 * set is not there, and nothing is added but a command id.
 */
final class RandomRequestsTest {
  private static final int TRIES = 100;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private static final AtomicInteger CALLS = new AtomicInteger();
  private static final FakeTelnyx TELNYX = new FakeTelnyx();
  private static final ActionsServer SERVER = ActionsServer.of(TELNYX);
  private static final MediaActionsServiceBlockingStub STUB = SERVER.stub();
  private static final CallControlServiceBlockingStub CALLS_STUB = SERVER.calls();

  @AfterContainer
  static void stop() throws IOException {
    SERVER.close();
    TELNYX.close();
  }

  @Property(tries = TRIES)
  void startPlayback(@ForAll("startPlaybacks") Sample sample, @ForAll("callIds") String call) {
    check(
        "playback_start",
        sample,
        call,
        message -> STUB.startPlayback((StartPlaybackRequest) message).getReceipt());
  }

  @Property(tries = TRIES)
  void stopPlayback(@ForAll("stopPlaybacks") Sample sample, @ForAll("callIds") String call) {
    check(
        "playback_stop",
        sample,
        call,
        message -> STUB.stopPlayback((StopPlaybackRequest) message).getReceipt());
  }

  @Property(tries = TRIES)
  void startRecording(@ForAll("startRecordings") Sample sample, @ForAll("callIds") String call) {
    check(
        "record_start",
        sample,
        call,
        message -> STUB.startRecording((StartRecordingRequest) message).getReceipt());
  }

  @Property(tries = TRIES)
  void stopRecording(@ForAll("stopRecordings") Sample sample, @ForAll("callIds") String call) {
    check(
        "record_stop",
        sample,
        call,
        message -> STUB.stopRecording((StopRecordingRequest) message).getReceipt());
  }

  @Property(tries = TRIES)
  void pauseRecording(@ForAll("pauseRecordings") Sample sample, @ForAll("callIds") String call) {
    check(
        "record_pause",
        sample,
        call,
        message -> STUB.pauseRecording((PauseRecordingRequest) message).getReceipt());
  }

  @Property(tries = TRIES)
  void resumeRecording(@ForAll("resumeRecordings") Sample sample, @ForAll("callIds") String call) {
    check(
        "record_resume",
        sample,
        call,
        message -> STUB.resumeRecording((ResumeRecordingRequest) message).getReceipt());
  }

  @Property(tries = 2 * TRIES)
  void speak(@ForAll("speeches") Sample sample, @ForAll("callIds") String call) {
    check("speak", sample, call, message -> STUB.speak((SpeakRequest) message).getReceipt());
  }

  @Property(tries = TRIES)
  void answer(@ForAll("answers") Sample sample, @ForAll("callIds") String call) {
    check(
        "answer", sample, call, message -> CALLS_STUB.answer((AnswerRequest) message).getReceipt());
  }

  @Property(tries = TRIES)
  void reject(@ForAll("rejects") Sample sample, @ForAll("callIds") String call) {
    check(
        "reject", sample, call, message -> CALLS_STUB.reject((RejectRequest) message).getReceipt());
  }

  @Property(tries = TRIES)
  void hangup(@ForAll("hangups") Sample sample, @ForAll("callIds") String call) {
    check(
        "hangup", sample, call, message -> CALLS_STUB.hangup((HangupRequest) message).getReceipt());
  }

  @Property(tries = TRIES)
  void sendDtmf(@ForAll("sendDtmfs") Sample sample, @ForAll("callIds") String call) {
    check(
        "send_dtmf",
        sample,
        call,
        message -> CALLS_STUB.sendDtmf((SendDtmfRequest) message).getReceipt());
  }

  @Property(tries = TRIES)
  void gather(@ForAll("gathers") Sample sample, @ForAll("callIds") String call) {
    check(
        "gather", sample, call, message -> CALLS_STUB.gather((GatherRequest) message).getReceipt());
  }

  @Property(tries = TRIES)
  void dial(@ForAll("dials") Sample sample) {
    String connection = "c-" + CALLS.incrementAndGet();
    DialRequest request =
        ((DialRequest) sample.message()).toBuilder().setConnectionId(connection).build();

    CommandReceipt receipt = CALLS_STUB.dial(request).getReceipt();

    FakeTelnyx.Request sent = TELNYX.takeRequests().get(0);
    assertThat(sent.path()).isEqualTo("/v2/calls");
    ObjectNode expected = sample.json().deepCopy().put("connection_id", connection);
    assertBody(sent, expected, receipt, sample);
  }

  @Example
  void awsSettingsKeepNullWhereverItStands() throws InvalidProtocolBufferException {
    String settings = "{\"a\":null,\"b\":{\"c\":null,\"d\":[null,1]}}";
    SpeakRequest.Builder request =
        SpeakRequest.newBuilder().setCallControlId("c").setPayload("Hi").setVoice("AWS.x");
    JsonFormat.parser()
        .merge(settings, request.getVoiceSettingsBuilder().getAwsBuilder().getSettingsBuilder());

    assertThat(STUB.speak(request.build()).getResult()).isEqualTo("ok");

    assertThat(json(TELNYX.takeRequests().get(0).body()).path("voice_settings"))
        .isEqualTo(((ObjectNode) json(settings)).put("type", "aws"));
  }

  private static void check(
      String action, Sample sample, String anyCall, Function<Message, CommandReceipt> rpc) {
    // On a call of its own, as a command_id that comes again is a repeat, or refused.
    String call = anyCall + CALLS.incrementAndGet();
    Message message =
        sample.message().toBuilder()
            .setField(
                sample.message().getDescriptorForType().findFieldByName("call_control_id"), call)
            .build();

    CommandReceipt receipt = rpc.apply(message);

    FakeTelnyx.Request sent = TELNYX.takeRequests().get(0);
    assertThat(sent.action()).isEqualTo(action);
    assertThat(sent.callControlId()).isEqualTo(call);
    assertThat(sent.path()).doesNotContain("/../", "/./").hasSizeGreaterThan(action.length());
    assertThat(sent.headers())
        .containsEntry("authorization", "Bearer " + ActionsServer.API_KEY)
        .containsEntry("content-type", "application/json");
    assertBody(sent, sample.json().deepCopy(), receipt, sample);
  }

  /** The body is the expected one, with the command's id. */
  private static void assertBody(
      FakeTelnyx.Request sent, ObjectNode expected, CommandReceipt receipt, Sample sample) {
    if (expected.has("command_id")) {
      assertThat(receipt.getCommandId()).isEqualTo(sample.text("command_id"));
    } else {
      assertThat(UUID.fromString(receipt.getCommandId()).version()).isEqualTo(4);
      expected.put("command_id", receipt.getCommandId());
    }
    JsonNode actual = json(sent.body());
    assertThat(expected.equals(RandomRequestsTest::compare, actual))
        .as("%s%nwas sent, expected%n%s", actual, expected)
        .isTrue();
  }

  /** Numbers by their value. */
  private static int compare(JsonNode one, JsonNode other) {
    if (one.equals(other)) {
      return 0;
    }
    return one.isNumber() && other.isNumber()
        ? one.decimalValue().compareTo(other.decimalValue())
        : 1;
  }

  private static JsonNode json(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(body, e);
    }
  }

  @Provide
  Arbitrary<String> callIds() {
    return SampleValues.strings(1, 60).filter(id -> !id.equals(".") && !id.equals(".."));
  }

  @Provide
  Arbitrary<Sample> startPlaybacks() {
    return SampleRequests.startPlayback();
  }

  @Provide
  Arbitrary<Sample> stopPlaybacks() {
    return SampleRequests.stopPlayback();
  }

  @Provide
  Arbitrary<Sample> startRecordings() {
    return SampleRequests.startRecording();
  }

  @Provide
  Arbitrary<Sample> stopRecordings() {
    return SampleRequests.stopRecording();
  }

  @Provide
  Arbitrary<Sample> pauseRecordings() {
    return SampleRequests.pauseRecording();
  }

  @Provide
  Arbitrary<Sample> resumeRecordings() {
    return SampleRequests.resumeRecording();
  }

  @Provide
  Arbitrary<Sample> speeches() {
    return SampleRequests.speak();
  }

  @Provide
  Arbitrary<Sample> answers() {
    return SampleCalls.answer();
  }

  @Provide
  Arbitrary<Sample> rejects() {
    return SampleCalls.reject();
  }

  @Provide
  Arbitrary<Sample> hangups() {
    return SampleCalls.hangup();
  }

  @Provide
  Arbitrary<Sample> sendDtmfs() {
    return SampleCalls.sendDtmf();
  }

  @Provide
  Arbitrary<Sample> gathers() {
    return SampleCalls.gather();
  }

  @Provide
  Arbitrary<Sample> dials() {
    return SampleCalls.dial();
  }
}
