package dev.voicemedia.gateway.upstream;

import dev.voicemedia.client.model.AzureVoiceSettings.EffectEnum;
import dev.voicemedia.client.model.AzureVoiceSettings.GenderEnum;
import dev.voicemedia.client.model.InworldVoiceSettings.DeliveryModeEnum;
import dev.voicemedia.client.model.ResembleVoiceSettings;
import dev.voicemedia.client.model.ResembleVoiceSettings.PrecisionEnum;
import dev.voicemedia.client.model.SpeakRequest.PayloadTypeEnum;
import dev.voicemedia.client.model.SpeakRequest.ServiceLevelEnum;
import dev.voicemedia.client.model.StartPlaybackRequest.AudioTypeEnum;
import dev.voicemedia.client.model.StartRecordingRequest.ChannelsEnum;
import dev.voicemedia.client.model.StartRecordingRequest.FormatEnum;
import dev.voicemedia.client.model.StartRecordingRequest.RecordingTrackEnum;
import dev.voicemedia.client.model.StartRecordingRequest.TranscriptionEngineEnum;
import dev.voicemedia.client.model.StartRecordingRequest.TrimEnum;
import dev.voicemedia.v1.AudioType;
import dev.voicemedia.v1.AzureEffect;
import dev.voicemedia.v1.AzureGender;
import dev.voicemedia.v1.InworldDeliveryMode;
import dev.voicemedia.v1.Loop;
import dev.voicemedia.v1.PayloadType;
import dev.voicemedia.v1.RecordingChannels;
import dev.voicemedia.v1.RecordingFormat;
import dev.voicemedia.v1.RecordingTrack;
import dev.voicemedia.v1.RecordingTrim;
import dev.voicemedia.v1.ResembleFormat;
import dev.voicemedia.v1.ResemblePrecision;
import dev.voicemedia.v1.ServiceLevel;
import dev.voicemedia.v1.StopScope;
import dev.voicemedia.v1.TargetLegs;
import dev.voicemedia.v1.TranscriptionEngine;
import org.jspecify.annotations.Nullable;

/**
 * Closed value sets of the contract as Telnyx's; null, which is not sent, for what is not set. The
 * switches name every constant, so that a new one does not compile until it is mapped.
 */
final class WireValues {
  private WireValues() {}

  static dev.voicemedia.client.value.Loop of(Loop loop) {
    return loop.hasInfinity()
        ? dev.voicemedia.client.value.Loop.infinite()
        : dev.voicemedia.client.value.Loop.times(loop.getTimes());
  }

  static @Nullable AudioTypeEnum of(AudioType value) {
    return switch (value) {
      case AUDIO_TYPE_MP3 -> AudioTypeEnum.MP3;
      case AUDIO_TYPE_WAV -> AudioTypeEnum.WAV;
      case AUDIO_TYPE_UNSPECIFIED, UNRECOGNIZED -> null;
    };
  }

  static dev.voicemedia.client.model.@Nullable StopScope of(StopScope value) {
    return switch (value) {
      case STOP_SCOPE_CURRENT -> dev.voicemedia.client.model.StopScope.CURRENT;
      case STOP_SCOPE_ALL -> dev.voicemedia.client.model.StopScope.ALL;
      case STOP_SCOPE_UNSPECIFIED, UNRECOGNIZED -> null;
    };
  }

  static dev.voicemedia.client.model.@Nullable TargetLegs of(TargetLegs value) {
    return switch (value) {
      case TARGET_LEGS_SELF -> dev.voicemedia.client.model.TargetLegs.SELF;
      case TARGET_LEGS_OPPOSITE -> dev.voicemedia.client.model.TargetLegs.OPPOSITE;
      case TARGET_LEGS_BOTH -> dev.voicemedia.client.model.TargetLegs.BOTH;
      case TARGET_LEGS_UNSPECIFIED, UNRECOGNIZED -> null;
    };
  }

  static @Nullable FormatEnum of(RecordingFormat value) {
    return switch (value) {
      case RECORDING_FORMAT_WAV -> FormatEnum.WAV;
      case RECORDING_FORMAT_MP3 -> FormatEnum.MP3;
      case RECORDING_FORMAT_UNSPECIFIED, UNRECOGNIZED -> null;
    };
  }

  static @Nullable ChannelsEnum of(RecordingChannels value) {
    return switch (value) {
      case RECORDING_CHANNELS_SINGLE -> ChannelsEnum.SINGLE;
      case RECORDING_CHANNELS_DUAL -> ChannelsEnum.DUAL;
      case RECORDING_CHANNELS_UNSPECIFIED, UNRECOGNIZED -> null;
    };
  }

  static @Nullable RecordingTrackEnum of(RecordingTrack value) {
    return switch (value) {
      case RECORDING_TRACK_BOTH -> RecordingTrackEnum.BOTH;
      case RECORDING_TRACK_INBOUND -> RecordingTrackEnum.INBOUND;
      case RECORDING_TRACK_OUTBOUND -> RecordingTrackEnum.OUTBOUND;
      case RECORDING_TRACK_UNSPECIFIED, UNRECOGNIZED -> null;
    };
  }

  static @Nullable TrimEnum of(RecordingTrim value) {
    return switch (value) {
      case RECORDING_TRIM_TRIM_SILENCE -> TrimEnum.TRIM_SILENCE;
      case RECORDING_TRIM_UNSPECIFIED, UNRECOGNIZED -> null;
    };
  }

  static @Nullable TranscriptionEngineEnum of(TranscriptionEngine value) {
    return switch (value) {
      case TRANSCRIPTION_ENGINE_A -> TranscriptionEngineEnum.A;
      case TRANSCRIPTION_ENGINE_B -> TranscriptionEngineEnum.B;
      case TRANSCRIPTION_ENGINE_DEEPGRAM_NOVA_3 -> TranscriptionEngineEnum.DEEPGRAM_NOVA_3;
      case TRANSCRIPTION_ENGINE_UNSPECIFIED, UNRECOGNIZED -> null;
    };
  }

  static @Nullable PayloadTypeEnum of(PayloadType value) {
    return switch (value) {
      case PAYLOAD_TYPE_TEXT -> PayloadTypeEnum.TEXT;
      case PAYLOAD_TYPE_SSML -> PayloadTypeEnum.SSML;
      case PAYLOAD_TYPE_UNSPECIFIED, UNRECOGNIZED -> null;
    };
  }

  static @Nullable ServiceLevelEnum of(ServiceLevel value) {
    return switch (value) {
      case SERVICE_LEVEL_BASIC -> ServiceLevelEnum.BASIC;
      case SERVICE_LEVEL_PREMIUM -> ServiceLevelEnum.PREMIUM;
      case SERVICE_LEVEL_UNSPECIFIED, UNRECOGNIZED -> null;
    };
  }

  static @Nullable EffectEnum of(AzureEffect value) {
    return switch (value) {
      case AZURE_EFFECT_EQ_CAR -> EffectEnum.EQ_CAR;
      case AZURE_EFFECT_EQ_TELECOMHP8K -> EffectEnum.EQ_TELECOMHP8K;
      case AZURE_EFFECT_UNSPECIFIED, UNRECOGNIZED -> null;
    };
  }

  static @Nullable GenderEnum of(AzureGender value) {
    return switch (value) {
      case AZURE_GENDER_MALE -> GenderEnum.MALE;
      case AZURE_GENDER_FEMALE -> GenderEnum.FEMALE;
      case AZURE_GENDER_UNSPECIFIED, UNRECOGNIZED -> null;
    };
  }

  static ResembleVoiceSettings.@Nullable FormatEnum of(ResembleFormat value) {
    return switch (value) {
      case RESEMBLE_FORMAT_WAV -> ResembleVoiceSettings.FormatEnum.WAV;
      case RESEMBLE_FORMAT_MP3 -> ResembleVoiceSettings.FormatEnum.MP3;
      case RESEMBLE_FORMAT_UNSPECIFIED, UNRECOGNIZED -> null;
    };
  }

  static @Nullable PrecisionEnum of(ResemblePrecision value) {
    return switch (value) {
      case RESEMBLE_PRECISION_PCM_16 -> PrecisionEnum.PCM_16;
      case RESEMBLE_PRECISION_PCM_24 -> PrecisionEnum.PCM_24;
      case RESEMBLE_PRECISION_PCM_32 -> PrecisionEnum.PCM_32;
      case RESEMBLE_PRECISION_MULAW -> PrecisionEnum.MULAW;
      case RESEMBLE_PRECISION_UNSPECIFIED, UNRECOGNIZED -> null;
    };
  }

  static @Nullable DeliveryModeEnum of(InworldDeliveryMode value) {
    return switch (value) {
      case INWORLD_DELIVERY_MODE_STABLE -> DeliveryModeEnum.STABLE;
      case INWORLD_DELIVERY_MODE_BALANCED -> DeliveryModeEnum.BALANCED;
      case INWORLD_DELIVERY_MODE_CREATIVE -> DeliveryModeEnum.CREATIVE;
      case INWORLD_DELIVERY_MODE_UNSPECIFIED, UNRECOGNIZED -> null;
    };
  }
}
