package dev.voicemedia.openapi.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of change that upstream may make, and the sentences it must lead to. */
class KindsOfChangeTest {

  static final String ACTIONS = "/calls/{call_control_id}/actions/";

  @TempDir private Path folder;

  static Stream<Arguments> breakingChanges() {
    return Stream.of(
        change(
            "a property of a request is removed",
            d -> d.removeProperty("StartPlaybackRequest", "cache_audio"),
            "startPlayback: request property cache_audio was removed"),
        change(
            "a required property is added",
            d -> {
              d.properties("SpeakRequest").putObject("tone").put("type", "string");
              d.array("/components/schemas/SpeakRequest/required").add("tone");
            },
            "speak: request property tone was added, required (string)"),
        change(
            "an optional property becomes required",
            d -> d.array("/components/schemas/SpeakRequest/required").add("language"),
            "speak: request property language is now required"),
        change(
            "a property changes its type",
            d ->
                d.object("/components/schemas/StartRecordingRequest/properties/max_length")
                    .put("type", "string"),
            "startRecording: request property max_length changed its type from integer to string"),
        change(
            "a property changes its format",
            d -> d.schema("RecordingId").put("format", "ulid"),
            "pauseRecording: request property recording_id changed its format from uuid to ulid",
            "resumeRecording: request property recording_id changed its format from uuid to ulid",
            "stopRecording: request property recording_id changed its format from uuid to ulid"),
        change(
            "a value of a request is withdrawn",
            d -> d.array("/components/schemas/StopScope/enum").remove(0),
            "speak: request property stop lost values: current",
            "startPlayback: request property stop lost values: current",
            "stopPlayback: request property stop lost values: current"),
        change(
            "a limit becomes narrower",
            d ->
                d.object("/components/schemas/SpeakRequest/properties/payload")
                    .put("maxLength", 2000),
            "speak: request property payload changed its maxLength from 3000 to 2000"),
        change(
            "a property that took anything takes certain values only",
            d ->
                d.object("/components/schemas/SpeakRequest/properties/voice")
                    .putArray("enum")
                    .add("male"),
            "speak: request property voice takes only certain values now: male"),
        change(
            "a property is renamed",
            d -> {
              ObjectNode properties = d.properties("CallPlaybackEndedPayload");
              properties.set("detail", properties.remove("status_detail"));
            },
            "call.playback.ended: event property payload.status_detail was removed"),
        change(
            "a kind of voice settings is removed",
            d -> d.object("/components/schemas/VoiceSettings/discriminator/mapping").remove("xai"),
            "gatherUsingSpeak: request property voice_settings[xai] was removed",
            "speak: request property voice_settings[xai] was removed"),
        change(
            "an operation is removed",
            d -> d.object("/paths").remove(ACTIONS + "record_pause"),
            "pauseRecording: the operation was removed"),
        change(
            "an event is removed",
            d -> d.object("/webhooks").remove("call.speak.ended"),
            "call.speak.ended: the event was removed"),
        change(
            "a query parameter becomes necessary",
            d ->
                d.object("/paths/~1calls~1{call_control_id}~1actions~1speak/post")
                    .putArray("parameters")
                    .addObject()
                    .put("name", "region")
                    .put("in", "query")
                    .put("required", true)
                    .putObject("schema")
                    .put("type", "string"),
            "speak: request property (query) region was added, required (string)"));
  }

  static Stream<Arguments> otherChanges() {
    return Stream.of(
        change(
            "a closed set of a request gets a value",
            d ->
                d.array("/components/schemas/StartPlaybackRequest/properties/audio_type/enum")
                    .add("ogg"),
            "startPlayback: request property audio_type has new values: ogg (closed set)"),
        change(
            "an open set of a request gets a value",
            d -> d.array("/components/schemas/SpeakLanguage/enum").add("tlh"),
            "gatherUsingSpeak: request property language has new values: tlh (open set)",
            "speak: request property language has new values: tlh (open set)"),
        change(
            "an open set of an event gets a value",
            d -> d.array("/components/schemas/HangupCause/enum").add("solar_flare"),
            "call.hangup: event property payload.hangup_cause has new values: solar_flare (open"
                + " set)"),
        change(
            "an optional property is added",
            d -> d.properties("SpeakRequest").putObject("tone").put("type", "string"),
            "speak: request property tone was added (string)"),
        change(
            "a payload gets a property",
            d ->
                d.properties("CallSpeakEndedPayload")
                    .putObject("characters")
                    .put("type", "integer"),
            "call.speak.ended: event property payload.characters was added (integer)"),
        change(
            "a kind of voice settings is added, reported once and not again for each of its"
                + " properties",
            d -> {
              d.copy("/components/schemas", "XaiVoiceSettings", "RimeVoiceSettings");
              d.object("/components/schemas/VoiceSettings/discriminator/mapping")
                  .put("rime", "#/components/schemas/RimeVoiceSettings");
            },
            "gatherUsingSpeak: request property voice_settings[rime] was added (object)",
            "speak: request property voice_settings[rime] was added (object)"),
        change(
            "an operation of the same family is added",
            d ->
                d.copy("/paths", ACTIONS + "playback_stop", ACTIONS + "playback_pause")
                    .withObject("/post")
                    .put("operationId", "PausePlayback"),
            "POST /calls/{}/actions/playback_pause: the operation is new"),
        change(
            "an event of the same family is added",
            d ->
                d.copy("/webhooks", "call.speak.ended", "call.speak.paused")
                    .withObject("/post")
                    .set("requestBody", webhookBody("call.speak.paused")),
            "call.speak.paused: the event is new"),
        change(
            "a required property becomes optional",
            d -> d.array("/components/schemas/StartRecordingRequest/required").remove(1),
            "startRecording: request property channels is no longer required"),
        change(
            "a limit becomes wider",
            d ->
                d.object("/components/schemas/StartRecordingRequest/properties/max_length")
                    .put("maximum", 28800),
            "startRecording: request property max_length changed its maximum from 14400 to 28800"),
        change(
            "a property may be null",
            d ->
                d.object("/components/schemas/CallHangupPayload/properties/from")
                    .putArray("type")
                    .add("string")
                    .add("null"),
            "call.hangup: event property payload.from may now be null"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("breakingChanges")
  void aBreakingChangeIsReportedAsOne(
      String what, Consumer<UpstreamDocument> change, List<String> sentences) throws Exception {
    assertThat(messagesAfter(change, true)).isEqualTo(sentences);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("otherChanges")
  void anyOtherChangeIsReportedAndIsNotBreaking(
      String what, Consumer<UpstreamDocument> change, List<String> sentences) throws Exception {
    assertThat(messagesAfter(change, false)).isEqualTo(sentences);
    assertThat(messagesAfter(change, true)).isEmpty();
  }

  private List<String> messagesAfter(Consumer<UpstreamDocument> change, boolean breaking)
      throws Exception {
    UpstreamDocument upstream = UpstreamDocument.likeOurs();
    change.accept(upstream);
    CommandRun run = CommandRun.on(upstream.writeJson(folder), "--json");
    assertThat(run.exitCode()).isEqualTo(1);
    JsonNode report = new JsonMapper().readTree(run.out());
    return StreamSupport.stream(report.path("changes").spliterator(), false)
        .filter(found -> found.path("breaking").asBoolean() == breaking)
        .map(found -> found.path("message").asText())
        .toList();
  }

  private static Arguments change(
      String what, Consumer<UpstreamDocument> change, String... sentences) {
    return arguments(what, change, List.of(sentences));
  }

  private static JsonNode webhookBody(String eventType) {
    ObjectNode body = new JsonMapper().createObjectNode();
    body.withObject("/content/application~1json/schema/properties/data/properties/event_type")
        .put("const", eventType);
    return body;
  }
}
