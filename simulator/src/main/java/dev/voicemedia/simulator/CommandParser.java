package dev.voicemedia.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.voicemedia.simulator.Audio.Lane;
import dev.voicemedia.simulator.CallCommand.Answer;
import dev.voicemedia.simulator.CallCommand.Change;
import dev.voicemedia.simulator.CallCommand.ChangeRecording;
import dev.voicemedia.simulator.CallCommand.HangUp;
import dev.voicemedia.simulator.CallCommand.Play;
import dev.voicemedia.simulator.CallCommand.Reject;
import dev.voicemedia.simulator.CallCommand.SendDigits;
import dev.voicemedia.simulator.CallCommand.StartGather;
import dev.voicemedia.simulator.CallCommand.StartRecording;
import dev.voicemedia.simulator.CallCommand.Stop;
import dev.voicemedia.simulator.CallCommand.StopGather;
import dev.voicemedia.simulator.CallCommand.StopPlayback;
import dev.voicemedia.simulator.CallCommand.UpdateState;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the body of a command that {@link CommandRules} has nothing against. */
final class CommandParser {

  private final Pacing pacing;

  CommandParser(Pacing pacing) {
    this.pacing = pacing;
  }

  CallCommand parse(String action, ObjectNode body) {
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
      case "answer" -> new Answer(plannedRecording(body));
      case "hangup" -> new HangUp();
      case "reject" -> new Reject(body.path("cause").asText().toLowerCase(Locale.ROOT));
      case "client_state_update" -> new UpdateState();
      case "send_dtmf" -> new SendDigits();
      case "gather" -> new StartGather(gather(body, null, null));
      case "gather_using_speak" ->
          new StartGather(
              gather(body, spokenPrompt(body, "payload"), spokenPrompt(body, "invalid_payload")));
      case "gather_using_audio" ->
          new StartGather(
              gather(
                  body,
                  playedPrompt(body, "audio_url", "media_name"),
                  playedPrompt(body, "invalid_audio_url", "invalid_media_name")));
      case "gather_stop" -> new StopGather();
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

  /** What record makes of an answer or a dial; null without it. */
  static Recording.@Nullable Planned plannedRecording(ObjectNode body) {
    if (text(body, "record") == null) {
      return null;
    }
    return new Recording.Planned(
        UUID.randomUUID(),
        new Recording.Settings(
            body.path("record_format").asText("mp3"),
            body.path("record_channels").asText("dual"),
            Duration.ofSeconds(body.path("record_max_length").asInt()),
            Duration.ofSeconds(body.path("record_timeout_secs").asInt()),
            false,
            null));
  }

  private static Gather.Settings gather(
      ObjectNode body, @Nullable Audio prompt, @Nullable Audio invalidPrompt) {
    Duration timeout = Duration.ofMillis(body.path("timeout_millis").asLong(60_000));
    return new Gather.Settings(
        prompt,
        invalidPrompt,
        body.path("minimum_digits").asInt(1),
        body.path("maximum_digits").asInt(128),
        body.path("valid_digits").asText("0123456789#*"),
        body.path("terminating_digit").asText("#").charAt(0),
        prompt == null
            ? Duration.ofMillis(body.path("initial_timeout_millis").asLong(5_000))
            : timeout,
        Duration.ofMillis(body.path("inter_digit_timeout_millis").asLong(5_000)),
        prompt == null ? timeout : null,
        body.path("maximum_tries").asInt(3));
  }

  private @Nullable Audio spokenPrompt(ObjectNode body, String field) {
    String words = text(body, field);
    boolean ssml = "ssml".equals(text(body, "payload_type"));
    return words == null ? null : Audio.prompt(pacing.speech(words, ssml));
  }

  /** The file of a prompt, or that a dialled call plays; null without one. */
  @Nullable Audio playedPrompt(ObjectNode body, String urlField, String nameField) {
    String url = text(body, urlField);
    String name = text(body, nameField);
    return url == null && name == null
        ? null
        : new Audio(
            Audio.Kind.PLAYBACK,
            EnumSet.of(Lane.SELF),
            pacing.audioLength(),
            url,
            name,
            null,
            null);
  }

  private static @Nullable UUID recordingId(ObjectNode body) {
    String id = text(body, "recording_id");
    return id == null ? null : UUID.fromString(id);
  }
}
