package dev.voicemedia.gateway.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.voicemedia.v1.Call;
import dev.voicemedia.v1.CallGather;
import dev.voicemedia.v1.CallPlayback;
import dev.voicemedia.v1.CallRecording;
import dev.voicemedia.v1.CallSpeech;
import dev.voicemedia.v1.CallState;
import dev.voicemedia.v1.RecordingUrls;
import org.junit.jupiter.api.Test;

class CallTextTest {
  private static final Timestamp TIME =
      Timestamp.newBuilder().setSeconds(1_769_851_800).setNanos(5).build();

  private static final Call CALL =
      Call.newBuilder()
          .setCallControlId("v3:a")
          .setCallLegId("leg")
          .setState(CallState.CALL_STATE_ENDED)
          .setHangupCause("normal_clearing")
          .setDirection("incoming")
          .setFrom("+1")
          .setTo("+2\u001b[31m")
          .setStartedAt(TIME)
          .addPlaybacks(CallPlayback.newBuilder().setMediaName("hold").setStartedAt(TIME))
          .setSpeech(CallSpeech.newBuilder().setStartedAt(TIME))
          .setLastGather(CallGather.newBuilder().setDigits("42").setStatus("valid"))
          .addRecordings(
              CallRecording.newBuilder()
                  .setRecordingId("r")
                  .setStartedAt(TIME)
                  .setEndedAt(TIME)
                  .setRecordingUrls(RecordingUrls.newBuilder().setWav("https://r.wav")))
          .setIncomplete(true)
          .build();

  @Test
  void aCallIsALineForEachThingThatIsKnown() {
    assertThat(CallText.block(CALL).lines())
        .containsExactly(
            "call          v3:a",
            "leg           leg",
            "state         ended: normal_clearing",
            "incoming      +1 -> +2 [31m",
            "started       2026-01-31T09:30:00Z",
            "plays         hold since 2026-01-31T09:30:00Z",
            "speaks        since 2026-01-31T09:30:00Z",
            "gathered      42 (valid)",
            "recorded      r 2026-01-31T09:30:00Z to 2026-01-31T09:30:00Z",
            "              https://r.wav",
            "incomplete    events are missing, so there may be more to say");
  }

  @Test
  void whatChangesIsOneLine() {
    assertThat(CallText.line(CALL))
        .isEqualTo("ended: normal_clearing, plays hold, speaks, gathered 42 (valid), 1 recorded");
    assertThat(CallText.line(Call.getDefaultInstance())).isEqualTo("unspecified");
  }
}
