package dev.voicemedia.gateway.grpc;

import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.rpc.BadRequest.FieldViolation;
import dev.voicemedia.v1.PayloadType;
import dev.voicemedia.v1.ServiceLevel;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.StartPlaybackRequest;
import dev.voicemedia.v1.StartRecordingRequest;
import dev.voicemedia.v1.TargetLegs;
import dev.voicemedia.v1.TranscriptionEngine;
import dev.voicemedia.v1.VoiceSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Rules on media actions that the contract states in words, most of them because they look at more
 * than one field. They are Telnyx's, but for the options of engine A: Telnyx would ignore them with
 * another engine, where a caller is better off with an error. A field that is not set breaks no
 * rule: {@code overlay} without {@code target_legs} is let through, as Telnyx then assumes self,
 * and so are engine A's options without an engine.
 */
final class ActionRules {
  private static final String BASIC_LANGUAGE = "en-US";

  private final List<FieldViolation> violations = new ArrayList<>();

  private ActionRules() {}

  /** Every violation; none for a message that no rule is about. */
  static List<FieldViolation> violationsOf(Message request) {
    ActionRules rules = new ActionRules();
    if (request instanceof StartPlaybackRequest playback) {
      rules.check(playback);
    } else if (request instanceof StartRecordingRequest recording) {
      rules.check(recording);
    } else if (request instanceof SpeakRequest speak) {
      rules.check(speak);
    }
    return rules.violations;
  }

  private void check(StartPlaybackRequest request) {
    TargetLegs legs = request.getTargetLegs();
    boolean others = legs == TargetLegs.TARGET_LEGS_OPPOSITE || legs == TargetLegs.TARGET_LEGS_BOTH;
    if (request.getOverlay() && others) {
      add(
          "target_legs",
          "overlay_needs_self",
          "must be TARGET_LEGS_SELF, or not set, with overlay true",
          legs.getValueDescriptor());
    }
  }

  private void check(StartRecordingRequest request) {
    TranscriptionEngine engine = request.getTranscriptionEngine();
    String language = request.getTranscriptionLanguage();
    boolean english = language.equals("en") || language.startsWith("en-");
    if (engine == TranscriptionEngine.TRANSCRIPTION_ENGINE_DEEPGRAM_NOVA_3
        && request.hasTranscriptionLanguage()
        && !english) {
      add(
          "transcription_language",
          "nova_3_needs_english",
          "must be en, or start with en-, with TRANSCRIPTION_ENGINE_DEEPGRAM_NOVA_3",
          language);
    }
    int fewest = request.getTranscriptionMinSpeakerCount();
    int most = request.getTranscriptionMaxSpeakerCount();
    if (request.hasTranscriptionMinSpeakerCount()
        && request.hasTranscriptionMaxSpeakerCount()
        && fewest > most) {
      add(
          "transcription_min_speaker_count",
          "min_above_max",
          "must not be above transcription_max_speaker_count, which is " + most,
          fewest);
    }
    if (engine == TranscriptionEngine.TRANSCRIPTION_ENGINE_B
        || engine == TranscriptionEngine.TRANSCRIPTION_ENGINE_DEEPGRAM_NOVA_3) {
      checkOptionsOfEngineA(request);
    }
  }

  /** False is let through with any engine, as it asks for nothing. */
  private void checkOptionsOfEngineA(StartRecordingRequest request) {
    String expected =
        "must not be set with " + request.getTranscriptionEngine() + ": only engine A knows it";
    String rule = "engine_a_only";
    if (request.hasTranscriptionMinSpeakerCount()) {
      add(
          "transcription_min_speaker_count",
          rule,
          expected,
          request.getTranscriptionMinSpeakerCount());
    }
    if (request.hasTranscriptionMaxSpeakerCount()) {
      add(
          "transcription_max_speaker_count",
          rule,
          expected,
          request.getTranscriptionMaxSpeakerCount());
    }
    if (request.getTranscriptionProfanityFilter()) {
      add("transcription_profanity_filter", rule, expected, true);
    }
    if (request.getTranscriptionSpeakerDiarization()) {
      add("transcription_speaker_diarization", rule, expected, true);
    }
  }

  private void check(SpeakRequest request) {
    if (request.getServiceLevel() == ServiceLevel.SERVICE_LEVEL_BASIC) {
      if (request.hasLanguage() && !request.getLanguage().equals(BASIC_LANGUAGE)) {
        add(
            "language",
            "basic_needs_en_us",
            "must be " + BASIC_LANGUAGE + ", or not set, with SERVICE_LEVEL_BASIC",
            request.getLanguage());
      }
      if (request.getPayloadType() == PayloadType.PAYLOAD_TYPE_SSML) {
        add(
            "payload_type",
            "basic_needs_text",
            "must be PAYLOAD_TYPE_TEXT, or not set, with SERVICE_LEVEL_BASIC",
            request.getPayloadType().getValueDescriptor());
      }
    }
    VoiceSettings voice = request.getVoiceSettings();
    if (voice.hasAws()) {
      checkOpen("voice_settings.aws.settings", voice.getAws().getSettings(), "the field aws");
    } else if (voice.hasOther()) {
      checkOpen("voice_settings.other.settings", voice.getOther().getSettings(), "type beside it");
    }
  }

  private void checkOpen(String path, Struct settings, String provider) {
    if (settings.containsFields("type")) {
      violations.add(
          violation(
              path + ".type", "no_type", "must not be there: " + provider + " names the provider"));
    }
    check(path, settings);
  }

  private void check(String path, Struct struct) {
    for (Map.Entry<String, Value> entry : struct.getFieldsMap().entrySet()) {
      check(path + "." + entry.getKey(), entry.getValue());
    }
  }

  private void check(String path, Value value) {
    switch (value.getKindCase()) {
      case NUMBER_VALUE -> {
        if (!Double.isFinite(value.getNumberValue())) {
          add(path, "finite", "must be a number that JSON can hold", value.getNumberValue());
        }
      }
      case STRUCT_VALUE -> check(path, value.getStructValue());
      case LIST_VALUE -> {
        for (int i = 0; i < value.getListValue().getValuesCount(); i++) {
          check(path + "[" + i + "]", value.getListValue().getValues(i));
        }
      }
      case KIND_NOT_SET ->
          violations.add(violation(path, "kind", "must have a value; null is null_value"));
      case STRING_VALUE, BOOL_VALUE, NULL_VALUE -> {}
    }
  }

  private void add(String field, String rule, String expected, Object value) {
    violations.add(violation(field, rule, expected + ValueText.suffix(value)));
  }

  private static FieldViolation violation(String field, String rule, String description) {
    return FieldViolation.newBuilder()
        .setField(field)
        .setReason(rule)
        .setDescription(description)
        .build();
  }
}
