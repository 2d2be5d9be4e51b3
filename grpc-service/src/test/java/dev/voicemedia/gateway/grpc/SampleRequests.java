package dev.voicemedia.gateway.grpc;

import static dev.voicemedia.gateway.grpc.Sample.optional;
import static dev.voicemedia.gateway.grpc.Sample.required;
import static dev.voicemedia.gateway.grpc.Sample.requiredOneOf;
import static dev.voicemedia.gateway.grpc.SampleValues.bytes;
import static dev.voicemedia.gateway.grpc.SampleValues.constants;
import static dev.voicemedia.gateway.grpc.SampleValues.flags;
import static dev.voicemedia.gateway.grpc.SampleValues.loops;
import static dev.voicemedia.gateway.grpc.SampleValues.numbers;
import static dev.voicemedia.gateway.grpc.SampleValues.texts;
import static dev.voicemedia.gateway.grpc.SampleValues.uuids;
import static dev.voicemedia.gateway.grpc.SampleValues.wholeNumbers;

import dev.voicemedia.gateway.grpc.Sample.Member;
import dev.voicemedia.gateway.grpc.Sample.Said;
import dev.voicemedia.v1.AudioType;
import dev.voicemedia.v1.AzureEffect;
import dev.voicemedia.v1.AzureGender;
import dev.voicemedia.v1.AzureVoiceSettings;
import dev.voicemedia.v1.ElevenLabsVoiceSettings;
import dev.voicemedia.v1.InworldDeliveryMode;
import dev.voicemedia.v1.InworldVoiceSettings;
import dev.voicemedia.v1.MinimaxVoiceSettings;
import dev.voicemedia.v1.PauseRecordingRequest;
import dev.voicemedia.v1.PayloadType;
import dev.voicemedia.v1.RecordingChannels;
import dev.voicemedia.v1.RecordingFormat;
import dev.voicemedia.v1.RecordingTrack;
import dev.voicemedia.v1.RecordingTrim;
import dev.voicemedia.v1.ResembleFormat;
import dev.voicemedia.v1.ResemblePrecision;
import dev.voicemedia.v1.ResembleVoiceSettings;
import dev.voicemedia.v1.ResumeRecordingRequest;
import dev.voicemedia.v1.ServiceLevel;
import dev.voicemedia.v1.SonioxVoiceSettings;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.StartPlaybackRequest;
import dev.voicemedia.v1.StartRecordingRequest;
import dev.voicemedia.v1.StopPlaybackRequest;
import dev.voicemedia.v1.StopRecordingRequest;
import dev.voicemedia.v1.StopScope;
import dev.voicemedia.v1.TargetLegs;
import dev.voicemedia.v1.TelnyxVoiceSettings;
import dev.voicemedia.v1.TranscriptionEngine;
import dev.voicemedia.v1.VoiceSettings;
import dev.voicemedia.v1.XaiVoiceSettings;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Valid requests of each kind. */
final class SampleRequests {
  private static final Arbitrary<Said> STOPS =
      constants(Map.of(StopScope.STOP_SCOPE_CURRENT, "current", StopScope.STOP_SCOPE_ALL, "all"));
  private static final Arbitrary<Said> LEGS =
      constants(
          Map.of(
              TargetLegs.TARGET_LEGS_SELF, "self",
              TargetLegs.TARGET_LEGS_OPPOSITE, "opposite",
              TargetLegs.TARGET_LEGS_BOTH, "both"));
  private static final Member CLIENT_STATE = optional("client_state", bytes(0));
  private static final Member COMMAND_ID = optional("command_id", texts(1, 60));

  private SampleRequests() {}

  static Arbitrary<Sample> startPlayback() {
    return Sample.of(
            StartPlaybackRequest.getDefaultInstance(),
            requiredOneOf(
                required("audio_url", texts(1, 80)),
                required("media_name", texts(1, 30)),
                required("playback_content", bytes(1))),
            optional(
                "audio_type",
                constants(
                    Map.of(AudioType.AUDIO_TYPE_MP3, "mp3", AudioType.AUDIO_TYPE_WAV, "wav"))),
            optional("cache_audio", flags()),
            optional("loop", loops()),
            optional("overlay", flags()),
            optional("stop", STOPS),
            optional("target_legs", LEGS),
            CLIENT_STATE,
            COMMAND_ID)
        .filter(
            sample ->
                !sample.json().path("overlay").asBoolean()
                    || !sample.json().has("target_legs")
                    || sample.text("target_legs").equals("self"));
  }

  static Arbitrary<Sample> stopPlayback() {
    return Sample.of(
        StopPlaybackRequest.getDefaultInstance(),
        optional("overlay", flags()),
        optional("stop", STOPS),
        CLIENT_STATE,
        COMMAND_ID);
  }

  static Arbitrary<Sample> startRecording() {
    return Sample.of(
            StartRecordingRequest.getDefaultInstance(),
            required(
                "format",
                constants(
                    Map.of(
                        RecordingFormat.RECORDING_FORMAT_WAV, "wav",
                        RecordingFormat.RECORDING_FORMAT_MP3, "mp3"))),
            required(
                "channels",
                constants(
                    Map.of(
                        RecordingChannels.RECORDING_CHANNELS_SINGLE, "single",
                        RecordingChannels.RECORDING_CHANNELS_DUAL, "dual"))),
            optional("custom_file_name", texts(1, 40)),
            optional("max_length", wholeNumbers(0, 14_400)),
            optional("play_beep", flags()),
            optional(
                "recording_track",
                constants(
                    Map.of(
                        RecordingTrack.RECORDING_TRACK_BOTH, "both",
                        RecordingTrack.RECORDING_TRACK_INBOUND, "inbound",
                        RecordingTrack.RECORDING_TRACK_OUTBOUND, "outbound"))),
            optional("timeout_secs", wholeNumbers(0, Integer.MAX_VALUE)),
            optional(
                "trim",
                constants(Map.of(RecordingTrim.RECORDING_TRIM_TRIM_SILENCE, "trim-silence"))),
            optional("transcription", flags()),
            optional(
                "transcription_engine",
                constants(
                    Map.of(
                        TranscriptionEngine.TRANSCRIPTION_ENGINE_A, "A",
                        TranscriptionEngine.TRANSCRIPTION_ENGINE_B, "B",
                        TranscriptionEngine.TRANSCRIPTION_ENGINE_DEEPGRAM_NOVA_3,
                            "deepgram/nova-3"))),
            optional(
                "transcription_language",
                Arbitraries.oneOf(texts(1, 12), SampleValues.texts("en", "en-US", "tlh-KX"))),
            optional("transcription_min_speaker_count", wholeNumbers(1, 8)),
            optional("transcription_max_speaker_count", wholeNumbers(1, 8)),
            optional("transcription_profanity_filter", flags()),
            optional("transcription_speaker_diarization", flags()),
            CLIENT_STATE,
            COMMAND_ID)
        .filter(SampleRequests::suitsItsEngine);
  }

  private static boolean suitsItsEngine(Sample sample) {
    String engine = sample.text("transcription_engine");
    String language = sample.text("transcription_language");
    boolean engineA = engine.isEmpty() || engine.equals("A");
    boolean optionsOfA =
        sample.json().has("transcription_min_speaker_count")
            || sample.json().has("transcription_max_speaker_count")
            || sample.json().path("transcription_profanity_filter").asBoolean()
            || sample.json().path("transcription_speaker_diarization").asBoolean();
    boolean english = language.isEmpty() || language.matches("(?s)en(-.*)?");
    return (engineA || !optionsOfA)
        && (!engine.equals("deepgram/nova-3") || english)
        && sample.json().path("transcription_min_speaker_count").asInt()
            <= sample.json().path("transcription_max_speaker_count").asInt(8);
  }

  static Arbitrary<Sample> stopRecording() {
    return Sample.of(
        StopRecordingRequest.getDefaultInstance(),
        optional("recording_id", uuids()),
        CLIENT_STATE,
        COMMAND_ID);
  }

  static Arbitrary<Sample> pauseRecording() {
    return Sample.of(
        PauseRecordingRequest.getDefaultInstance(),
        optional("recording_id", uuids()),
        CLIENT_STATE,
        COMMAND_ID);
  }

  static Arbitrary<Sample> resumeRecording() {
    return Sample.of(
        ResumeRecordingRequest.getDefaultInstance(),
        optional("recording_id", uuids()),
        CLIENT_STATE,
        COMMAND_ID);
  }

  static Arbitrary<Sample> speak() {
    return Sample.of(
            SpeakRequest.getDefaultInstance(),
            required("payload", texts(1, 3000)),
            required("voice", texts(1, 40)),
            optional(
                "language", Arbitraries.oneOf(texts(1, 12), SampleValues.texts("en-US", "tlh"))),
            optional("loop", loops()),
            optional(
                "payload_type",
                constants(
                    Map.of(
                        PayloadType.PAYLOAD_TYPE_TEXT, "text",
                        PayloadType.PAYLOAD_TYPE_SSML, "ssml"))),
            optional(
                "service_level",
                constants(
                    Map.of(
                        ServiceLevel.SERVICE_LEVEL_BASIC, "basic",
                        ServiceLevel.SERVICE_LEVEL_PREMIUM, "premium"))),
            optional("stop", STOPS),
            optional("target_legs", LEGS),
            optional("voice_settings", voiceSettings()),
            CLIENT_STATE,
            COMMAND_ID)
        .filter(
            sample ->
                !sample.text("service_level").equals("basic")
                    || (sample.json().path("language").asText("en-US").equals("en-US")
                        && !sample.text("payload_type").equals("ssml")));
  }

  private static Arbitrary<Said> voiceSettings() {
    return Arbitraries.oneOf(
        provider(
            "elevenlabs",
            Sample.of(
                ElevenLabsVoiceSettings.getDefaultInstance(),
                optional("api_key_ref", texts(0, 20)))),
        provider(
            "telnyx",
            Sample.of(
                TelnyxVoiceSettings.getDefaultInstance(),
                optional("voice_speed", numbers(0.1, 2)))),
        SampleValues.awsSettings(),
        provider(
            "minimax",
            Sample.of(
                MinimaxVoiceSettings.getDefaultInstance(),
                optional("language_boost", SampleValues.texts("auto", "Chinese,Yue", "Klingon")),
                optional("pitch", wholeNumbers(Integer.MIN_VALUE, Integer.MAX_VALUE)),
                optional("speed", numbers(-1000, 1000)),
                optional("vol", numbers(-1000, 1000)))),
        provider(
            "azure",
            Sample.of(
                AzureVoiceSettings.getDefaultInstance(),
                optional("api_key_ref", texts(0, 20)),
                optional("deployment_id", texts(0, 20)),
                optional(
                    "effect",
                    constants(
                        Map.of(
                            AzureEffect.AZURE_EFFECT_EQ_CAR, "eq_car",
                            AzureEffect.AZURE_EFFECT_EQ_TELECOMHP8K, "eq_telecomhp8k"))),
                optional(
                    "gender",
                    constants(
                        Map.of(
                            AzureGender.AZURE_GENDER_MALE, "Male",
                            AzureGender.AZURE_GENDER_FEMALE, "Female"))),
                optional("region", texts(0, 20)))),
        provider(
            "resemble",
            Sample.of(
                ResembleVoiceSettings.getDefaultInstance(),
                optional(
                    "format",
                    constants(
                        Map.of(
                            ResembleFormat.RESEMBLE_FORMAT_WAV, "wav",
                            ResembleFormat.RESEMBLE_FORMAT_MP3, "mp3"))),
                optional(
                    "precision",
                    constants(
                        Map.of(
                            ResemblePrecision.RESEMBLE_PRECISION_PCM_16, "PCM_16",
                            ResemblePrecision.RESEMBLE_PRECISION_PCM_24, "PCM_24",
                            ResemblePrecision.RESEMBLE_PRECISION_PCM_32, "PCM_32",
                            ResemblePrecision.RESEMBLE_PRECISION_MULAW, "MULAW"))),
                optional(
                    "sample_rate",
                    SampleValues.texts("8000", "16000", "22050", "32000", "44100", "48000")))),
        provider(
            "inworld",
            Sample.of(
                InworldVoiceSettings.getDefaultInstance(),
                optional(
                    "delivery_mode",
                    constants(
                        Map.of(
                            InworldDeliveryMode.INWORLD_DELIVERY_MODE_STABLE, "STABLE",
                            InworldDeliveryMode.INWORLD_DELIVERY_MODE_BALANCED, "BALANCED",
                            InworldDeliveryMode.INWORLD_DELIVERY_MODE_CREATIVE, "CREATIVE"))))),
        provider(
            "xai",
            Sample.of(XaiVoiceSettings.getDefaultInstance(), optional("language", texts(0, 12)))),
        provider(
            "soniox",
            Sample.of(
                SonioxVoiceSettings.getDefaultInstance(),
                optional("speed", numbers(0.7, 1.3)),
                optional("reduce_silence", flags()))),
        SampleValues.otherSettings());
  }

  private static Arbitrary<Said> provider(String type, Arbitrary<Sample> settings) {
    return settings.map(
        sample ->
            new Said(
                VoiceSettings.newBuilder()
                    .setField(VoiceSettings.getDescriptor().findFieldByName(type), sample.message())
                    .build(),
                sample.json().put("type", type)));
  }
}
