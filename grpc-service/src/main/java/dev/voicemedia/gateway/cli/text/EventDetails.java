package dev.voicemedia.gateway.cli.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.voicemedia.v1.Event;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What a person wants to know of an event: how it went, what was said or typed, where a recording
 * is. Taken from the typed payload and, for types that have none, from the webhook's JSON.
 */
final class EventDetails {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Names in a payload, in the order of printing. */
  private static final List<String> NAMES =
      List.of(
          "status",
          "status_detail",
          "hangup_cause",
          "reason",
          "state",
          "result",
          "digit",
          "digits",
          "text",
          "transcript",
          "transcription_text",
          "media_name",
          "mp3",
          "wav");

  private EventDetails() {}

  static String of(Event event) {
    Map<String, String> found = new LinkedHashMap<>();
    event.getAllFields().values().stream()
        .filter(value -> value instanceof Message)
        .filter(value -> value != event.getWebhook() && value != event.getRecovered())
        .forEach(value -> collect((Message) value, found));
    collect(payloadOf(event), found);
    return NAMES.stream()
        .map(found::get)
        .filter(Objects::nonNull)
        .filter(value -> !value.isBlank())
        .distinct()
        .collect(Collectors.joining(" "));
  }

  private static void collect(Message message, Map<String, String> found) {
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      if (field.getValue() instanceof Message inner) {
        collect(inner, found);
      } else {
        found.putIfAbsent(field.getKey().getName(), String.valueOf(field.getValue()));
      }
    }
  }

  private static void collect(JsonNode object, Map<String, String> found) {
    object
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isObject()) {
                collect(field.getValue(), found);
              } else if (field.getValue().isValueNode() && !field.getValue().isNull()) {
                found.putIfAbsent(field.getKey(), field.getValue().asText());
              }
            });
  }

  private static JsonNode payloadOf(Event event) {
    try {
      return event.hasRecovered()
          ? JSON.readTree(event.getRecovered().getDataJson().toByteArray()).path("payload")
          : JSON.readTree(event.getWebhook().getBody().toByteArray()).path("data").path("payload");
    } catch (IOException e) {
      return JSON.missingNode(); // not JSON
    }
  }
}
