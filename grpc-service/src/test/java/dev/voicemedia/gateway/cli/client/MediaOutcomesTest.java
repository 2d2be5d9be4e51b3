package dev.voicemedia.gateway.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import com.sun.net.httpserver.HttpServer;
import dev.voicemedia.gateway.testing.TestCa;
import io.grpc.Status.Code;
import io.grpc.protobuf.StatusProto;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the media actions on the command line print, and their exit codes. */
final class MediaOutcomesTest {
  private final CommandRun command = new CommandRun();

  @TempDir Path folder;

  @AfterEach
  void stop() {
    command.close();
  }

  @Test
  void theAnswerIsPrintedAsALineOfJson() {
    assertThat(command.run("speak", "--call", "c", "Hello")).isZero();

    assertThat(command.out())
        .isEqualTo(
            "{\"result\":\"ok\",\"receipt\":{\"command_id\":\"cmd-1\",\"attempts\":1,"
                + "\"request_id\":\"req\"}}"
                + System.lineSeparator());
    assertThat(command.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "speak Hello",
        "speak --call=c",
        "speak --call=c --loop=often Hello",
        "speak --call=c --stop=some Hello",
        "speak --call=c --voice-setting=azure.colour=red Hello",
        "speak --call=c --voice-setting=acme.x=1 --voice-setting=rime.x=1 Hello",
        "speak --call=c --voice-setting=xai.language=en --voice-setting=rime.x=1 Hello",
        "speak --call=c --voice-setting=soniox.reduce_silence=yes Hello",
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
  void wrongInputIsOneLineOnStderrAndExitCode2(String words) {
    assertThat(command.run(words.split(" ", -1))).isEqualTo(2);

    assertThat(command.err().lines()).hasSize(1);
    assertThat(command.err()).startsWith("voicemedia ").doesNotContain("Exception:");
    assertThat(command.out()).isEmpty();
    assertThat(command.gateway().takeRequest()).isNull();
  }

  @Test
  void wrongValuesAreReportedWithWhatWasExpected() {
    command.run("play", "--call=c", "--media-name=m", "--target-legs=left");
    command.run("speak", "--call=c", "--voice-setting=resemble.precision=8bit", "Hi");

    assertThat(command.err())
        .contains("--target-legs: left, expected one of self, opposite, both")
        .contains(
            "--voice-setting: resemble.precision=8bit, expected one of PCM_16, PCM_24, PCM_32,"
                + " MULAW");
  }

  @Test
  void anErrorOfTheGatewayIsOneLineOnStderrAndExitCode1() {
    command
        .gateway()
        .failWith(
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

    assertThat(command.run("speak", "--call=c", "Hello")).isEqualTo(1);

    assertThat(command.err())
        .isEqualTo(
            "voicemedia speak: INVALID_ARGUMENT INVALID_REQUEST: voice: two?lines"
                + " {outcome=not_sent}"
                + System.lineSeparator());
    assertThat(command.out()).isEmpty();
  }

  @Test
  void aGatewayThatIsNotThereIsOneLineOnStderrAndExitCode1() {
    command.gateway().close();

    assertThat(command.run("stop-play", "--call=c")).isEqualTo(1);

    assertThat(command.err().lines()).hasSize(1);
    assertThat(command.err())
        .isEqualTo(
            "voicemedia stop-play: UNAVAILABLE: no gateway answers at "
                + command.gateway().address()
                + ": Connection refused"
                + System.lineSeparator());
  }

  @Test
  void aPortThatIsNotGrpcIsNamed() throws Exception {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.start();
    String address = "127.0.0.1:" + http.getAddress().getPort();
    try {
      assertThat(command.run("events", "--address=" + address)).isEqualTo(1);
    } finally {
      http.stop(0);
    }

    assertThat(command.err()).contains("what answers at " + address + " is no gRPC server");
  }

  @Test
  void aPortThatSpeaksPlainTextIsNamed() throws Exception {
    Path ca = new TestCa("servers").write(folder.resolve("ca.pem"));

    assertThat(command.run("stop-play", "--call=c", "--tls-ca=" + ca)).isEqualTo(1);

    assertThat(command.err())
        .isEqualTo(
            "voicemedia stop-play: UNAVAILABLE: what answers at "
                + command.gateway().address()
                + " speaks plain text, expected no --tls-ca"
                + System.lineSeparator());
  }

  @ParameterizedTest
  @ValueSource(strings = {"3/3", "1", "1/0", "0/257", "-1/3", "a/b", "1/3/5", ""})
  void aShareThatThereIsNotIsOneLineAndExitCode2(String share) {
    assertThat(command.run("events", "--share=" + share, "--address=127.0.0.1:1")).isEqualTo(2);

    assertThat(command.err())
        .contains("--share: " + share)
        .contains("expected INDEX/COUNT, from 0/1 to 255/256");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dev/zero", "large"})
  void aFileThatNoRequestCouldCarryIsNotReadWhole(String name) throws Exception {
    Path file = Path.of(name);
    if (!file.isAbsolute()) {
      file = folder.resolve(name);
      try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
        large.setLength(1L << 40); // sparse
      }
    }
    assumeTrue(Files.exists(file));

    assertThat(command.run("play", "--call=c", "--playback-content=" + file)).isEqualTo(2);

    assertThat(command.err())
        .isEqualTo(
            "voicemedia play: --playback-content: "
                + file
                + ", expected a file of at most 4 MiB"
                + System.lineSeparator());
    assertThat(command.gateway().takeRequest()).isNull();
  }
}
