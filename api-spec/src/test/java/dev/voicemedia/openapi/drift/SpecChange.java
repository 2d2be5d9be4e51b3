package dev.voicemedia.openapi.drift;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A change that the vendor may make, what the drift report says about it, and what a build reports
 * when it runs with such a document in place of ours.
 *
 * @param drift sentences of the drift report, breaking ones first
 * @param gaps parts of lines that the build must print, operation and property among them; none if
 *     it must be green
 */
record SpecChange(
    String what, Consumer<UpstreamDocument> edit, List<String> drift, List<String> gaps) {

  static Stream<SpecChange> all() {
    return Stream.of(
        new SpecChange(
            "a new value in a closed set",
            document ->
                document
                    .array("/components/schemas/StartRecordingRequest/properties/format/enum")
                    .add("ogg"),
            List.of("startRecording: request property format has new values: ogg (closed set)"),
            List.of(
                "startRecording.format: the value \"ogg\" is not in vendor-surface.yaml",
                "startRecording.format: voicemedia.v1.StartRecordingRequest.format cannot say"
                    + " \"ogg\"")),
        new SpecChange(
            "a new value in an open set",
            document -> document.array("/components/schemas/SpeakLanguage/enum").add("eo"),
            List.of(
                "gatherUsingSpeak: request property language has new values: eo (open set)",
                "speak: request property language has new values: eo (open set)"),
            List.of()),
        new SpecChange(
            "a new optional field",
            document -> text(document.properties("SpeakRequest"), "mood"),
            List.of("speak: request property mood was added (string)"),
            List.of(
                "speak.mood: is not in vendor-surface.yaml",
                "speak.mood: the contract has no such field")),
        new SpecChange(
            "a new required field",
            document -> {
              text(document.properties("StartRecordingRequest"), "purpose");
              document.array("/components/schemas/StartRecordingRequest/required").add("purpose");
            },
            List.of("startRecording: request property purpose was added, required (string)"),
            List.of(
                "startRecording.purpose: is not in vendor-surface.yaml",
                "startRecording.purpose: the contract has no such field, and it is required")),
        new SpecChange(
            "a removed field",
            document -> document.removeProperty("StartRecordingRequest", "play_beep"),
            List.of("startRecording: request property play_beep was removed"),
            List.of("startRecording.play_beep: is missing", "symbol:   method playBeep(")),
        new SpecChange(
            "a renamed field",
            document -> {
              ObjectNode properties = document.properties("StartRecordingRequest");
              properties.set("beep", properties.remove("play_beep"));
            },
            List.of(
                "startRecording: request property play_beep was removed",
                "startRecording: request property beep was added (boolean)"),
            List.of(
                "startRecording.play_beep: is missing",
                "startRecording.beep: is not in vendor-surface.yaml",
                "symbol:   method playBeep(")),
        new SpecChange(
            "a changed type",
            document ->
                text(document.properties("StartRecordingRequest"), "timeout_secs")
                    .remove("minimum"),
            List.of(
                "startRecording: request property timeout_secs changed its type from integer to"
                    + " string"),
            List.of(
                "startRecording.timeout_secs: type is string, expected integer",
                "incompatible types: int cannot be converted to java.lang.String")),
        new SpecChange(
            "a new operation",
            document ->
                document
                    .copy(
                        "/paths",
                        KindsOfChangeTest.ACTIONS + "playback_stop",
                        KindsOfChangeTest.ACTIONS + "playback_pause")
                    .withObject("/post")
                    .put("operationId", "pausePlayback"),
            List.of("POST /calls/{}/actions/playback_pause: the operation is new"),
            List.of(
                "pausePlayback: is not in vendor-surface.yaml",
                "pausePlayback: the contract has no method PausePlayback")),
        new SpecChange(
            "a new event",
            document -> {
              document
                  .copy("/webhooks", "call.speak.ended", "call.speak.paused")
                  .withObject("/post")
                  .put("operationId", "onCallSpeakPaused")
                  .withObject("/requestBody/content/application~1json/schema")
                  .put("$ref", "#/components/schemas/CallSpeakPausedWebhook");
              document
                  .copy("/components/schemas", "CallSpeakEndedWebhook", "CallSpeakPausedWebhook")
                  .withObject("/allOf/1/properties/data/properties/event_type")
                  .putArray("enum")
                  .add("call.speak.paused");
            },
            List.of("call.speak.paused: the event is new"),
            List.of(
                "call.speak.paused: is not in vendor-surface.yaml",
                "call.speak.paused: Event has no payload for it")),
        new SpecChange(
            "a new payload field",
            document -> text(document.properties("CallHangupPayload"), "carrier"),
            List.of("call.hangup: event property payload.carrier was added (string)"),
            List.of(
                "call.hangup.carrier: is not in vendor-surface.yaml",
                "call.hangup.carrier: CallHangup has no such field")),
        new SpecChange(
            "a new voice setting",
            document ->
                text(
                    document.object("/components/schemas/XaiVoiceSettings/allOf/1/properties"),
                    "accent"),
            List.of(
                "gatherUsingSpeak: request property voice_settings[xai].accent was added (string)",
                "speak: request property voice_settings[xai].accent was added (string)"),
            List.of(
                "speak.voice_settings.xai.accent: is not in vendor-surface.yaml",
                "speak.voice_settings(xai).accent: the contract has no such field")),
        new SpecChange(
            "settings of a new voice provider",
            document -> {
              document.copy("/components/schemas", "XaiVoiceSettings", "RimeVoiceSettings");
              document
                  .object("/components/schemas/VoiceSettings/discriminator/mapping")
                  .put("rime", "#/components/schemas/RimeVoiceSettings");
              document.array("/components/schemas/VoiceSettingsType/enum").add("rime");
            },
            List.of(
                "gatherUsingSpeak: request property voice_settings[rime] was added (object)",
                "speak: request property voice_settings[rime] was added (object)"),
            List.of(
                "speak.voice_settings.rime: is not in vendor-surface.yaml",
                "speak.voice_settings.type: the contract has no field for rime")));
  }

  /** Our document with this change. */
  UpstreamDocument changedDocument() {
    UpstreamDocument document = UpstreamDocument.likeOurs();
    edit.accept(document);
    return document;
  }

  @Override
  public String toString() {
    return what;
  }

  private static ObjectNode text(ObjectNode properties, String name) {
    return properties
        .putObject(name)
        .put("type", "string")
        .put("description", "Made up for a test.");
  }
}
