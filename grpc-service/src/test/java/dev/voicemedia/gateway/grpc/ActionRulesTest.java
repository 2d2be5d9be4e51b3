package dev.voicemedia.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.rpc.BadRequest.FieldViolation;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.StartPlaybackRequest;
import dev.voicemedia.v1.StartRecordingRequest;
import dev.voicemedia.v1.StopRecordingRequest;
import io.grpc.Status.Code;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests are refused before anything is sent, and what the refusal says. */
final class ActionRulesTest {
  private static final String PLAYBACK = "call_control_id: 'c' audio_url: 'https://a/b.mp3' ";
  private static final String RECORDING =
      "call_control_id: 'c' format: RECORDING_FORMAT_WAV channels: RECORDING_CHANNELS_DUAL ";
  private static final String SPEAK = "call_control_id: 'c' payload: 'Hi' voice: 'female' ";

  private final FakeTelnyx telnyx = new FakeTelnyx();

  @AfterEach
  void stop() throws IOException {
    telnyx.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "overlay: true",
        "overlay: true target_legs: TARGET_LEGS_SELF",
        "overlay: false target_legs: TARGET_LEGS_BOTH",
        "target_legs: TARGET_LEGS_OPPOSITE",
        "loop { times: 1 }",
        "loop { times: 100 }",
        "loop { infinity: true }",
        "client_state: ''",
      })
  void playbacksThatBreakNoRule(String fields) {
    assertThat(playback(PLAYBACK + fields)).isEmpty();
  }

  @Test
  void overlayReachesTheOwnLegOnly() {
    assertThat(playback(PLAYBACK + "overlay: true target_legs: TARGET_LEGS_BOTH"))
        .containsExactly(
            "target_legs: must be TARGET_LEGS_SELF, or not set, with overlay true,"
                + " was TARGET_LEGS_BOTH");
    assertThat(playback(PLAYBACK + "overlay: true target_legs: TARGET_LEGS_OPPOSITE")).hasSize(1);
  }

  @Test
  void aPlaybackHasOneSourceThatIsNotEmpty() {
    assertThat(playback("call_control_id: 'c'"))
        .containsExactly(
            "source: exactly one of audio_url, media_name, playback_content must be set");
    assertThat(playback("call_control_id: 'c' media_name: ''"))
        .containsExactly("media_name: must be at least 1 characters, was \"\"");
    assertThat(playback("call_control_id: 'c' playback_content: ''"))
        .containsExactly("playback_content: must be at least 1 bytes");
  }

  @Test
  void aLoopIs1To100TimesOrInfinite() {
    assertThat(playback(PLAYBACK + "loop { times: 0 }"))
        .containsExactly(
            "loop.times: must be greater than or equal to 1 and less than or equal to 100, was 0");
    assertThat(playback(PLAYBACK + "loop { times: 101 }")).hasSize(1);
    assertThat(playback(PLAYBACK + "loop { infinity: false }"))
        .containsExactly("loop.infinity: must equal true, was false");
    assertThat(playback(PLAYBACK + "loop {}"))
        .containsExactly("loop.value: exactly one of times, infinity must be set");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", ".."})
  void aCallControlIdIsAPathSegment(String id) {
    assertThat(playback("call_control_id: '" + id + "' media_name: 'm'"))
        .singleElement()
        .asString()
        .startsWith("call_control_id: must ")
        .endsWith(", was \"" + id + "\"");
  }

  @Test
  void anUnknownEnumNumberIsReportedWithTheNamesThatAreKnown() {
    assertThat(playback(PLAYBACK + "audio_type: 9 stop: 3"))
        .containsExactly(
            "audio_type: must be one of AUDIO_TYPE_MP3, AUDIO_TYPE_WAV, was 9",
            "stop: must be one of STOP_SCOPE_CURRENT, STOP_SCOPE_ALL, was 3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "custom_file_name: 'x'",
        "max_length: 0 timeout_secs: 0",
        "max_length: 14400 timeout_secs: 86400",
        "transcription_min_speaker_count: 3 transcription_max_speaker_count: 3",
        "transcription_min_speaker_count: 9",
        "transcription_max_speaker_count: 1",
        "transcription_profanity_filter: true transcription_speaker_diarization: true",
        "transcription_engine: TRANSCRIPTION_ENGINE_A transcription_min_speaker_count: 1"
            + " transcription_profanity_filter: true",
        "transcription_engine: TRANSCRIPTION_ENGINE_B transcription_language: 'tlh'"
            + " transcription_profanity_filter: false transcription_speaker_diarization: false",
        "transcription_engine: TRANSCRIPTION_ENGINE_DEEPGRAM_NOVA_3",
        "transcription_engine: TRANSCRIPTION_ENGINE_DEEPGRAM_NOVA_3 transcription_language: 'en'",
        "transcription_engine: TRANSCRIPTION_ENGINE_DEEPGRAM_NOVA_3 transcription_language: 'en-X'",
      })
  void recordingsThatBreakNoRule(String fields) {
    assertThat(recording(RECORDING + fields)).isEmpty();
  }

  @Test
  void formatAndChannelsAreRequired() {
    assertThat(recording("call_control_id: 'c'"))
        .containsExactly(
            "format: must be one of RECORDING_FORMAT_WAV, RECORDING_FORMAT_MP3, was 0",
            "channels: must be one of RECORDING_CHANNELS_SINGLE, RECORDING_CHANNELS_DUAL, was 0");
  }

  @Test
  void lengthsOfARecordingHaveLimits() {
    assertThat(recording(RECORDING + "max_length: 14401 timeout_secs: -1"))
        .containsExactly(
            "max_length: must be greater than or equal to 0 and less than or equal to 14400,"
                + " was 14401",
            "timeout_secs: must be greater than or equal to 0, was -1");
    assertThat(recording(RECORDING + "custom_file_name: ''"))
        .containsExactly("custom_file_name: must be at least 1 characters, was \"\"");
    assertThat(recording(RECORDING + "custom_file_name: '" + "😀".repeat(40) + "'")).isEmpty();
    assertThat(recording(RECORDING + "custom_file_name: '" + "😀".repeat(41) + "'"))
        .containsExactly(
            "custom_file_name: must be at most 40 characters, was \"" + "😀".repeat(40) + "…\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"de", "eng", "EN", "auto_detect"})
  void nova3TakesEnglishOnly(String language) {
    assertThat(
            recording(
                RECORDING
                    + "transcription_engine: TRANSCRIPTION_ENGINE_DEEPGRAM_NOVA_3"
                    + " transcription_language: '"
                    + language
                    + "'"))
        .containsExactly(
            "transcription_language: must be en, or start with en-, with"
                + " TRANSCRIPTION_ENGINE_DEEPGRAM_NOVA_3, was \""
                + language
                + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRANSCRIPTION_ENGINE_B", "TRANSCRIPTION_ENGINE_DEEPGRAM_NOVA_3"})
  void speakersAndProfanitiesAreForEngineA(String engine) {
    String end = ": must not be set with " + engine + ": only engine A knows it, was ";
    assertThat(
            recording(
                RECORDING
                    + "transcription_min_speaker_count: 2 transcription_max_speaker_count: 4"
                    + " transcription_profanity_filter: true"
                    + " transcription_speaker_diarization: true transcription_engine: "
                    + engine))
        .containsExactly(
            "transcription_min_speaker_count" + end + "2",
            "transcription_max_speaker_count" + end + "4",
            "transcription_profanity_filter" + end + "true",
            "transcription_speaker_diarization" + end + "true");
  }

  @Test
  void thereAreNotFewerSpeakersAtMostThanAtLeast() {
    assertThat(
            recording(
                RECORDING
                    + "transcription_min_speaker_count: 5 transcription_max_speaker_count: 4"))
        .containsExactly(
            "transcription_min_speaker_count: must not be above transcription_max_speaker_count,"
                + " which is 4, was 5");
    assertThat(recording(RECORDING + "transcription_min_speaker_count: 0"))
        .containsExactly(
            "transcription_min_speaker_count: must be greater than or equal to 1, was 0");
  }

  @Test
  void aRecordingIsNamedByAUuid() {
    assertThat(
            violations(
                StopRecordingRequest.newBuilder(), "call_control_id: 'c' recording_id: 'last'"))
        .containsExactly("recording_id: must be a valid UUID, was \"last\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "service_level: SERVICE_LEVEL_BASIC",
        "service_level: SERVICE_LEVEL_BASIC language: 'en-US' payload_type: PAYLOAD_TYPE_TEXT",
        "service_level: SERVICE_LEVEL_PREMIUM language: 'de-DE' payload_type: PAYLOAD_TYPE_SSML",
        "language: 'tlh' payload_type: PAYLOAD_TYPE_SSML",
        "voice_settings { aws { settings { fields { key: 'a' value { struct_value {"
            + " fields { key: 'type' value { null_value: NULL_VALUE } } } } } } } }",
        "voice_settings { telnyx { voice_speed: 0.1 } }",
        "voice_settings { elevenlabs {} }",
      })
  void speechesThatBreakNoRule(String fields) {
    assertThat(speak(SPEAK + fields)).isEmpty();
  }

  @Test
  void theBasicServiceLevelIsForEnglishText() {
    assertThat(
            speak(
                SPEAK
                    + "service_level: SERVICE_LEVEL_BASIC language: 'en-GB'"
                    + " payload_type: PAYLOAD_TYPE_SSML"))
        .containsExactly(
            "language: must be en-US, or not set, with SERVICE_LEVEL_BASIC, was \"en-GB\"",
            "payload_type: must be PAYLOAD_TYPE_TEXT, or not set, with SERVICE_LEVEL_BASIC,"
                + " was PAYLOAD_TYPE_SSML");
  }

  @Test
  void aPayloadIsCountedInCharacters() {
    String longest = "😀".repeat(3000);
    assertThat(speak("call_control_id: 'c' voice: 'female' payload: '" + longest + "'")).isEmpty();
    assertThat(speak("call_control_id: 'c' voice: 'female' payload: '" + longest + "!'"))
        .containsExactly(
            "payload: must be at most 3000 characters, was \"" + "😀".repeat(40) + "…\"");
    assertThat(speak("call_control_id: 'c' voice: 'female' payload: ''"))
        .containsExactly("payload: must be at least 1 characters, was \"\"");
  }

  @Test
  void voiceSettingsAreCheckedByProvider() {
    assertThat(speak(SPEAK + "voice_settings {}"))
        .containsExactly(
            "voice_settings.provider: exactly one of elevenlabs, telnyx, aws, minimax, azure,"
                + " resemble, inworld, xai, soniox, other must be set");
    assertThat(speak(SPEAK + "voice_settings { soniox { speed: 1.31 } }"))
        .containsExactly(
            "voice_settings.soniox.speed: must be greater than or equal to 0.7 and less than or"
                + " equal to 1.3, was 1.31");
    assertThat(speak(SPEAK + "voice_settings { other {} }"))
        .containsExactly("voice_settings.other.type: must be at least 1 characters, was \"\"");
    assertThat(speak(SPEAK + "voice_settings { telnyx { voice_speed: 2.5 } }"))
        .containsExactly(
            "voice_settings.telnyx.voice_speed: must be greater than or equal to 0.1 and less"
                + " than or equal to 2, was 2.5");
    assertThat(speak(SPEAK + "voice_settings { minimax { speed: nan vol: inf } }"))
        .containsExactly(
            "voice_settings.minimax.speed: must be finite, was NaN",
            "voice_settings.minimax.vol: must be finite, was Infinity");
    assertThat(speak(SPEAK + "voice_settings { resemble { sample_rate: '8001' precision: 7 } }"))
        .hasSize(2);
  }

  @Test
  void awsSettingsAreWhatJsonCanSayAndDoNotNameTheirType() {
    assertThat(
            speak(
                SPEAK
                    + "voice_settings { aws { settings {"
                    + " fields { key: 'type' value { string_value: 'aws' } }"
                    + " fields { key: 'n' value { list_value {"
                    + "   values { number_value: 1 } values { number_value: nan } } } }"
                    + " fields { key: 'v' value {} } } } }"))
        .containsExactlyInAnyOrder(
            "voice_settings.aws.settings.type: must not be there: the field aws names the provider",
            "voice_settings.aws.settings.n[1]: must be a number that JSON can hold, was NaN",
            "voice_settings.aws.settings.v: must have a value; null is null_value");
  }

  @Test
  void soAreThoseOfAnyOtherProvider() {
    assertThat(
            speak(
                SPEAK
                    + "voice_settings { other { type: 'rime' settings {"
                    + " fields { key: 'type' value { string_value: 'aws' } }"
                    + " fields { key: 'v' value {} } } } }"))
        .containsExactlyInAnyOrder(
            "voice_settings.other.settings.type: must not be there: type beside it names the"
                + " provider",
            "voice_settings.other.settings.v: must have a value; null is null_value");
  }

  @Test
  void allViolationsOfARequestComeAtOnceAndNothingIsSent() {
    try (ActionsServer server = ActionsServer.of(telnyx)) {
      StartRecordingRequest.Builder request =
          StartRecordingRequest.newBuilder()
              .setCallControlId("識".repeat(513))
              .setFormatValue(9)
              .setCustomFileName("識".repeat(41))
              .setMaxLength(-1)
              .setRecordingTrackValue(9)
              .setTimeoutSecs(-1)
              .setTrimValue(9)
              .setTranscriptionEngineValue(2)
              .setTranscriptionLanguage("")
              .setTranscriptionMinSpeakerCount(0)
              .setTranscriptionMaxSpeakerCount(-1)
              .setTranscriptionProfanityFilter(true)
              .setTranscriptionSpeakerDiarization(true)
              .setCommandId("識".repeat(256));

      RpcError error = RpcError.of(() -> server.stub().startRecording(request.build()));

      assertThat(error.code()).isEqualTo(Code.INVALID_ARGUMENT);
      assertThat(error.reason()).isEqualTo("INVALID_REQUEST");
      assertThat(error.domain()).isEqualTo("voicemedia.dev");
      assertThat(error.outcome()).isEqualTo("not_sent");
      assertThat(error.metadata().get("command_id")).startsWith("識識").hasSize(255);
      assertThat(error.metadata()).doesNotContainKeys("attempts", "http_status");
      assertThat(error.violatedFields())
          .containsExactly(
              "call_control_id",
              "format",
              "channels",
              "custom_file_name",
              "max_length",
              "recording_track",
              "timeout_secs",
              "trim",
              "transcription_language",
              "transcription_min_speaker_count",
              "transcription_max_speaker_count",
              "command_id",
              "transcription_min_speaker_count",
              "transcription_min_speaker_count",
              "transcription_max_speaker_count",
              "transcription_profanity_filter",
              "transcription_speaker_diarization");
      assertThat(error.message()).startsWith("call_control_id: must be at most 512 characters");
      assertThat(telnyx.requests()).isEmpty();
    }
  }

  private static List<String> playback(String fields) {
    return violations(StartPlaybackRequest.newBuilder(), fields);
  }

  private static List<String> recording(String fields) {
    return violations(StartRecordingRequest.newBuilder(), fields);
  }

  private static List<String> speak(String fields) {
    return violations(SpeakRequest.newBuilder(), fields);
  }

  /** "field: description" of each violation; fields in the text format of protobuf. */
  private static List<String> violations(Message.Builder request, String fields) {
    try {
      TextFormat.Parser.newBuilder().build().merge(fields, request);
      ActionsServer.VALIDATOR.check(request.build());
      return List.of();
    } catch (TextFormat.ParseException e) {
      throw new IllegalArgumentException(fields, e);
    } catch (InvalidRequestException e) {
      return e.violations().stream().map(ActionRulesTest::line).toList();
    }
  }

  private static String line(FieldViolation violation) {
    return violation.getField() + ": " + violation.getDescription();
  }
}
