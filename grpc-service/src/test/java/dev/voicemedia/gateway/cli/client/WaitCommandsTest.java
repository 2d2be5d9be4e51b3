package dev.voicemedia.gateway.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import dev.voicemedia.v1.PlayAndWaitRequest;
import dev.voicemedia.v1.PlayAndWaitResponse;
import dev.voicemedia.v1.SpeakAndWaitRequest;
import dev.voicemedia.v1.SpeakAndWaitResponse;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.StartPlaybackRequest;
import dev.voicemedia.v1.WaitAccepted;
import dev.voicemedia.v1.WaitCallEnded;
import dev.voicemedia.v1.WaitEnded;
import dev.voicemedia.v1.WaitOverdue;
import io.grpc.Status;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WaitCommandsTest {
  private static final SpeakAndWaitResponse ACCEPTED =
      SpeakAndWaitResponse.newBuilder()
          .setCursor("before")
          .setAccepted(WaitAccepted.newBuilder().setResult("ok"))
          .build();

  private final CommandRun command = new CommandRun();

  @AfterEach
  void stop() {
    command.close();
  }

  @Test
  void eachStepIsALineAndTheExitCodeSaysHowItEnded() {
    assertThat(speak(ended("completed"))).isZero();
    assertThat(command.out().lines())
        .containsExactly(
            "{\"cursor\":\"before\",\"accepted\":{\"result\":\"ok\"}}",
            "{\"ended\":{\"status\":\"completed\"}}");

    assertThat(speak(ended("call_hangup"))).isEqualTo(3);
    assertThat(
            speak(
                SpeakAndWaitResponse.newBuilder()
                    .setCallEnded(WaitCallEnded.getDefaultInstance())
                    .build()))
        .isEqualTo(3);
    assertThat(
            speak(
                SpeakAndWaitResponse.newBuilder()
                    .setOverdue(WaitOverdue.getDefaultInstance())
                    .build()))
        .isEqualTo(4);
  }

  @Test
  void theCommandIsPartOfTheRequest() {
    command.gateway().waitForSpeech(List.of(ACCEPTED, ended("completed")));
    assertThat(
            command.run(
                "speak", "--call=c", "--wait", "--wait-limit=2m", "--settle=500ms", "Hello"))
        .isZero();
    assertThat(command.gateway().takeRequest())
        .isEqualTo(
            SpeakAndWaitRequest.newBuilder()
                .setSpeak(
                    SpeakRequest.newBuilder()
                        .setCallControlId("c")
                        .setPayload("Hello")
                        .setVoice("female"))
                .setWaitLimit(Duration.newBuilder().setSeconds(120))
                .setSettle(Duration.newBuilder().setNanos(500_000_000))
                .build());
  }

  @Test
  void aPlaybackIsWaitedForToo() {
    command
        .gateway()
        .waitForPlayback(
            List.of(
                PlayAndWaitResponse.newBuilder()
                    .setEnded(WaitEnded.newBuilder().setStatus("failed"))
                    .build()));
    assertThat(command.run("play", "--call=c", "--audio-url=https://a", "--wait")).isEqualTo(3);
    assertThat(command.gateway().takeRequest())
        .isEqualTo(
            PlayAndWaitRequest.newBuilder()
                .setPlay(
                    StartPlaybackRequest.newBuilder()
                        .setCallControlId("c")
                        .setAudioUrl("https://a"))
                .build());
  }

  @Test
  void aFailureIsOneLine() {
    command.gateway().failWith(Status.UNAVAILABLE.withDescription("busy").asRuntimeException());
    assertThat(command.run("speak", "--call=c", "--wait", "Hello")).isEqualTo(1);
    assertThat(command.err()).contains("UNAVAILABLE: busy");
  }

  @Test
  void aLimitWithoutAWaitIsWrong() {
    assertThat(command.run("speak", "--call=c", "--wait-limit=2m", "Hello")).isEqualTo(2);
    assertThat(command.err()).contains("--wait-limit: expected together with --wait");
  }

  private int speak(SpeakAndWaitResponse last) {
    command.gateway().waitForSpeech(List.of(ACCEPTED, last));
    return command.run("speak", "--call=c", "--wait", "Hello");
  }

  private static SpeakAndWaitResponse ended(String status) {
    return SpeakAndWaitResponse.newBuilder()
        .setEnded(WaitEnded.newBuilder().setStatus(status))
        .build();
  }
}
