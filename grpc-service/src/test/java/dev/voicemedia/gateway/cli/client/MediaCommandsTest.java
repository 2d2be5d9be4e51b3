package dev.voicemedia.gateway.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import dev.voicemedia.gateway.cli.Main;
import dev.voicemedia.v1.MediaActionsProto;
import dev.voicemedia.v1.PauseRecordingRequest;
import dev.voicemedia.v1.ResumeRecordingRequest;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.StartPlaybackRequest;
import dev.voicemedia.v1.StartRecordingRequest;
import dev.voicemedia.v1.StopPlaybackRequest;
import dev.voicemedia.v1.StopRecordingRequest;
import io.grpc.Status.Code;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The media actions on the command line, up to the request that the gateway receives. */
final class MediaCommandsTest {
  private static final Map<String, String> COMMANDS =
      Map.of(
          "StartPlayback", "play",
          "StopPlayback", "stop-play",
          "StartRecording", "record start",
          "StopRecording", "record stop",
          "PauseRecording", "record pause",
          "ResumeRecording", "record resume",
          "Speak", "speak");

  private final FakeGateway gateway = new FakeGateway();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void theAnswerIsPrintedAsALineOfJson() {
    assertThat(run("speak", "--call", "c", "Hello")).isZero();

    assertThat(out.toString())
        .isEqualTo(
            "{\"result\":\"ok\",\"receipt\":{\"command_id\":\"cmd-1\",\"attempts\":1,"
                + "\"request_id\":\"req\"}}"
                + System.lineSeparator());
    assertThat(err.toString()).isEmpty();
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
          aws.engine=neural aws.n=1.5           | \
          aws { settings { fields { key: 'engine' value { string_value: 'neural' } } \
          fields { key: 'n' value { number_value: 1.5 } } } }
          aws.flag=true aws.text={oops          | \
          aws { settings { fields { key: 'flag' value { bool_value: true } } \
          fields { key: 'text' value { string_value: '{oops' } } } }
          """)
  void voiceSettingsOfEveryProvider(String arguments, String settings) {
    List<String> command = new ArrayList<>(List.of("speak", "--call=c", "Hi"));
    for (String argument : arguments.split(" ", -1)) {
      command.add("--voice-setting=" + argument);
    }

    assertRequest(
        SpeakRequest.newBuilder(),
        "call_control_id: 'c' payload: 'Hi' voice: 'female' voice_settings { " + settings + " }",
        command.toArray(String[]::new));
  }

  @Test
  void everyFieldOfEveryRequestHasAnOptionOfItsName() {
    List<String> missing = new ArrayList<>();
    for (MethodDescriptor method :
        MediaActionsProto.getDescriptor().getServices().get(0).getMethods()) {
      Set<String> options = command(method.getName()).getCommandSpec().optionsMap().keySet();
      for (FieldDescriptor field : method.getInputType().getFields()) {
        String option = "--" + field.getName().replace('_', '-');
        boolean otherwise = Set.of("--payload", "--voice-settings").contains(option);
        if (!options.contains(option) && !otherwise) {
          missing.add(COMMANDS.get(method.getName()) + " " + option);
        }
      }
    }

    assertThat(missing).isEmpty();
  }

  @Test
  void helpNamesEveryOptionAndFits80Columns() {
    for (String name : COMMANDS.keySet()) {
      CommandLine command = command(name);
      String help = command.getUsageMessage(CommandLine.Help.Ansi.OFF);

      assertThat(help).startsWith("Usage: voicemedia " + COMMANDS.get(name) + " --call=ID");
      assertThat(help.lines()).allMatch(line -> line.length() <= 80);
      command
          .getCommandSpec()
          .options()
          .forEach(
              option ->
                  assertThat(help)
                      .contains(option.longestName().replaceFirst("^--", ""))
                      .contains(Arrays.asList(option.description()).get(0).split(" ", 2)[0]));
    }
    assertThat(Main.commandLine().getUsageMessage(CommandLine.Help.Ansi.OFF))
        .contains("play", "stop-play", "speak", "record");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "speak Hello",
        "speak --call=c",
        "speak --call=c --loop=often Hello",
        "speak --call=c --stop=some Hello",
        "speak --call=c --voice-setting=azure.colour=red Hello",
        "speak --call=c --voice-setting=acme.x=1 Hello",
        "speak --call=c --voice-setting=azure.gender=x Hello",
        "speak --call=c --voice-setting=minimax.pitch=high Hello",
        "speak --call=c --voice-setting=region=eastus Hello",
        "speak --call=c --voice-setting=azure.region=a --voice-setting=xai.language=en Hello",
        "play --call=c",
        "play --call=c --audio-url=u --media-name=m",
        "play --call=c --playback-content=/no/such/file",
        "play --call=c --media-name=m --audio-type=ogg",
        "record",
        "record start --call=c --max-length=long",
        "record rewind --call=c",
        "stop-play --call=c --nonsense",
      })
  void wrongInputIsOneLineOnStderrAndExitCode2(String command) {
    assertThat(run(command.split(" ", -1))).isEqualTo(2);

    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString()).startsWith("voicemedia ").doesNotContain("Exception:");
    assertThat(out.toString()).isEmpty();
    assertThat(gateway.takeRequest()).isNull();
  }

  @Test
  void wrongValuesAreReportedWithWhatWasExpected() {
    run("play", "--call=c", "--media-name=m", "--target-legs=left");
    run("speak", "--call=c", "--voice-setting=resemble.precision=8bit", "Hi");

    assertThat(err.toString())
        .contains("--target-legs: left, expected one of self, opposite, both")
        .contains(
            "--voice-setting: resemble.precision=8bit, expected one of PCM_16, PCM_24, PCM_32,"
                + " MULAW");
  }

  @Test
  void anErrorOfTheGatewayIsOneLineOnStderrAndExitCode1() {
    gateway.failWith(
        StatusProto.toStatusRuntimeException(
            Status.newBuilder()
                .setCode(Code.INVALID_ARGUMENT.value())
                .setMessage("not shown, as the fields are")
                .addDetails(
                    Any.pack(
                        ErrorInfo.newBuilder()
                            .setReason("INVALID_REQUEST")
                            .putMetadata("outcome", "not_sent")
                            .build()))
                .addDetails(
                    Any.pack(
                        BadRequest.newBuilder()
                            .addFieldViolations(
                                BadRequest.FieldViolation.newBuilder()
                                    .setField("voice")
                                    .setDescription("two\nlines"))
                            .build()))
                .build()));

    assertThat(run("speak", "--call=c", "Hello")).isEqualTo(1);

    assertThat(err.toString())
        .isEqualTo(
            "voicemedia speak: INVALID_ARGUMENT INVALID_REQUEST: voice: two?lines"
                + " {outcome=not_sent}"
                + System.lineSeparator());
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aGatewayThatIsNotThereIsOneLineOnStderrAndExitCode1() {
    gateway.close();

    assertThat(run("stop-play", "--call=c")).isEqualTo(1);

    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString()).startsWith("voicemedia stop-play: UNAVAILABLE: ");
  }

  private void assertRequest(Message.Builder expected, String fields, String... command) {
    try {
      TextFormat.Parser.newBuilder().build().merge(fields, expected);
    } catch (TextFormat.ParseException e) {
      throw new IllegalArgumentException(fields, e);
    }

    assertThat(run(command)).as(err.toString()).isZero();
    assertThat(gateway.takeRequest()).isEqualTo(expected.build());
  }

  private int run(String... command) {
    List<String> arguments = new ArrayList<>(Arrays.asList(command));
    if (arguments.stream().anyMatch(each -> each.startsWith("--call"))) {
      arguments.add("--address=" + gateway.address());
    }
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments.toArray(String[]::new));
  }

  private static CommandLine command(String method) {
    CommandLine command = Main.commandLine();
    for (String name : String.valueOf(COMMANDS.get(method)).split(" ", -1)) {
      command = Objects.requireNonNull(command.getSubcommands().get(name), name);
    }
    return command;
  }
}
