package dev.voicemedia.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.voicemedia.client.model.CallAnsweredPayload;
import dev.voicemedia.client.model.CallHangupPayload;
import dev.voicemedia.client.model.CallInitiatedPayload;
import dev.voicemedia.client.model.CallPlaybackEndedPayload;
import dev.voicemedia.client.model.CallPlaybackStartedPayload;
import dev.voicemedia.client.model.CallRecordingErrorPayload;
import dev.voicemedia.client.model.CallRecordingSavedPayload;
import dev.voicemedia.client.model.CallRecordingTranscriptionSavedPayload;
import dev.voicemedia.client.model.CallSpeakEndedPayload;
import dev.voicemedia.client.model.CallSpeakStartedPayload;
import dev.voicemedia.client.model.WebhookEnvelope;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WebhookParsingTest {

  private static final ObjectMapper JSON = ApiClient.createDefaultObjectMapper();

  static Stream<Arguments> events() {
    return Stream.of(
        Arguments.of("call.initiated", CallInitiatedPayload.class),
        Arguments.of("call.answered", CallAnsweredPayload.class),
        Arguments.of("call.hangup", CallHangupPayload.class),
        Arguments.of("call.playback.started", CallPlaybackStartedPayload.class),
        Arguments.of("call.playback.ended", CallPlaybackEndedPayload.class),
        Arguments.of("call.recording.saved", CallRecordingSavedPayload.class),
        Arguments.of("call.recording.error", CallRecordingErrorPayload.class),
        Arguments.of(
            "call.recording.transcription.saved", CallRecordingTranscriptionSavedPayload.class),
        Arguments.of("call.speak.started", CallSpeakStartedPayload.class),
        Arguments.of("call.speak.ended", CallSpeakEndedPayload.class));
  }

  @ParameterizedTest
  @MethodSource("events")
  void everyEventIsReadWithNothingLost(String eventType, Class<?> payloadType) throws Exception {
    JsonNode sample = sample(eventType);

    WebhookEnvelope envelope = JSON.treeToValue(sample, WebhookEnvelope.class);
    Object payload = JSON.treeToValue(envelope.getData().getPayload(), payloadType);

    assertThat(envelope.getData().getEventType()).isEqualTo(eventType);
    assertThat(envelope.getData().getRecordType()).isEqualTo("event");
    assertThat(envelope.getData().getId()).startsWith("0ccc7b54-4df3-4bca-a65a-3da1ecc7");
    assertThat(envelope.getData().getOccurredAt()).isEqualTo("2026-11-22T10:03:11.527521Z");
    assertThat(envelope.getMeta().getAttempt()).isEqualTo(1);
    assertThat(envelope.getMeta().getDeliveredTo())
        .isEqualTo("https://hooks.example.com/webhooks/telnyx");
    assertThat(withoutNulls(JSON.valueToTree(envelope))).isEqualTo(withoutNulls(sample));
    assertThat(withoutNulls(JSON.valueToTree(payload)))
        .isEqualTo(withoutNulls(sample.at("/data/payload")));
  }

  @Test
  void aPlaybackPayloadHasItsFields() throws Exception {
    CallPlaybackEndedPayload payload =
        payload(sample("call.playback.ended"), CallPlaybackEndedPayload.class);

    assertThat(payload.getCallControlId())
        .isEqualTo("v3:550e8400-e29b-41d4-a716-446655440000_gRU1OGRkYQ");
    assertThat(payload.getMediaUrl()).isEqualTo("https://media.example.com/missing.mp3");
    assertThat(payload.getMediaName()).isNull();
    assertThat(payload.getOverlay()).isTrue();
    assertThat(payload.getStatus()).isEqualTo("file_not_found");
    assertThat(payload.getStatusDetail()).isEqualTo("HTTP 404");
  }

  @Test
  void aSavedRecordingHasItsUrlsAndItsId() throws Exception {
    CallRecordingSavedPayload payload =
        payload(sample("call.recording.saved"), CallRecordingSavedPayload.class);

    assertThat(payload.getRecordingUrls().getMp3())
        .isEqualTo("https://recordings.example.com/r.mp3");
    assertThat(payload.getRecordingUrls().getWav()).isNull();
    assertThat(payload.getPublicRecordingUrls().getMp3()).isNull();
    assertThat(payload.getChannels()).isEqualTo("dual");
    assertThat(payload.getRecordingId()).isEqualTo("6e00ab49-9487-4364-8ad6-23965965afb2");
  }

  @Test
  void anUnknownEventTypeKeepsItsPayload() throws Exception {
    WebhookEnvelope envelope =
        JSON.readValue(
            """
            {"data": {"event_type": "call.teleported", "payload": {"where": ["here", 1.5]}}}
            """,
            WebhookEnvelope.class);

    assertThat(envelope.getData().getEventType()).isEqualTo("call.teleported");
    assertThat(envelope.getData().getPayload())
        .isEqualTo(JSON.readTree("{\"where\": [\"here\", 1.5]}"));
    assertThat(envelope.getMeta()).isNull();
  }

  @Test
  void anUnknownValueIsKeptAsItWasSent() throws Exception {
    CallHangupPayload payload =
        JSON.readValue(
            "{\"hangup_cause\": \"solar_flare\", \"hangup_source\": \"moon\", \"state\": \"gone\"}",
            CallHangupPayload.class);

    assertThat(payload.getHangupCause()).isEqualTo("solar_flare");
    assertThat(payload.getHangupSource()).isEqualTo("moon");
    assertThat(payload.getState()).isEqualTo("gone");
    assertThat(JSON.valueToTree(payload).path("hangup_cause").asText()).isEqualTo("solar_flare");
  }

  @Test
  void propertiesTheDocumentDoesNotNameAreKeptAtEveryLevel() throws Exception {
    String json =
        """
        {"data": {"payload": {"a": 1}, "b": {"c": 2}}, "meta": {"d": [3]}, "e": "4"}
        """;

    WebhookEnvelope envelope = JSON.readValue(json, WebhookEnvelope.class);

    assertThat(withoutNulls(JSON.valueToTree(envelope))).isEqualTo(JSON.readTree(json));
  }

  @Test
  void nullsAndMissingPropertiesAreNoFailure() throws Exception {
    assertThat(JSON.readValue("{}", WebhookEnvelope.class).getData()).isNull();
    assertThat(JSON.readValue("{\"data\":null,\"meta\":null}", WebhookEnvelope.class).getMeta())
        .isNull();
    CallRecordingSavedPayload payload =
        JSON.readValue(
            """
            {"client_state": null, "recording_urls": null, "public_recording_urls": {},
             "channels": null, "recording_started_at": "not a date"}
            """,
            CallRecordingSavedPayload.class);
    assertThat(payload.getClientState()).isNull();
    assertThat(payload.getRecordingUrls()).isNull();
    assertThat(payload.getPublicRecordingUrls().getWav()).isNull();
    assertThat(payload.getRecordingStartedAt()).isEqualTo("not a date");
  }

  private static <T> T payload(JsonNode sample, Class<T> type) throws IOException {
    WebhookEnvelope envelope = JSON.treeToValue(sample, WebhookEnvelope.class);
    return JSON.treeToValue(envelope.getData().getPayload(), type);
  }

  private static JsonNode sample(String eventType) throws IOException {
    try (InputStream in =
        WebhookParsingTest.class.getResourceAsStream("/webhooks/" + eventType + ".json")) {
      return JSON.readTree(in);
    }
  }

  /** A null and an absence mean the same; the client writes neither. */
  private static JsonNode withoutNulls(JsonNode node) {
    JsonNode copy = node.deepCopy();
    removeNulls(copy);
    return copy;
  }

  private static void removeNulls(JsonNode node) {
    if (node.isObject()) {
      node.properties().removeIf(entry -> entry.getValue().isNull());
    }
    node.forEach(WebhookParsingTest::removeNulls);
  }
}
