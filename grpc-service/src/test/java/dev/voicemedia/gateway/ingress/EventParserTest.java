package dev.voicemedia.gateway.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.v1.CallPlaybackEnded;
import dev.voicemedia.v1.CallRecordingSaved;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.Event.PayloadCase;
import dev.voicemedia.v1.EventSource;
import dev.voicemedia.v1.RecordingUrls;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events read from bodies that are not what they should be: nothing fails, nothing is lost. */
final class EventParserTest {
  private static final String RECORDING_SAVED =
      """
      {"data":{"record_type":"event","event_type":"call.recording.saved","id":"ev-1",
        "occurred_at":"2026-01-31T09:29:58.123456Z","payload":{
          "call_control_id":"v3:c","call_leg_id":"leg","call_session_id":"ses","connection_id":"con",
          "client_state":"AP8=","recording_started_at":"2026-01-31T09:29:00Z",
          "recording_ended_at":"2026-01-31T10:29:50+01:00","channels":"dual",
          "recording_urls":{"mp3":"https://a/b.mp3","wav":null},"public_recording_urls":{},
          "recording_id":"rec","format":"mp3","start_time":"2026-01-31T09:29:00Z",
          "end_time":"2026-01-31T09:29:50Z","duration_secs":"not in the document"}},
       "meta":{"attempt":2,"delivered_to":"https://example.com/hook"}}\
      """;

  @Test
  void anEventIsReadWholeAndKeepsItsSignedBody() throws ParseException {
    IncomingEvent incoming = parse(RECORDING_SAVED);

    assertThat(incoming.publicKey())
        .isEqualTo(ByteString.copyFrom(VerifiedBodies.SIGNER.publicKey().encoded()));
    Event event = incoming.event();
    assertThat(event)
        .isEqualTo(
            Event.newBuilder()
                .setId("ev-1")
                .setEventType("call.recording.saved")
                .setOccurredAt(time("2026-01-31T09:29:58.123456Z"))
                .setCallControlId("v3:c")
                .setCallLegId("leg")
                .setCallSessionId("ses")
                .setConnectionId("con")
                .setClientState(ByteString.copyFrom(new byte[] {0, (byte) 0xff}))
                .setClientStateText("AP8=")
                .setDeliveryAttempt(2)
                .setSource(EventSource.EVENT_SOURCE_RECEIVED)
                .setWebhook(event.getWebhook())
                .setCallRecordingSaved(
                    CallRecordingSaved.newBuilder()
                        .setRecordingStartedAt(time("2026-01-31T09:29:00Z"))
                        .setRecordingEndedAt(time("2026-01-31T09:29:50Z"))
                        .setChannels("dual")
                        .setRecordingUrls(RecordingUrls.newBuilder().setMp3("https://a/b.mp3"))
                        .setPublicRecordingUrls(RecordingUrls.getDefaultInstance())
                        .setRecordingId("rec")
                        .setFormat("mp3")
                        .setStartTime(time("2026-01-31T09:29:00Z"))
                        .setEndTime(time("2026-01-31T09:29:50Z")))
                .build());
    assertThat(event.getWebhook().getBody().toStringUtf8()).isEqualTo(RECORDING_SAVED);
    assertThat(event.getWebhook().getTimestamp())
        .isEqualTo(Long.toString(VerifiedBodies.NOW.getEpochSecond()));
    assertThat(event.getWebhook().getSignature().size()).isEqualTo(64);
    assertThat(event.getWebhook().getPublicKeyId())
        .isEqualTo(VerifiedBodies.SIGNER.publicKey().id());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "call.machine.detection.ended",
        "conference.created",
        "webhook",
        "",
        "call_hangup"
      })
  void anEventOfAnotherTypeIsDeliveredWithoutATypedPayload(String type) {
    Event event =
        event("{\"event_type\":\"" + type + "\",\"payload\":{\"call_control_id\":\"c\"}}");

    assertThat(event.getEventType()).isEqualTo(type);
    assertThat(event.getCallControlId()).isEqualTo("c");
    assertThat(event.getPayloadCase()).isEqualTo(PayloadCase.PAYLOAD_NOT_SET);
  }

  @Test
  void aValueThatIsNotListedIsKeptAsItIs() {
    Event event = event(payload("call.speak.ended", "\"status\":\"Interrupted/By beep\""));

    assertThat(event.getCallSpeakEnded().getStatus()).isEqualTo("Interrupted/By beep");
  }

  @Test
  void nullMissingAndEmptyStayDistinctWhereTheyDiffer() {
    CallPlaybackEnded ended =
        event(
                payload(
                    "call.playback.ended",
                    "\"media_url\":null,\"media_name\":\"\",\"overlay\":false"))
            .getCallPlaybackEnded();

    assertThat(ended.hasMediaUrl()).isFalse();
    assertThat(ended.hasMediaName()).isTrue();
    assertThat(ended.hasOverlay()).isTrue();
    assertThat(ended.hasStatus()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"call.initiated", "call.answered", "call.hangup", "call.speak.started"})
  void aPayloadWithoutAnythingIsTypedAllTheSame(String type) {
    assertThat(event(payload(type, "")).getPayloadCase())
        .isEqualTo(PayloadCase.valueOf(type.replace('.', '_').toUpperCase(Locale.ROOT)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[]", "\"text\"", "7", "true", "[{\"status\":\"completed\"}]"})
  void aPayloadThatIsNoObjectLeavesTheEventUntyped(String payload) {
    Event event = event("{\"event_type\":\"call.speak.ended\",\"payload\":" + payload + "}");

    assertThat(event.getEventType()).isEqualTo("call.speak.ended");
    assertThat(event.getPayloadCase()).isEqualTo(PayloadCase.PAYLOAD_NOT_SET);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}          |
          []          |
          ["x"]       |
          {"a":{}}    |
          7           | 7
          1.50        | 1.5
          true        | true
          1e400       | 1E+400
          "x"         | x
          """)
  void textIsReadFromAnyScalarAndFromNothingElse(String json, @Nullable String text) {
    String fields = "\"reason\":%1$s,\"call_leg_id\":%1$s".formatted(json);

    Event event = event(payload("call.recording.error", fields));

    assertThat(event.getCallRecordingError().hasReason()).isEqualTo(text != null);
    assertThat(event.getCallRecordingError().getReason()).isEqualTo(text == null ? "" : text);
    assertThat(event.getCallLegId()).isEqualTo(text == null ? "" : text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"true\"", "1", "0", "{}", "[]", "null", "\"\""})
  void aFlagIsReadFromABooleanOnly(String json) {
    assertThat(
            event(payload("call.playback.started", "\"overlay\":" + json))
                .getCallPlaybackStarted()
                .hasOverlay())
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"https://a/b.mp3\"", "[]", "7", "null", "true"})
  void urlsAreReadFromAnObjectOnly(String json) {
    assertThat(
            event(payload("call.recording.saved", "\"recording_urls\":" + json))
                .getCallRecordingSaved()
                .hasRecordingUrls())
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"yesterday\"",
        "\"\"",
        "1769851800",
        "{}",
        "null",
        "\"2026-01-31\"",
        "\"2026-01-31T09:30:00\"",
        "\"2026-13-01T00:00:00Z\"",
        "\"+999999999-12-31T23:59:59Z\"",
        "\"-0001-01-01T00:00:00Z\"",
        "\"0000-12-31T23:59:59Z\"",
      })
  void aTimeThatCannotBeReadIsNotSet(String json) {
    Event event =
        event(
            "{\"event_type\":\"call.hangup\",\"occurred_at\":%1$s,\"payload\":{\"start_time\":%1$s}}"
                .formatted(json));

    assertThat(event.hasOccurredAt()).isFalse();
    assertThat(event.getCallHangup().hasStartTime()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not base64!",
        "_-8=",
        "A",
        " AP8=",
        "AP8",
        "aGVsbG8\\nd29ybGQ=",
        "aGVsbG8gd29y\\nbGQ="
      })
  void aClientStateThatIsNotStrictBase64IsText(String state) {
    Event event = event(payload("call.hangup", "\"client_state\":\"" + state + "\""));

    assertThat(event.hasClientState()).isFalse();
    assertThat(event.getClientStateText()).isEqualTo(state.replace("\\n", "\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "7", "null", "[\"AP8=\"]"})
  void aClientStateThatIsNoStringIsAbsent(String json) {
    Event event = event(payload("call.hangup", "\"client_state\":" + json));

    assertThat(event.hasClientState()).isFalse();
    assertThat(event.hasClientStateText()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"AP8=,2", "'',0", "password,6"})
  void aClientStateIsDecoded(String base64, int bytes) {
    Event event = event(payload("call.hangup", "\"client_state\":\"" + base64 + "\""));

    assertThat(event.hasClientState()).isTrue();
    assertThat(event.getClientState().size()).isEqualTo(bytes);
    assertThat(event.getClientStateText()).isEqualTo(base64);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"2\"", "2.5", "99999999999999999999", "{}", "null", "true"})
  void aDeliveryAttemptThatIsNoNumberIsNotSet(String json) {
    assertThat(
            parse("{\"data\":{},\"meta\":{\"attempt\":" + json + "}}").event().hasDeliveryAttempt())
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "7", "{}", "[]", "{\"id\":\"other\"}"})
  void anEventWithoutAUsableIdIsNamedByItsBody(String id) {
    String body = id.isEmpty() ? "{\"data\":{}}" : "{\"data\":{\"id\":" + id + "}}";

    assertThat(parse(body).event().getId()).matches("sha256:[0-9a-f]{64}");
  }

  @Test
  void anIdHas1To128Characters() {
    assertThat(event("{\"id\":\"" + "i".repeat(128) + "\"}").getId()).hasSize(128);
    assertThat(event("{\"id\":\"" + "i".repeat(129) + "\"}").getId()).startsWith("sha256:");
    assertThat(event("{\"id\":\"\"}").getId()).startsWith("sha256:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "not JSON",
        "<html></html>",
        "{\"data\":",
        "{\"data\":{}} trailing",
        "{\"data\":{}}{\"data\":{}}",
        "{'data':{}}",
        "{\"data\":{\"id\":NaN}}",
        "null",
        "7",
        "\"data\"",
        "[]",
        "[{\"data\":{\"id\":\"x\"}}]",
        "{\"data\":null}",
        "{\"data\":\"x\"}",
        "{\"data\":[]}",
      })
  void aBodyThatIsNoEnvelopeIsKeptAndUntyped(String body) {
    IncomingEvent incoming = parse(body);

    assertThat(incoming.event().getId()).startsWith("sha256:");
    assertThat(incoming.event().getEventType()).isEmpty();
    assertThat(incoming.event().getWebhook().getBody().toStringUtf8()).isEqualTo(body);
    assertThat(incoming.dataFingerprint()).matches("[0-9a-f]{8}");
  }

  @Test
  void bytesThatAreNotUtf8AreKept() {
    byte[] body = {'{', '"', 'd', 'a', 't', 'a', '"', ':', '"', (byte) 0xc3, '"', '}'};
    assertThat(parse(body).event().getWebhook().getBody()).isEqualTo(ByteString.copyFrom(body));

    byte[] random = new byte[512];
    new Random(1).nextBytes(random);
    assertThat(parse(random).event().getWebhook().getBody()).isEqualTo(ByteString.copyFrom(random));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-32BE"})
  void jsonInItsOtherEncodingsIsRead(String charset) {
    Event event = parse(RECORDING_SAVED.getBytes(Charset.forName(charset))).event();

    assertThat(event.getId()).isEqualTo("ev-1");
  }

  @Test
  void halfASurrogatePairBecomesAQuestionMark() {
    Event event =
        event(
            "{\"id\":\"a\\ud83d\",\"event_type\":\"call.recording.error\",\"payload\":{"
                + "\"reason\":\"\\ude00 and \\ud83d\\ude00\",\"call_leg_id\":\"\\udc00\"}}");

    assertThat(event.getId()).isEqualTo("a?");
    assertThat(event.getCallLegId()).isEqualTo("?");
    assertThat(event.getCallRecordingError().getReason()).isEqualTo("? and 😀");
    assertThat(event.getCallLegIdBytes().isValidUtf8()).isTrue();
  }

  @Test
  void theLastOfSeveralEqualNamesCounts() {
    assertThat(event("{\"id\":\"first\",\"id\":\"last\"}").getId()).isEqualTo("last");
  }

  @Test
  void nestingAndNumbersBeyondMeasureDoNoHarm() {
    String deep = "[".repeat(400) + "]".repeat(400);
    assertThat(event("{\"id\":\"x\",\"payload\":{\"deep\":" + deep + "}}").getId()).isEqualTo("x");
    String huge = "9".repeat(900);
    assertThat(event(payload("call.hangup", "\"from\":" + huge)).getCallHangup().getFrom())
        .isEqualTo(huge);
    assertThat(event(payload("call.hangup", "\"from\":1e999999999")).getCallHangup().getFrom())
        .isEqualTo("1E+999999999");

    // Beyond what the strict parser takes at all.
    String tooDeep = "[".repeat(100_000);
    assertThat(parse(tooDeep).event().getWebhook().getBody().size()).isEqualTo(100_000);
    String tooLong = "{\"data\":{\"id\":\"x\",\"n\":" + "9".repeat(100_000) + "}}";
    assertThat(parse(tooLong).event().getId()).isEqualTo("x");
  }

  @Test
  void aRedeliveryThatIsFormattedAnewHasTheSameFingerprintAndOtherDataAnother() {
    String one =
        "{\"data\":{\"id\":\"x\",\"payload\":{\"a\":1,\"b\":\"é\"}},\"meta\":{\"attempt\":1}}";
    String same =
        "{ \"meta\": {\"attempt\": 2}, \"data\": {\"payload\": {\"b\": \"\\u00e9\", \"a\": 1},"
            + " \"id\": \"x\"}}";
    String other = one.replace("\"a\":1", "\"a\":\"1\"");

    assertThat(parse(same).dataFingerprint()).isEqualTo(parse(one).dataFingerprint());
    assertThat(parse(other).dataFingerprint()).isNotEqualTo(parse(one).dataFingerprint());
  }

  private static Event event(String data) {
    return parse("{\"data\":" + data + "}").event();
  }

  private static String payload(String type, String fields) {
    return "{\"event_type\":\"" + type + "\",\"payload\":{" + fields + "}}";
  }

  private static IncomingEvent parse(String body) {
    return parse(body.getBytes(StandardCharsets.UTF_8));
  }

  private static IncomingEvent parse(byte[] body) {
    return EventParser.parse(VerifiedBodies.of(body));
  }

  private static Timestamp time(String text) throws ParseException {
    return Timestamps.parse(text);
  }
}
