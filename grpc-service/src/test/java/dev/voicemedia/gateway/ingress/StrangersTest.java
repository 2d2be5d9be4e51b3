package dev.voicemedia.gateway.ingress;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.voicemedia.gateway.access.PublicPort;
import dev.voicemedia.gateway.connection.ConnectionLimits;
import dev.voicemedia.gateway.eventlog.EmbeddedLog;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.gateway.testing.VirtualTimer;
import dev.voicemedia.webhook.WebhookVerifier;
import dev.voicemedia.webhook.testing.WebhookSigner;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The webhook port, for those who send what is no webhook. */
class StrangersTest {
  private static final String REST = " HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n";

  @TempDir Path folder;
  private final MeterRegistry metrics = new SimpleMeterRegistry();
  private final List<Socket> sockets = new ArrayList<>();
  private EmbeddedLog log;
  private WebhookServer server;

  @BeforeEach
  void start() throws IOException {
    log = EmbeddedLog.open(folder, EventLogSettings.DEFAULTS, Clock.systemUTC());
    server =
        WebhookServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            "/hooks/a",
            new SourceGuard(PublicPort.DEFAULTS, new VirtualTimer(), metrics),
            new WebhookIntake(
                WebhookVerifier.builder().publicKeys(WebhookSigner.random().publicKey()).build(),
                log,
                metrics),
            new ConnectionLimits(5, 3, 1, address -> false),
            Optional.empty(),
            metrics);
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    server.close();
    log.close();
  }

  @Test
  void thePathIsTheOneThatIsSetWithOrWithoutASlash() throws Exception {
    assertThat(answer("POST /hooks/a" + REST)).startsWith("HTTP/1.1 400 ");
    assertThat(answer("POST /hooks/a/" + REST)).startsWith("HTTP/1.1 400 ");
    assertThat(refused("missing_header")).isEqualTo(2);

    for (String other : List.of("/hooks/ab", "/hooks/a/b", "/hooks", "/webhooks/telnyx")) {
      assertThat(answer("POST " + other + REST)).startsWith("HTTP/1.1 404 ");
    }
    assertThat(refused("not_found")).isEqualTo(4);
  }

  @Test
  void webhooksByGetAre405() throws Exception {
    assertThat(answer("GET /hooks/a" + REST)).startsWith("HTTP/1.1 405 ").contains("Allow: POST");
    assertThat(refused("not_post")).isEqualTo(1);
  }

  @Test
  void anotherTransferCodingThanChunksIs501() throws Exception {
    String coded = "POST /hooks/a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n";

    assertThat(answer(coded)).startsWith("HTTP/1.1 501 ");
    assertThat(refused("transfer_coding")).isEqualTo(1);
  }

  @Test
  void whatTheHttpLayerRefusesIsCountedAndAnsweredByItsStatusAlone() throws Exception {
    assertThat(answer("POST /hooks/a HTTP/1.1\r\nHost: h\r\nx: " + "x".repeat(17_000)))
        .startsWith("HTTP/1.1 431 ")
        .endsWith("\r\n\r\n");
    assertThat(answer("\u0016\u0003\u0001 hello\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ")
        .endsWith("\r\n\r\n")
        .doesNotContainIgnoringCase("jetty");

    assertThat(refused("headers_too_large")).isEqualTo(1);
    assertThat(refused("no_http")).isEqualTo(1);
  }

  @Test
  void aBodyThatBreaksOffIsCountedOnce() throws Exception {
    Socket socket = connect("127.0.0.1");
    send(socket, "POST /hooks/a HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
    socket.close();

    await().until(() -> refused("broken_body") == 1);
    assertThat(refused("no_http")).isZero();
  }

  @Test
  void anAddressWithTooManyConnectionsLosesTheOneThatWasUsedLeastRecently() throws Exception {
    Socket first = connect("127.0.0.2");
    Socket second = connect("127.0.0.2");
    Socket third = connect("127.0.0.2");
    for (Socket socket : List.of(second, third, first)) {
      send(socket, "GET /hooks/a" + REST);
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      socket.getInputStream().skipNBytes(socket.getInputStream().available());
    }
    connect("127.0.0.2");

    await().until(() -> refusedConnections() == 1);
    assertThat(second.getInputStream().read()).isEqualTo(-1);
    send(first, "GET /hooks/a" + REST);
    assertThat(first.getInputStream().read()).isEqualTo('H');
  }

  @Test
  void connectionsThatAreClosedDoNotCount() throws Exception {
    for (int i = 0; i < 50; i++) {
      answer("GET /hooks/a" + REST);
    }

    // The port may learn of a few a little later than their client.
    assertThat(refusedConnections()).isLessThan(10);
  }

  @Test
  void whenThePortIsFullTheAddressThatHasMostMakesRoom() throws Exception {
    Socket good = connect("127.0.0.1");
    for (int i = 0; i < 3; i++) {
      connect("127.0.0.2");
    }
    Socket other = connect("127.0.0.3");
    Socket newcomer = connect("127.0.0.4");

    send(newcomer, "GET /hooks/a" + REST);
    assertThat(newcomer.getInputStream().read()).isEqualTo('H');
    await().until(() -> refusedConnections() == 1);
    for (Socket socket : List.of(good, other)) {
      send(socket, "GET /hooks/a" + REST);
      assertThat(socket.getInputStream().read()).isEqualTo('H');
    }
  }

  private double refused(String reason) {
    return metrics.get("voicemedia.webhooks.refused").tag("reason", reason).counter().count();
  }

  private double refusedConnections() {
    return metrics.get("voicemedia.connections.refused").counter().count();
  }

  /** Everything that comes back. */
  private String answer(String request) throws IOException {
    try (Socket socket = connect("127.0.0.1")) {
      send(socket, request);
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }

  private Socket connect(String from) throws IOException {
    Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), server.port(), InetAddress.getByName(from), 0);
    socket.setSoTimeout(20_000);
    sockets.add(socket);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
  }
}
