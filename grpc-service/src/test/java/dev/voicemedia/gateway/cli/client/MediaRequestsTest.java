package dev.voicemedia.gateway.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import dev.voicemedia.v1.PauseRecordingRequest;
import dev.voicemedia.v1.ResumeRecordingRequest;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.StartPlaybackRequest;
import dev.voicemedia.v1.StartRecordingRequest;
import dev.voicemedia.v1.StopPlaybackRequest;
import dev.voicemedia.v1.StopRecordingRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the media actions on the command line send to the gateway. */
final class MediaRequestsTest {
  private final CommandRun command = new CommandRun();

  @TempDir Path folder;

  @AfterEach
  void stop() {
    command.close();
  }

  @Test
  void whatIsNotGivenIsNotSet() {
    assertRequest(
        SpeakRequest.newBuilder(),
        "call_control_id: 'c' payload: 'Hello' voice: 'female'",
        "speak",
        "--call=c",
        "Hello");
    assertRequest(
        StartPlaybackRequest.newBuilder(),
        "call_control_id: 'c' media_name: 'm'",
        "play",
        "--call=c",
        "--media-name=m");
    assertRequest(
        StopPlaybackRequest.newBuilder(), "call_control_id: 'c'", "stop-play", "--call", "c");
    assertRequest(
        StartRecordingRequest.newBuilder(),
        "call_control_id: 'c' format: RECORDING_FORMAT_MP3 channels: RECORDING_CHANNELS_SINGLE",
        "record",
        "start",
        "--call=c");
    assertRequest(
        StopRecordingRequest.newBuilder(), "call_control_id: 'c'", "record", "stop", "--call=c");
  }

  @Test
  void everythingThatAPlayCanSay() throws IOException {
    String common = "call_control_id: 'v3:c=' client_state: 'état' command_id: 'cmd' ";
    assertRequest(
        StartPlaybackRequest.newBuilder(),
        common
            + "audio_url: 'https://a/b.wav' audio_type: AUDIO_TYPE_WAV cache_audio: false"
            + " loop { times: 3 } overlay: true stop: STOP_SCOPE_ALL"
            + " target_legs: TARGET_LEGS_SELF",
        "play",
        "--call=v3:c=",
        "--client-state=état",
        "--command-id=cmd",
        "--audio-url=https://a/b.wav",
        "--audio-type=wav",
        "--no-cache-audio",
        "--loop=3",
        "--overlay",
        "--stop=all",
        "--target-legs=self");
    Path file = Files.write(folder.resolve("a.mp3"), new byte[] {1, 0, -1});
    assertRequest(
        StartPlaybackRequest.newBuilder(),
        "call_control_id: 'c' playback_content: '\\001\\000\\377' cache_audio: true overlay: false"
            + " loop { infinity: true }",
        "play",
        "--call=c",
        "--playback-content=" + file,
        "--cache-audio",
        "--no-overlay",
        "--loop=infinity");
    assertRequest(
        StopPlaybackRequest.newBuilder(),
        common + "overlay: false stop: STOP_SCOPE_CURRENT",
        "stop-play",
        "--call=v3:c=",
        "--client-state=état",
        "--command-id=cmd",
        "--no-overlay",
        "--stop=current");
  }

  @Test
  void everythingThatARecordingCanSay() {
    assertRequest(
        StartRecordingRequest.newBuilder(),
        "call_control_id: 'c' format: RECORDING_FORMAT_WAV channels: RECORDING_CHANNELS_DUAL"
            + " custom_file_name: 'n' max_length: 0 play_beep: true"
            + " recording_track: RECORDING_TRACK_INBOUND timeout_secs: 0"
            + " trim: RECORDING_TRIM_TRIM_SILENCE transcription: false"
            + " transcription_engine: TRANSCRIPTION_ENGINE_DEEPGRAM_NOVA_3"
            + " transcription_language: 'en' transcription_min_speaker_count: 1"
            + " transcription_max_speaker_count: 4 transcription_profanity_filter: true"
            + " transcription_speaker_diarization: false client_state: 's' command_id: 'cmd'",
        "record",
        "start",
        "--call=c",
        "--format=wav",
        "--channels=dual",
        "--custom-file-name=n",
        "--max-length=0",
        "--play-beep",
        "--recording-track=inbound",
        "--timeout-secs=0",
        "--trim=trim-silence",
        "--no-transcription",
        "--transcription-engine=deepgram/nova-3",
        "--transcription-language=en",
        "--transcription-min-speaker-count=1",
        "--transcription-max-speaker-count=4",
        "--transcription-profanity-filter",
        "--no-transcription-speaker-diarization",
        "--client-state=s",
        "--command-id=cmd");
    Map<String, Message.Builder> others =
        Map.of(
            "stop", StopRecordingRequest.newBuilder(),
            "pause", PauseRecordingRequest.newBuilder(),
            "resume", ResumeRecordingRequest.newBuilder());
    others.forEach(
        (name, request) ->
            assertRequest(
                request,
                "call_control_id: 'c' recording_id: 'r' client_state: 's' command_id: 'cmd'",
                "record",
                name,
                "--call=c",
                "--recording-id=r",
                "--client-state=s",
                "--command-id=cmd"));
  }

  @Test
  void everythingThatASpeechCanSay() {
    assertRequest(
        SpeakRequest.newBuilder(),
        "call_control_id: 'c' payload: '<speak/>' voice: 'Azure.x' language: 'tlh'"
            + " loop { infinity: true } payload_type: PAYLOAD_TYPE_SSML"
            + " service_level: SERVICE_LEVEL_PREMIUM stop: STOP_SCOPE_CURRENT"
            + " target_legs: TARGET_LEGS_BOTH client_state: 's' command_id: 'cmd'"
            + " voice_settings { azure { api_key_ref: 'k' deployment_id: 'a=b.c'"
            + "   effect: AZURE_EFFECT_EQ_CAR gender: AZURE_GENDER_FEMALE region: 'eastus' } }",
        "speak",
        "<speak/>",
        "--call=c",
        "--voice=Azure.x",
        "--language=tlh",
        "--loop=infinity",
        "--payload-type=ssml",
        "--service-level=premium",
        "--stop=current",
        "--target-legs=both",
        "--client-state=s",
        "--command-id=cmd",
        "--voice-setting=azure.api_key_ref=k",
        "--voice-setting=azure.deployment_id=a=b.c",
        "--voice-setting=azure.effect=eq_car",
        "--voice-setting=azure.gender=Female",
        "--voice-setting",
        "azure.region=eastus");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          elevenlabs.api_key_ref=k              | elevenlabs { api_key_ref: 'k' }
          telnyx                                | telnyx {}
          telnyx.voice_speed=1.25               | telnyx { voice_speed: 1.25 }
          minimax.language_boost=Chinese,Yue    | minimax { language_boost: 'Chinese,Yue' }
          minimax.pitch=-2 minimax.vol=0        | minimax { pitch: -2 vol: 0 }
          resemble.precision=PCM_16 resemble.sample_rate=8000 resemble.format=wav | \
          resemble { precision: RESEMBLE_PRECISION_PCM_16 sample_rate: '8000' format: RESEMBLE_FORMAT_WAV }
          inworld.delivery_mode=stable          | inworld { delivery_mode: INWORLD_DELIVERY_MODE_STABLE }
          xai.language=en                       | xai { language: 'en' }
          soniox.speed=0.9 soniox.reduce_silence=true | soniox { speed: 0.9 reduce_silence: true }
          rime                                  | other { type: 'rime' }
          rime.voice_speed=1.5 rime.x=y         | \
          other { type: 'rime' settings { fields { key: 'voice_speed' value { number_value: 1.5 } } \
          fields { key: 'x' value { string_value: 'y' } } } }
          aws.engine=neural aws.n=1.5           | \
          aws { settings { fields { key: 'engine' value { string_value: 'neural' } } \
          fields { key: 'n' value { number_value: 1.5 } } } }
          aws.flag=true aws.text={oops          | \
          aws { settings { fields { key: 'flag' value { bool_value: true } } \
          fields { key: 'text' value { string_value: '{oops' } } } }
          """)
  void voiceSettingsOfEveryProvider(String arguments, String settings) {
    List<String> words = new ArrayList<>(List.of("speak", "--call=c", "Hi"));
    for (String argument : arguments.split(" ", -1)) {
      words.add("--voice-setting=" + argument);
    }

    assertRequest(
        SpeakRequest.newBuilder(),
        "call_control_id: 'c' payload: 'Hi' voice: 'female' voice_settings { " + settings + " }",
        words.toArray(String[]::new));
  }

  private void assertRequest(Message.Builder expected, String fields, String... arguments) {
    try {
      TextFormat.Parser.newBuilder().build().merge(fields, expected);
    } catch (TextFormat.ParseException e) {
      throw new IllegalArgumentException(fields, e);
    }

    assertThat(command.run(arguments)).as(command.err()).isZero();
    assertThat(command.gateway().takeRequest()).isEqualTo(expected.build());
  }
}
