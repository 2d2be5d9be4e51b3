package dev.voicemedia.gateway.grpc;

import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import dev.voicemedia.v1.GatherUsingSpeakRequest;
import dev.voicemedia.v1.PayloadType;
import dev.voicemedia.v1.ServiceLevel;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.StartPlaybackRequest;
import dev.voicemedia.v1.StartRecordingRequest;
import dev.voicemedia.v1.TargetLegs;
import dev.voicemedia.v1.TranscriptionEngine;
import dev.voicemedia.v1.VoiceSettings;

/**
 * Rules on audio that the contract states in words, most of them because they look at more than one
 * field. They are Telnyx's, but for the options of engine A: Telnyx would ignore them with another
 * engine, where a caller is better off with an error. A field that is not set breaks no rule:
 * {@code overlay} without {@code target_legs} is let through, as Telnyx then assumes self, and so
 * are engine A's options without an engine.
 */
final class ActionRules {
  private static final String BASIC_LANGUAGE = "en-US";

  private final Violations violations;

  private ActionRules(Violations violations) {
    this.violations = violations;
  }

  /** Adds every violation; none for a message that no rule is about. */
  static void check(Message request, Violations violations) {
    ActionRules rules = new ActionRules(violations);
    if (request instanceof StartPlaybackRequest playback) {
      rules.check(playback);
    } else if (request instanceof StartRecordingRequest recording) {
      rules.check(recording);
    } else if (request instanceof SpeakRequest speak) {
      rules.check(speak);
    } else if (request instanceof GatherUsingSpeakRequest gather) {
      rules.check(gather);
    }
  }

  private void check(StartPlaybackRequest request) {
    TargetLegs legs = request.getTargetLegs();
    boolean others = legs == TargetLegs.TARGET_LEGS_OPPOSITE || legs == TargetLegs.TARGET_LEGS_BOTH;
    if (request.getOverlay() && others) {
      violations.add(
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
      violations.add(
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
      violations.add(
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
      violations.add(
          "transcription_min_speaker_count",
          rule,
          expected,
          request.getTranscriptionMinSpeakerCount());
    }
    if (request.hasTranscriptionMaxSpeakerCount()) {
      violations.add(
          "transcription_max_speaker_count",
          rule,
          expected,
          request.getTranscriptionMaxSpeakerCount());
    }
    if (request.getTranscriptionProfanityFilter()) {
      violations.add("transcription_profanity_filter", rule, expected, true);
    }
    if (request.getTranscriptionSpeakerDiarization()) {
      violations.add("transcription_speaker_diarization", rule, expected, true);
    }
  }

  private void check(SpeakRequest request) {
    checkSpeech(
        request.getServiceLevel(),
        request.hasLanguage() ? request.getLanguage() : BASIC_LANGUAGE,
        request.getPayloadType(),
        request.getVoiceSettings());
  }

  private void check(GatherUsingSpeakRequest request) {
    checkSpeech(
        request.getServiceLevel(),
        request.hasLanguage() ? request.getLanguage() : BASIC_LANGUAGE,
        request.getPayloadType(),
        request.getVoiceSettings());
  }

  private void checkSpeech(
      ServiceLevel level, String language, PayloadType type, VoiceSettings voice) {
    if (level == ServiceLevel.SERVICE_LEVEL_BASIC) {
      if (!language.equals(BASIC_LANGUAGE)) {
        violations.add(
            "language",
            "basic_needs_en_us",
            "must be " + BASIC_LANGUAGE + ", or not set, with SERVICE_LEVEL_BASIC",
            language);
      }
      if (type == PayloadType.PAYLOAD_TYPE_SSML) {
        violations.add(
            "payload_type",
            "basic_needs_text",
            "must be PAYLOAD_TYPE_TEXT, or not set, with SERVICE_LEVEL_BASIC",
            type.getValueDescriptor());
      }
    }
    if (voice.hasAws()) {
      checkOpen("voice_settings.aws.settings", voice.getAws().getSettings(), "the field aws");
    } else if (voice.hasOther()) {
      checkOpen("voice_settings.other.settings", voice.getOther().getSettings(), "type beside it");
    }
  }

  private void checkOpen(String path, Struct settings, String provider) {
    if (settings.containsFields("type")) {
      violations.add(
          path + ".type", "no_type", "must not be there: " + provider + " names the provider");
    }
    violations.addFaultsOf(path, settings);
  }
}
