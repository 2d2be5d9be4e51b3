package dev.voicemedia.gateway.grpc;

import static dev.voicemedia.gateway.grpc.FakeTelnyx.closing;
import static dev.voicemedia.gateway.grpc.FakeTelnyx.first;
import static dev.voicemedia.gateway.grpc.FakeTelnyx.resetting;
import static dev.voicemedia.gateway.grpc.FakeTelnyx.saying;
import static dev.voicemedia.gateway.grpc.FakeTelnyx.startingToAnswer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.grpc.FakeTelnyx.Reaction;
import dev.voicemedia.gateway.time.SystemTimer;
import dev.voicemedia.v1.SpeakRequest;
import io.grpc.Status.Code;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of a command that Telnyx does not answer. */
final class UpstreamFailuresTest {
  private static final SpeakRequest SPEAK =
      SpeakRequest.newBuilder()
          .setCallControlId("v3:call-1")
          .setPayload("Hello")
          .setVoice("female")
          .setCommandId("cmd-1")
          .build();

  // What a TLS server sends that finds nothing in common with the client: alert handshake_failure.
  private static final Reaction TLS_ALERT =
      socket -> {
        readClientHello(socket.getInputStream());
        socket.getOutputStream().write(new byte[] {21, 3, 3, 0, 2, 2, 40});
        socket.close();
      };

  private final FakeTelnyx telnyx = new FakeTelnyx();

  @AfterEach
  void stop() throws IOException {
    telnyx.close();
  }

  static Stream<Named<Reaction>> breaksOff() {
    return Stream.of(
        Named.of("closed", closing()),
        Named.of("reset", resetting()),
        Named.of("closed in the head", first(saying("HTTP/1.1 200 O"), closing())),
        Named.of("closed in the body", first(startingToAnswer(200, 26, "{\"data\":"), closing())),
        Named.of("reset in the body", first(startingToAnswer(422, 26, "{\"err"), resetting())),
        Named.of("not HTTP", first(saying("220 smtp.example.com ESMTP\r\n\r\n"), closing())));
  }

  @ParameterizedTest
  @MethodSource("breaksOff")
  void aConnectionThatBreaksAfterTheCommandWasSentLeavesItsOutcomeUnknown(Reaction breaking) {
    telnyx.reacting(breaking);

    RpcError error = speakTo(telnyx.baseUrl());

    assertUnavailable(error, "unknown");
    assertThat(error.message())
        .isEqualTo("the connection to Telnyx broke before the answer was complete");
    assertThat(telnyx.requests()).hasSize(1);
  }

  @Test
  void aConnectionThatBreaksBeforeTheCommandWasReadLeavesItsOutcomeUnknown() {
    telnyx.reactingToConnections(closing());

    assertUnavailable(speakTo(telnyx.baseUrl()), "unknown");
  }

  @Test
  void aRefusedConnectionMeansThatNothingWasSent() throws IOException {
    int port;
    try (ServerSocket nobody = new ServerSocket(0)) {
      port = nobody.getLocalPort();
    }

    RpcError error = speakTo(URI.create("http://127.0.0.1:" + port + "/v2"));

    assertUnavailable(error, "not_sent");
    assertThat(error.message()).isEqualTo("cannot connect to Telnyx: the connection was refused");
  }

  @Test
  void anUnknownHostMeansThatNothingWasSent() {
    RpcError error = speakTo(URI.create("http://no-such-host.invalid/v2"));

    assertUnavailable(error, "not_sent");
    assertThat(error.message())
        .isEqualTo("cannot connect to Telnyx: its host name cannot be resolved");
  }

  @Test
  void aFailedTlsHandshakeMeansThatNothingWasSent() {
    telnyx.reactingToConnections(TLS_ALERT);

    RpcError error = speakTo(URI.create("https://127.0.0.1:" + telnyx.port() + "/v2"));

    assertUnavailable(error, "not_sent");
    assertThat(error.message()).isEqualTo("cannot connect to Telnyx: the TLS handshake failed");
    assertThat(telnyx.requests()).isEmpty();
  }

  static Stream<Named<Reaction>> insteadOfTls() {
    return Stream.of(
        Named.of("HTTP", first(saying("HTTP/1.1 400 Bad Request\r\n\r\n"), closing())),
        Named.of("SMTP", saying("220 smtp.example.com ESMTP\r\n\r\n")),
        Named.of("closed", closing()),
        Named.of("closed after the hello", first(UpstreamFailuresTest::readHello, closing())),
        Named.of("reset after the hello", first(UpstreamFailuresTest::readHello, resetting())));
  }

  @ParameterizedTest
  @MethodSource("insteadOfTls")
  void aServerWithoutTlsBehindAnHttpsUrlMeansThatNothingWasSent(Reaction reaction) {
    telnyx.reactingToConnections(reaction);

    RpcError error = speakTo(URI.create("https://127.0.0.1:" + telnyx.port() + "/v2"));

    assertUnavailable(error, "not_sent");
    assertThat(error.message()).startsWith("cannot connect to Telnyx: ");
  }

  private static RpcError speakTo(URI baseUrl) {
    try (SystemTimer timer = new SystemTimer();
        ActionsServer server = new ActionsServer(baseUrl, timer)) {
      return RpcError.of(() -> server.stub().speak(SPEAK));
    }
  }

  private static void assertUnavailable(RpcError error, String outcome) {
    assertThat(error.code()).isEqualTo(Code.UNAVAILABLE);
    assertThat(error.reason()).isEqualTo("UPSTREAM_UNAVAILABLE");
    assertThat(error.domain()).isEqualTo("voicemedia.dev");
    assertThat(error.metadata())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("outcome", outcome, "command_id", "cmd-1", "attempts", "1"));
    assertThat(error.retryDelay()).contains(Duration.ofSeconds(1));
  }

  private static void readHello(Socket socket) throws IOException {
    readClientHello(socket.getInputStream());
  }

  private static void readClientHello(InputStream in) throws IOException {
    byte[] head = in.readNBytes(5);
    in.readNBytes((head[3] & 0xff) << 8 | (head[4] & 0xff));
  }
}
