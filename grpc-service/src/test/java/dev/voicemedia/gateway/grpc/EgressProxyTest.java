package dev.voicemedia.gateway.grpc;

import static dev.voicemedia.gateway.grpc.FakeTelnyx.closing;
import static dev.voicemedia.gateway.grpc.FakeTelnyx.first;
import static dev.voicemedia.gateway.grpc.FakeTelnyx.saying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.voicemedia.gateway.time.SystemTimer;
import dev.voicemedia.gateway.upstream.EgressProxy;
import dev.voicemedia.gateway.upstream.TelnyxHttp;
import dev.voicemedia.v1.SpeakRequest;
import io.grpc.Status.Code;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands on their way out through a proxy, which is a real one on loopback. */
final class EgressProxyTest {
  private static final URI TELNYX = URI.create("https://telnyx.example/v2");

  private final FakeTelnyx proxy = new FakeTelnyx();

  @AfterEach
  void stop() throws IOException {
    proxy.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          407 Proxy Authentication Required | the proxy asks for credentials (HTTP 407)
          403 Forbidden                     | the proxy refuses the tunnel
          502 Bad Gateway                   | the proxy refuses the tunnel
          """)
  void aProxyThatRefusesIsNamedAndNothingWasSent(String status, String why) {
    proxy.reacting(
        first(
            saying(
                "HTTP/1.1 "
                    + status
                    + "\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\n\r\n"),
            closing()));

    RpcError error = speakThrough("http://127.0.0.1:" + proxy.port(), "");

    assertThat(error.code()).isEqualTo(Code.UNAVAILABLE);
    assertThat(error.reason()).isEqualTo("UPSTREAM_UNAVAILABLE");
    assertThat(error.domain()).isEqualTo("voicemedia.dev");
    assertThat(error.outcome()).isEqualTo("not_sent");
    assertThat(error.message())
        .isEqualTo(
            "cannot connect to Telnyx through the proxy 127.0.0.1:" + proxy.port() + ": " + why);
    assertThat(proxy.requests().get(0).path()).isEqualTo("telnyx.example:443");
  }

  @Test
  void aProxyThatCannotBeReachedIsNamed() throws IOException {
    proxy.close();

    RpcError error = speakThrough("127.0.0.1:" + proxy.port(), "");

    assertThat(error.outcome()).isEqualTo("not_sent");
    assertThat(error.message())
        .isEqualTo(
            "cannot connect to Telnyx through the proxy 127.0.0.1:"
                + proxy.port()
                + ": the connection was refused");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"*", "telnyx.example", "other, .example", "*.example", "telnyx.example:443"})
  void anExceptionIsReachedWithoutTheProxy(String noProxy) {
    RpcError error = speakThrough("http://127.0.0.1:" + proxy.port(), noProxy);

    assertThat(error.message())
        .isEqualTo("cannot connect to Telnyx: its host name cannot be resolved");
    assertThat(proxy.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://proxy:3128",
        "socks5://proxy:1080",
        "http://user:secret@proxy:3128",
        "http://",
        "http://a b"
      })
  void aProxyThatCannotBeUsedIsRefusedWithoutShowingItsPassword(String url) {
    assertThatThrownBy(() -> EgressProxy.of(url, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected http://host:port")
        .hasMessageNotContaining("secret");
  }

  private static RpcError speakThrough(String httpsProxy, String noProxy) {
    TelnyxHttp http = new TelnyxHttp(TELNYX, EgressProxy.of(httpsProxy, noProxy));
    try (SystemTimer timer = new SystemTimer();
        ActionsServer server =
            new ActionsServer(http, ActionsServer.API_KEY, timer, ActionsServer.ONE_ATTEMPT)) {
      return RpcError.of(
          () ->
              server
                  .stub()
                  .speak(
                      SpeakRequest.newBuilder()
                          .setCallControlId("v3:call-1")
                          .setPayload("Hello")
                          .setVoice("female")
                          .build()));
    }
  }
}
