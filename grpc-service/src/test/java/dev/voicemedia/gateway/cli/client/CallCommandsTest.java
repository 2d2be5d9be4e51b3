package dev.voicemedia.gateway.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import dev.voicemedia.v1.AnswerRequest;
import dev.voicemedia.v1.DialRequest;
import dev.voicemedia.v1.GatherRequest;
import dev.voicemedia.v1.GatherUsingAudioRequest;
import dev.voicemedia.v1.GatherUsingSpeakRequest;
import dev.voicemedia.v1.HangupRequest;
import dev.voicemedia.v1.RejectRequest;
import dev.voicemedia.v1.SendDtmfRequest;
import dev.voicemedia.v1.StopGatherRequest;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What call control on the command line sends to the gateway. */
final class CallCommandsTest {
  private static final String BOTH = " client_state: 'état' command_id: 'cmd'";

  private final CommandRun command = new CommandRun();

  @AfterEach
  void stop() {
    command.close();
  }

  @Test
  void aCallIsAnsweredRejectedAndHungUp() {
    assertRequest(
        AnswerRequest.newBuilder(), "call_control_id: 'c' ", "answer", "--call-control-id=c");
    assertRequest(
        AnswerRequest.newBuilder(),
        "call_control_id: 'c' stream_url: 'wss://a' transcription: false"
            + " record: RECORD_CALL_RECORD_FROM_ANSWER record_format: RECORDING_FORMAT_WAV"
            + " record_channels: RECORDING_CHANNELS_SINGLE"
            + BOTH,
        "answer",
        "--call=c",
        "--stream-url=wss://a",
        "--no-transcription",
        "--record=record-from-answer",
        "--record-format=wav",
        "--record-channels=single",
        "--client-state=état",
        "--command-id=cmd");
    assertRequest(
        RejectRequest.newBuilder(),
        "call_control_id: 'c' cause: REJECT_CAUSE_CALL_REJECTED",
        "reject",
        "--call=c");
    assertRequest(
        RejectRequest.newBuilder(),
        "call_control_id: 'c' cause: REJECT_CAUSE_USER_BUSY" + BOTH,
        "reject",
        "--call=c",
        "--cause=user_busy",
        "--client-state=état",
        "--command-id=cmd");
    assertRequest(
        HangupRequest.newBuilder(),
        "call_control_id: 'c'" + BOTH,
        "hangup",
        "--call=c",
        "--client-state=état",
        "--command-id=cmd");
  }

  @Test
  void aCallIsDialled() {
    assertRequest(
        DialRequest.newBuilder(),
        "connection_id: 'k' to: '+1' from: '+2'",
        "dial",
        "--connection-id=k",
        "--from=+2",
        "+1");
    assertRequest(
        DialRequest.newBuilder(),
        "connection_id: 'k' to: '+1' to: 'sip:a@example.com' from: '+2' timeout_secs: 30"
            + " time_limit_secs: 60 answering_machine_detection: 'detect' link_to: 'c'"
            + " record: RECORD_CALL_RECORD_FROM_ANSWER"
            + BOTH,
        "dial",
        "--connection-id=k",
        "--from=+2",
        "--timeout-secs=30",
        "--time-limit-secs=60",
        "--answering-machine-detection=detect",
        "--link-to=c",
        "--record=record-from-answer",
        "--client-state=état",
        "--command-id=cmd",
        "+1",
        "sip:a@example.com");
  }

  @Test
  void digitsAreGatheredAndSent() {
    assertRequest(GatherRequest.newBuilder(), "call_control_id: 'c'", "gather", "--call=c");
    String digits =
        " minimum_digits: 1 maximum_digits: 4 valid_digits: '123' terminating_digit: '*'"
            + " timeout_millis: 5000";
    String[] options = {
      "gather",
      "--call=c",
      "--minimum-digits=1",
      "--maximum-digits=4",
      "--valid-digits=123",
      "--terminating-digit=*",
      "--timeout-millis=5000",
      "--client-state=état",
      "--command-id=cmd"
    };
    assertRequest(GatherRequest.newBuilder(), "call_control_id: 'c'" + digits + BOTH, options);
    assertRequest(
        GatherUsingSpeakRequest.newBuilder(),
        "call_control_id: 'c' payload: 'Press a key' voice: 'female'" + digits + BOTH,
        with(options, "--payload=Press a key"));
    assertRequest(
        GatherUsingAudioRequest.newBuilder(),
        "call_control_id: 'c' audio_url: 'https://a/b.wav'" + digits + BOTH,
        with(options, "--audio-url=https://a/b.wav"));
    assertRequest(
        GatherUsingAudioRequest.newBuilder(),
        "call_control_id: 'c' media_name: 'm'",
        "gather",
        "--call=c",
        "--media-name=m");
    assertRequest(
        StopGatherRequest.newBuilder(), "call_control_id: 'c'", "stop-gather", "--call=c");
    assertRequest(
        SendDtmfRequest.newBuilder(),
        "call_control_id: 'c' digits: '1w2#' duration_millis: 100",
        "dtmf",
        "--call=c",
        "--duration-millis=100",
        "1w2#");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "answer",
        "dtmf --call=c",
        "dial --connection-id=c --from=+1",
        "dial --from=+1 +2",
        "reject --call=c --cause=no",
        "gather --call=c --payload=a --audio-url=b",
        "gather --call=c --minimum-digits=x"
      })
  void whatIsMissingOrWrongIsSaidInOneLineAndNothingIsSent(String words) {
    assertThat(command.run(words.split(" ", -1))).isEqualTo(2);

    assertThat(command.err().lines()).hasSize(1);
    assertThat(command.gateway().takeRequest()).isNull();
  }

  private void assertRequest(Message.Builder expected, String fields, String... arguments) {
    try {
      TextFormat.Parser.newBuilder().build().merge(fields, expected);
    } catch (TextFormat.ParseException e) {
      throw new IllegalArgumentException(fields, e);
    }

    assertThat(command.run(arguments)).as(command.err()).isZero();
    assertThat(command.gateway().takeRequest()).isEqualTo(expected.build());
    assertThat(command.out()).contains("\"command_id\":\"cmd-1\"");
  }

  private static String[] with(String[] options, String more) {
    String[] all = Arrays.copyOf(options, options.length + 1);
    all[options.length] = more;
    return all;
  }
}
