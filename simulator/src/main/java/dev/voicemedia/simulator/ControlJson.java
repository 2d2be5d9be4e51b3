package dev.voicemedia.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/** Calls and records as the control API writes them. */
final class ControlJson {

  private static final List<String> SETUP_FIELDS =
      List.of("from", "to", "direction", "connection_id", "client_state", "answered");

  private ControlJson() {}

  /**
   * Returns the object if it has no other fields.
   *
   * @throws IllegalArgumentException naming the first of them: a misspelt one must not pass unseen
   */
  static ObjectNode knowing(ObjectNode json, List<String> fields) {
    json.fieldNames()
        .forEachRemaining(
            name -> {
              if (!fields.contains(name)) {
                throw new IllegalArgumentException(
                    "field \"" + name + "\", expected one of " + String.join(", ", fields));
              }
            });
    return json;
  }

  /** Fields that are absent are those of the standard call. */
  static CallSetup setup(ObjectNode json) {
    knowing(json, SETUP_FIELDS);
    CallSetup standard = CallSetup.standard();
    JsonNode clientState = json.get("client_state");
    return new CallSetup(
        json.path("from").asText(standard.from()),
        json.path("to").asText(standard.to()),
        json.path("direction").asText(standard.direction()),
        json.path("connection_id").asText(standard.connectionId()),
        clientState == null || clientState.isNull() ? null : clientState.asText(),
        json.path("answered").asBoolean(true));
  }

  static ObjectNode call(Call call) {
    ObjectNode json =
        object()
            .put("call_control_id", call.ids().callControlId())
            .put("call_leg_id", call.ids().callLegId())
            .put("call_session_id", call.ids().callSessionId())
            .put("connection_id", call.ids().connectionId())
            .put("from", call.setup().from())
            .put("to", call.setup().to())
            .put("direction", call.setup().direction())
            .put("state", state(call));
    var playing = json.putArray("playing");
    call.audio().playing().forEach(audio -> playing.add(audio(audio)));
    var waiting = json.putArray("waiting");
    call.audio().waiting().forEach(audio -> waiting.add(audio(audio)));
    var recordings = json.putArray("recordings");
    for (Recording recording : call.recordings().running()) {
      recordings
          .addObject()
          .put("recording_id", recording.id().toString())
          .put("paused", recording.isPaused());
    }
    return json.put("gathering", call.isGathering());
  }

  private static String state(Call call) {
    if (call.isHungUp()) {
      return "hangup";
    }
    return call.isAnswered() ? "answered" : "ringing";
  }

  static ObjectNode command(CommandRecord command) {
    return object()
        .put("request_id", command.requestId())
        .put("received_at", Timestamps.format(command.receivedAt()))
        .put("call_control_id", command.callControlId())
        .put("action", command.action())
        .put("body", command.body())
        .put("outcome", lower(command.outcome()))
        .put("status", command.status())
        .put("error_code", command.errorCode())
        .put("fault", command.fault());
  }

  static ObjectNode webhook(WebhookRecord webhook) {
    ObjectNode json =
        object()
            .put("event_id", webhook.eventId())
            .put("event_type", webhook.eventType())
            .put("call_control_id", webhook.callControlId())
            .put("occurred_at", Timestamps.format(webhook.occurredAt()))
            .put("data", webhook.data())
            .put("state", lower(webhook.state()))
            .put("fault", webhook.fault());
    var attempts = json.putArray("attempts");
    for (WebhookRecord.Attempt attempt : webhook.attempts()) {
      attempts
          .addObject()
          .put("number", attempt.number())
          .put("url", attempt.url())
          .put("sent_at", Timestamps.format(attempt.sentAt()))
          .put("timestamp", attempt.timestamp())
          .put("signature", attempt.signature())
          .put("status", attempt.status());
    }
    return json;
  }

  private static ObjectNode audio(Audio audio) {
    ObjectNode json = object().put("kind", lower(audio.kind())).put("overlay", audio.overlay());
    if (audio.mediaUrl() != null) {
      json.put("media_url", audio.mediaUrl());
    }
    if (audio.mediaName() != null) {
      json.put("media_name", audio.mediaName());
    }
    return json;
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
