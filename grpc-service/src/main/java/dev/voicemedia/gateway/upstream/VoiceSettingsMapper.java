package dev.voicemedia.gateway.upstream;

import dev.voicemedia.client.model.ResembleVoiceSettings.SampleRateEnum;
import dev.voicemedia.client.model.VoiceSettings;
import dev.voicemedia.v1.AwsVoiceSettings;
import dev.voicemedia.v1.AzureVoiceSettings;
import dev.voicemedia.v1.ElevenLabsVoiceSettings;
import dev.voicemedia.v1.InworldVoiceSettings;
import dev.voicemedia.v1.MinimaxVoiceSettings;
import dev.voicemedia.v1.OtherVoiceSettings;
import dev.voicemedia.v1.ResembleVoiceSettings;
import dev.voicemedia.v1.SonioxVoiceSettings;
import dev.voicemedia.v1.TelnyxVoiceSettings;
import dev.voicemedia.v1.XaiVoiceSettings;
import org.jspecify.annotations.Nullable;

/** Settings of the text-to-speech providers; Telnyx distinguishes them by "type". */
final class VoiceSettingsMapper {
  private VoiceSettingsMapper() {}

  static @Nullable VoiceSettings toRest(dev.voicemedia.v1.VoiceSettings settings) {
    return switch (settings.getProviderCase()) {
      case ELEVENLABS -> elevenLabs(settings.getElevenlabs());
      case TELNYX -> telnyx(settings.getTelnyx());
      case AWS -> aws(settings.getAws());
      case MINIMAX -> minimax(settings.getMinimax());
      case AZURE -> azure(settings.getAzure());
      case RESEMBLE -> resemble(settings.getResemble());
      case INWORLD -> inworld(settings.getInworld());
      case XAI -> xai(settings.getXai());
      case SONIOX -> soniox(settings.getSoniox());
      case OTHER -> other(settings.getOther());
      case PROVIDER_NOT_SET -> null;
    };
  }

  private static VoiceSettings elevenLabs(ElevenLabsVoiceSettings settings) {
    return dev.voicemedia.client.model.ElevenLabsVoiceSettings.builder()
        .apiKeyRef(settings.hasApiKeyRef() ? settings.getApiKeyRef() : null)
        .build();
  }

  private static VoiceSettings telnyx(TelnyxVoiceSettings settings) {
    return dev.voicemedia.client.model.TelnyxVoiceSettings.builder()
        .voiceSpeed(settings.hasVoiceSpeed() ? settings.getVoiceSpeed() : null)
        .build();
  }

  private static VoiceSettings aws(AwsVoiceSettings settings) {
    var rest = new dev.voicemedia.client.model.AwsVoiceSettings();
    OpenJson.toMap(settings.getSettings()).forEach(rest::putAdditionalProperty);
    return rest;
  }

  private static VoiceSettings minimax(MinimaxVoiceSettings settings) {
    return dev.voicemedia.client.model.MinimaxVoiceSettings.builder()
        .languageBoost(settings.hasLanguageBoost() ? settings.getLanguageBoost() : null)
        .pitch(settings.hasPitch() ? settings.getPitch() : null)
        .speed(settings.hasSpeed() ? settings.getSpeed() : null)
        .vol(settings.hasVol() ? settings.getVol() : null)
        .build();
  }

  private static VoiceSettings azure(AzureVoiceSettings settings) {
    return dev.voicemedia.client.model.AzureVoiceSettings.builder()
        .apiKeyRef(settings.hasApiKeyRef() ? settings.getApiKeyRef() : null)
        .deploymentId(settings.hasDeploymentId() ? settings.getDeploymentId() : null)
        .effect(WireValues.of(settings.getEffect()))
        .gender(WireValues.of(settings.getGender()))
        .region(settings.hasRegion() ? settings.getRegion() : null)
        .build();
  }

  private static VoiceSettings resemble(ResembleVoiceSettings settings) {
    return dev.voicemedia.client.model.ResembleVoiceSettings.builder()
        .format(WireValues.of(settings.getFormat()))
        .precision(WireValues.of(settings.getPrecision()))
        .sampleRate(
            settings.hasSampleRate() ? SampleRateEnum.fromValue(settings.getSampleRate()) : null)
        .build();
  }

  private static VoiceSettings inworld(InworldVoiceSettings settings) {
    return dev.voicemedia.client.model.InworldVoiceSettings.builder()
        .deliveryMode(WireValues.of(settings.getDeliveryMode()))
        .build();
  }

  private static VoiceSettings xai(XaiVoiceSettings settings) {
    return dev.voicemedia.client.model.XaiVoiceSettings.builder()
        .language(settings.hasLanguage() ? settings.getLanguage() : null)
        .build();
  }

  private static VoiceSettings soniox(SonioxVoiceSettings settings) {
    return dev.voicemedia.client.model.SonioxVoiceSettings.builder()
        .speed(settings.hasSpeed() ? settings.getSpeed() : null)
        .reduceSilence(settings.hasReduceSilence() ? settings.getReduceSilence() : null)
        .build();
  }

  private static VoiceSettings other(OtherVoiceSettings settings) {
    return new OpenVoiceSettings(settings.getType(), OpenJson.toMap(settings.getSettings()));
  }
}
