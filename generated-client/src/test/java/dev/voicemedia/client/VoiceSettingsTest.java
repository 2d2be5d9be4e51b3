package dev.voicemedia.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.voicemedia.client.model.AwsVoiceSettings;
import dev.voicemedia.client.model.AzureVoiceSettings;
import dev.voicemedia.client.model.ElevenLabsVoiceSettings;
import dev.voicemedia.client.model.InworldVoiceSettings;
import dev.voicemedia.client.model.MinimaxVoiceSettings;
import dev.voicemedia.client.model.ResembleVoiceSettings;
import dev.voicemedia.client.model.SpeakRequest;
import dev.voicemedia.client.model.TelnyxVoiceSettings;
import dev.voicemedia.client.model.VoiceSettings;
import dev.voicemedia.client.model.XaiVoiceSettings;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class VoiceSettingsTest {

  private static final ObjectMapper JSON = ApiClient.createDefaultObjectMapper();

  static Stream<Arguments> kinds() {
    VoiceSettings aws = new AwsVoiceSettings().putAdditionalProperty("engine", "neural");
    return Stream.of(
        Arguments.of(
            new ElevenLabsVoiceSettings().apiKeyRef("my_key"),
            "{\"type\": \"elevenlabs\", \"api_key_ref\": \"my_key\"}"),
        Arguments.of(
            new TelnyxVoiceSettings().voiceSpeed(1.25),
            "{\"type\": \"telnyx\", \"voice_speed\": 1.25}"),
        Arguments.of(aws, "{\"type\": \"aws\", \"engine\": \"neural\"}"),
        Arguments.of(
            new MinimaxVoiceSettings().speed(0.9).vol(2.0).pitch(-3).languageBoost("Chinese,Yue"),
            "{\"type\": \"minimax\", \"speed\": 0.9, \"vol\": 2.0, \"pitch\": -3,"
                + " \"language_boost\": \"Chinese,Yue\"}"),
        Arguments.of(
            new AzureVoiceSettings()
                .apiKeyRef("azure_key")
                .deploymentId("d-1")
                .effect(AzureVoiceSettings.EffectEnum.EQ_TELECOMHP8K)
                .gender(AzureVoiceSettings.GenderEnum.FEMALE)
                .region("eastus"),
            "{\"type\": \"azure\", \"api_key_ref\": \"azure_key\", \"deployment_id\": \"d-1\","
                + " \"effect\": \"eq_telecomhp8k\", \"gender\": \"Female\", \"region\": \"eastus\"}"),
        Arguments.of(
            new ResembleVoiceSettings()
                .format(ResembleVoiceSettings.FormatEnum.WAV)
                .precision(ResembleVoiceSettings.PrecisionEnum.MULAW)
                .sampleRate(ResembleVoiceSettings.SampleRateEnum._8000),
            "{\"type\": \"resemble\", \"format\": \"wav\", \"precision\": \"MULAW\","
                + " \"sample_rate\": \"8000\"}"),
        Arguments.of(
            new InworldVoiceSettings().deliveryMode(InworldVoiceSettings.DeliveryModeEnum.CREATIVE),
            "{\"type\": \"inworld\", \"delivery_mode\": \"CREATIVE\"}"),
        Arguments.of(
            new XaiVoiceSettings().language("en"), "{\"type\": \"xai\", \"language\": \"en\"}"));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyKindIsWrittenWithItsTypeAndReadBackAsItsClass(VoiceSettings settings, String json)
      throws Exception {
    String written = JSON.writeValueAsString(new SpeakRequest().voiceSettings(settings));
    VoiceSettings read = JSON.readValue(json, VoiceSettings.class);

    assertThat(JSON.readTree(written).path("voice_settings")).isEqualTo(JSON.readTree(json));
    assertThat(read).isExactlyInstanceOf(settings.getClass());
    assertThat(JSON.readTree(JSON.writeValueAsString(read))).isEqualTo(JSON.readTree(json));
  }

  @Test
  void aSettingTheDocumentDoesNotNameIsSentAndReadBack() throws Exception {
    TelnyxVoiceSettings settings = new TelnyxVoiceSettings().voiceSpeed(0.1);
    settings.putAdditionalProperty("warmth", 3);

    String written = JSON.writeValueAsString(settings);

    assertThat(JSON.readTree(written))
        .isEqualTo(JSON.readTree("{\"type\":\"telnyx\",\"voice_speed\":0.1,\"warmth\":3}"));
    assertThat(JSON.readValue(written, VoiceSettings.class).getAdditionalProperty("warmth"))
        .isEqualTo(3);
  }
}
