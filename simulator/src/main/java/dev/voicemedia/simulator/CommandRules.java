package dev.voicemedia.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the vendor demands of a command beyond the shape of single fields, which the OpenAPI
 * document describes.
 */
final class CommandRules {

  private static final List<String> PLAYBACK_SOURCES =
      List.of("audio_url", "media_name", "playback_content");

  /** A provider alone means its default voice. */
  private static final Set<String> VOICE_PROVIDERS =
      Set.of(
          "aws",
          "azure",
          "elevenlabs",
          "fishaudio",
          "humain",
          "inworld",
          "minimax",
          "resemble",
          "soniox",
          "telnyx",
          "xai");

  private static final List<String> ENGINE_A_OPTIONS =
      List.of(
          "transcription_min_speaker_count",
          "transcription_max_speaker_count",
          "transcription_profanity_filter",
          "transcription_speaker_diarization");

  private final ObjectNode body;
  private final List<ApiError> errors = new ArrayList<>();

  private CommandRules(ObjectNode body) {
    this.body = body;
  }

  /** Everything wrong with a body: first its shape, by the document, then the rest. */
  static List<ApiError> violations(String action, ObjectNode body) {
    List<ApiError> errors = OpenApiRequests.shared().check(action, body);
    return errors.isEmpty() ? check(action, body) : errors;
  }

  private static List<ApiError> check(String action, ObjectNode body) {
    CommandRules rules = new CommandRules(body);
    rules.base64("client_state");
    switch (action) {
      case "playback_start" -> rules.playback();
      case "speak", "gather_using_speak" -> rules.speak();
      case "gather_using_audio" -> {
        rules.oneOf("audio_url", "media_name");
        rules.oneOf("invalid_audio_url", "invalid_media_name");
      }
      case "dial" -> rules.dial();
      case "record_start" -> rules.record();
      default -> {}
    }
    rules.digits();
    return rules.errors;
  }

  private void playback() {
    List<String> sources = PLAYBACK_SOURCES.stream().filter(body::has).toList();
    if (sources.isEmpty()) {
      errors.add(ApiError.missing("audio_url"));
    }
    for (String extra : sources.stream().skip(1).toList()) {
      refuse(extra, "is given beside " + sources.get(0) + ", expected one source of audio");
    }
    base64("playback_content");
    String legs = body.path("target_legs").asText("self");
    if (body.path("overlay").asBoolean() && !legs.equals("self")) {
      refuse("target_legs", "is " + legs + ", expected self with overlay");
    }
  }

  private void speak() {
    String voice = body.path("voice").asText();
    if (!voice.equals("male")
        && !voice.equals("female")
        && !voice.contains(".")
        && !VOICE_PROVIDERS.contains(voice.toLowerCase(Locale.ROOT))) {
      refuse(
          "voice", "is " + voice + ", expected male, female, a provider or Provider.Model.VoiceId");
    }
    if (body.path("payload").asText().isEmpty()) {
      refuse("payload", "is empty, expected something to say");
    }
    if (body.path("service_level").asText().equals("basic")) {
      String language = body.path("language").asText("en-US");
      if (!language.equals("en-US")) {
        refuse("language", "is " + language + ", expected en-US with service_level basic");
      }
      String type = body.path("payload_type").asText("text");
      if (!type.equals("text")) {
        refuse("payload_type", "is " + type + ", expected text with service_level basic");
      }
    }
  }

  private void dial() {
    oneOf("audio_url", "media_name");
    boolean bridges =
        body.path("bridge_on_answer").asBoolean() || body.path("bridge_intent").asBoolean();
    if (bridges && !body.has("link_to")) {
      errors.add(ApiError.missing("link_to"));
    }
  }

  private void oneOf(String field, String other) {
    if (body.has(field) && body.has(other)) {
      refuse(other, "is given beside " + field + ", expected one of them");
    }
  }

  private void digits() {
    JsonNode fewest = body.path("minimum_digits");
    JsonNode most = body.path("maximum_digits");
    if (fewest.isInt() && most.isInt() && fewest.asInt() > most.asInt()) {
      refuse("minimum_digits", "is " + fewest + ", expected at most maximum_digits, " + most);
    }
  }

  private void record() {
    String engine = body.path("transcription_engine").asText("A");
    if (!engine.equals("A")) {
      for (String option : ENGINE_A_OPTIONS.stream().filter(body::has).toList()) {
        refuse(option, "is given with transcription_engine " + engine + ", expected A");
      }
    }
    String language = body.path("transcription_language").asText("en");
    if (engine.equals("deepgram/nova-3") && !language.equals("en") && !language.startsWith("en-")) {
      refuse(
          "transcription_language",
          "is " + language + ", expected en or en-… with deepgram/nova-3");
    }
    JsonNode fewest = body.path("transcription_min_speaker_count");
    JsonNode most = body.path("transcription_max_speaker_count");
    if (fewest.isInt() && most.isInt() && fewest.asInt() > most.asInt()) {
      refuse(
          "transcription_min_speaker_count",
          "is " + fewest + ", expected at most transcription_max_speaker_count, " + most);
    }
  }

  private void base64(String field) {
    JsonNode value = body.path(field);
    if (value.isTextual()) {
      try {
        Base64.getDecoder().decode(value.asText());
      } catch (IllegalArgumentException e) {
        refuse(field, "is not base64");
      }
    }
  }

  private void refuse(String field, String what) {
    errors.add(ApiError.invalid("/" + field, field + " " + what + "."));
  }
}
