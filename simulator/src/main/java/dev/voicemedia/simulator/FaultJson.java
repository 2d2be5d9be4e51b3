package dev.voicemedia.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Faults as the control API writes them. */
final class FaultJson {

  private FaultJson() {}

  /** The name of an effect, such as slow_headers. */
  static String kind(Effect effect) {
    return effect
        .getClass()
        .getSimpleName()
        .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
        .toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a fault.
   *
   * @throws IllegalArgumentException naming the field that is wrong
   */
  static Fault read(ObjectNode json) {
    Effect effect = effect(json);
    ControlJson.knowing(
        json,
        Stream.of(
                Stream.of("kind", "call_control_id", "on", "rate", "times"),
                fields(effect).stream())
            .flatMap(names -> names)
            .toList());
    return new Fault(
        effect,
        text(json, "call_control_id"),
        text(json, "on"),
        json.path("rate").asDouble(1),
        json.path("times").asInt(0));
  }

  static ObjectNode write(String id, Fault fault) {
    ObjectNode json =
        JsonNodeFactory.instance.objectNode().put("id", id).put("kind", kind(fault.effect()));
    if (fault.callControlId() != null) {
      json.put("call_control_id", fault.callControlId());
    }
    if (fault.subject() != null) {
      json.put("on", fault.subject());
    }
    return json.put("rate", fault.rate()).put("times", fault.times());
  }

  private static Effect effect(JsonNode json) {
    String kind = json.path("kind").asText();
    return switch (kind) {
      case "answer" -> answer(json);
      case "slow_headers" -> new Effect.SlowHeaders(delay(json));
      case "stalled_body" -> new Effect.StalledBody(delay(json));
      case "dropped_connection" -> new Effect.DroppedConnection(json.path("executed").asBoolean());
      case "reset_connection" -> new Effect.ResetConnection(json.path("executed").asBoolean());
      case "cut_body" -> new Effect.CutBody();
      case "no_answer" -> new Effect.NoAnswer(json.path("executed").asBoolean());
      case "duplicated" -> new Effect.Duplicated();
      case "redelivered" -> new Effect.Redelivered(retryTimestamp(text(json, "timestamp")));
      case "reordered" -> new Effect.Reordered();
      case "delayed" -> new Effect.Delayed(delay(json));
      case "dropped" -> new Effect.Dropped();
      case "failed_playback" -> new Effect.FailedPlayback(json.path("status").asText("failed"));
      case "failed_recording" ->
          new Effect.FailedRecording(json.path("reason").asText("Internal server error"));
      case "unanswered_dial" ->
          new Effect.UnansweredDial(json.path("hangup_cause").asText("no_answer"));
      default ->
          throw new IllegalArgumentException(
              "kind is \""
                  + kind
                  + "\", expected answer, slow_headers, stalled_body, dropped_connection,"
                  + " reset_connection, cut_body, no_answer, duplicated, redelivered, reordered,"
                  + " delayed, dropped, failed_playback, failed_recording or unanswered_dial");
    };
  }

  /** What the control API's fault of this kind has beside the fields of every fault. */
  private static List<String> fields(Effect effect) {
    return switch (kind(effect)) {
      case "answer" -> List.of("status", "executed", "headers", "body");
      case "slow_headers", "stalled_body", "delayed" -> List.of("delay_ms");
      case "dropped_connection", "reset_connection", "no_answer" -> List.of("executed");
      case "redelivered" -> List.of("timestamp");
      case "failed_playback" -> List.of("status");
      case "failed_recording" -> List.of("reason");
      case "unanswered_dial" -> List.of("hangup_cause");
      default -> List.of();
    };
  }

  /** fresh or old; null means fresh. */
  static Effect.RetryTimestamp retryTimestamp(@Nullable String name) {
    if (name == null || name.equals("fresh")) {
      return Effect.RetryTimestamp.FRESH;
    }
    if (name.equals("old")) {
      return Effect.RetryTimestamp.OLD;
    }
    throw new IllegalArgumentException("timestamp is \"" + name + "\", expected fresh or old");
  }

  private static Effect answer(JsonNode json) {
    Map<String, String> headers = new HashMap<>();
    json.path("headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
    return new Effect.Answer(
        json.path("status").asInt(),
        json.path("executed").asBoolean(),
        headers,
        text(json, "body"));
  }

  private static Duration delay(JsonNode json) {
    JsonNode millis = json.path("delay_ms");
    if (!millis.canConvertToLong() || millis.asLong() < 0) {
      throw new IllegalArgumentException(
          "delay_ms is " + millis + ", expected milliseconds, 0 or more");
    }
    return Duration.ofMillis(millis.asLong());
  }

  private static @Nullable String text(JsonNode json, String field) {
    JsonNode value = json.get(field);
    return value == null || value.isNull() ? null : value.asText();
  }
}
