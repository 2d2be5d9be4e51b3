package dev.voicemedia.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.voicemedia.simulator.Audio.Lane;
import dev.voicemedia.simulator.MediaCommand.Change;
import dev.voicemedia.simulator.MediaCommand.ChangeRecording;
import dev.voicemedia.simulator.MediaCommand.Play;
import dev.voicemedia.simulator.MediaCommand.StartRecording;
import dev.voicemedia.simulator.MediaCommand.Stop;
import dev.voicemedia.simulator.MediaCommand.StopPlayback;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the body of a command that {@link CommandRules} has nothing against. */
final class CommandParser {

  private final Pacing pacing;

  CommandParser(Pacing pacing) {
    this.pacing = pacing;
  }

  MediaCommand parse(String action, ObjectNode body) {
    return switch (action) {
      case "speak" -> new Play(speech(body), stop(body));
      case "playback_start" -> new Play(playback(body), stop(body));
      case "playback_stop" -> {
        Stop stop = stop(body);
        yield new StopPlayback(body.path("overlay").asBoolean(), stop == null ? Stop.ALL : stop);
      }
      case "record_start" -> new StartRecording(recording(body));
      case "record_pause" -> new ChangeRecording(Change.PAUSE, recordingId(body));
      case "record_resume" -> new ChangeRecording(Change.RESUME, recordingId(body));
      case "record_stop" -> new ChangeRecording(Change.STOP, recordingId(body));
      default ->
          throw new IllegalArgumentException(
              "action is \"" + action + "\", expected one that the rules know");
    };
  }

  /**
   * Returns the body with its loop as a number where it is one in a string: the vendor takes both.
   */
  static ObjectNode withLoopAsNumber(ObjectNode body) {
    JsonNode loop = body.path("loop");
    return loop.isTextual() && loop.textValue().matches("[0-9]{1,9}")
        ? body.deepCopy().put("loop", Integer.parseInt(loop.textValue()))
        : body;
  }

  /** The value of a text field; null if it is absent. */
  static @Nullable String text(ObjectNode body, String field) {
    JsonNode value = body.get(field);
    return value == null || value.isNull() ? null : value.asText();
  }

  private Audio speech(ObjectNode body) {
    boolean ssml = "ssml".equals(text(body, "payload_type"));
    Duration once = pacing.speech(body.path("payload").asText(), ssml);
    return Audio.speech(lanes(body), repeated(once, body));
  }

  private Audio playback(ObjectNode body) {
    boolean content = body.has("playback_content");
    Set<Lane> lanes = body.path("overlay").asBoolean() ? EnumSet.of(Lane.OVERLAY) : lanes(body);
    return new Audio(
        Audio.Kind.PLAYBACK,
        lanes,
        repeated(pacing.audioLength(), body),
        content ? "" : text(body, "audio_url"),
        content ? "" : text(body, "media_name"),
        null,
        null);
  }

  private static @Nullable Duration repeated(Duration once, ObjectNode body) {
    JsonNode loop = body.path("loop");
    return loop.isTextual() ? null : once.multipliedBy(loop.asInt(1));
  }

  private static Set<Lane> lanes(ObjectNode body) {
    return switch (body.path("target_legs").asText("self")) {
      case "both" -> EnumSet.of(Lane.SELF, Lane.OPPOSITE);
      case "opposite" -> EnumSet.of(Lane.OPPOSITE);
      default -> EnumSet.of(Lane.SELF);
    };
  }

  private static @Nullable Stop stop(ObjectNode body) {
    String stop = text(body, "stop");
    return stop == null ? null : stop.equals("all") ? Stop.ALL : Stop.CURRENT;
  }

  private static Recording.Settings recording(ObjectNode body) {
    return new Recording.Settings(
        body.path("format").asText(),
        body.path("channels").asText(),
        Duration.ofSeconds(body.path("max_length").asInt()),
        Duration.ofSeconds(body.path("timeout_secs").asInt()),
        body.path("transcription").asBoolean(),
        null);
  }

  private static @Nullable UUID recordingId(ObjectNode body) {
    String id = text(body, "recording_id");
    return id == null ? null : UUID.fromString(id);
  }
}
