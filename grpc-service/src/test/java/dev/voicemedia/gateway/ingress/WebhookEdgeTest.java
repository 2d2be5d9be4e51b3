package dev.voicemedia.gateway.ingress;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.voicemedia.gateway.GatewayConfig;
import dev.voicemedia.gateway.access.PublicPort;
import dev.voicemedia.gateway.connection.ConnectionLimits;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.EmbeddedLog;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.gateway.testing.VirtualTimer;
import dev.voicemedia.v1.Event;
import dev.voicemedia.webhook.WebhookVerifier;
import dev.voicemedia.webhook.testing.WebhookSigner;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes over raw sockets, as strangers and proxies send it. */
class WebhookEdgeTest {
  private static final Duration SOON = Duration.ofMillis(500);
  private static final Duration LATE = Duration.ofMinutes(2);
  private static final String POST = "POST /webhooks/telnyx HTTP/1.1\r\nHost: h\r\n";
  private static final int MEBIBYTE = 1 << 20;
  private static final int CONNECTIONS = 1000;

  @TempDir Path folder;
  private final WebhookSigner signer = WebhookSigner.random();
  private final List<Socket> sockets = new ArrayList<>();
  private EmbeddedLog log;

  @SuppressWarnings("NullAway.Init") // started by each test
  private WebhookServer server;

  @BeforeEach
  void openLog() {
    log = EmbeddedLog.open(folder, EventLogSettings.DEFAULTS, Clock.systemUTC());
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
  void headersThatComeAByteAtATimeEndTheConnection() throws Exception {
    start(LATE, SOON);
    Socket socket = connect();
    send(socket, POST + "x-slow: ");

    await()
        .atMost(LATE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> isClosedAfterOneMoreByte(socket));
  }

  @Test
  void aBodyThatComesAByteAtATimeIs408() throws Exception {
    start(SOON, LATE);
    Socket socket = connect();
    send(socket, POST + "Content-Length: 1000\r\n\r\n");

    await()
        .atMost(LATE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> isAnsweredBeforeOneMoreByte(socket));
    assertThat(status(socket)).isEqualTo("408");
  }

  @Test
  void pipelinedRequestsAreAllAnsweredInOrderAndEachIsStored() throws Exception {
    start(LATE, LATE);
    Socket socket = connect();
    ByteArrayOutputStream requests = new ByteArrayOutputStream();
    for (int i = 0; i < 50; i++) {
      requests.writeBytes(request("e-" + i));
      requests.writeBytes("GET /none HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(US_ASCII));
    }
    socket.getOutputStream().write(requests.toByteArray());

    for (int i = 0; i < 50; i++) {
      assertThat(status(socket)).isEqualTo("200");
      assertThat(status(socket)).isEqualTo("404");
    }
    List<LogEntry> entries = log.read(0, 100, MEBIBYTE);
    assertThat(entries).hasSize(50);
    for (int i = 0; i < 50; i++) {
      assertThat(Event.parseFrom(entries.get(i).encodedEvent()).getId()).isEqualTo("e-" + i);
    }
  }

  @Test
  void aBodyOfOneMebibyteIsTakenWithALengthAndInChunksAndNoMore() throws Exception {
    start(LATE, LATE);
    assertThat(post(signed(new byte[MEBIBYTE], false))).isEqualTo("200");
    assertThat(post(signed(bytes(MEBIBYTE, 1), true))).isEqualTo("200");
    assertThat(log.head()).isEqualTo(2);

    assertThat(post((POST + "Content-Length: 1048577\r\n\r\n").getBytes(US_ASCII)))
        .isEqualTo("413");
    Socket chunked = connect();
    send(chunked, POST + "Transfer-Encoding: chunked\r\n\r\n100001\r\n");
    chunked.getOutputStream().write(new byte[MEBIBYTE + 1]);
    assertThat(status(chunked)).isEqualTo("413");
  }

  @Test
  void aClientThatSendsNoMoreIsStillAnswered() throws Exception {
    start(LATE, LATE);
    Socket socket = connect();
    socket.getOutputStream().write(request("half-closed"));
    socket.shutdownOutput();

    assertThat(status(socket)).isEqualTo("200");
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
    assertThat(log.find("half-closed")).isPresent();
  }

  @Test
  void aThousandConnectionsAreServedAtOnce() throws Exception {
    start(LATE, LATE);
    List<byte[]> requests = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      requests.add(request("c-" + i));
    }
    for (byte[] request : requests) {
      connect().getOutputStream().write(request, 0, request.length - 1);
    }
    for (int i = 0; i < CONNECTIONS; i++) {
      byte[] request = requests.get(i);
      sockets.get(i).getOutputStream().write(request, request.length - 1, 1);
    }

    for (Socket socket : sockets) {
      assertThat(status(socket)).isEqualTo("200");
    }
    assertThat(log.head()).isEqualTo(CONNECTIONS);
  }

  @Test
  void largeBodiesThatAreUnderWayAreBoundedAndKeepNoSmallOneOut() throws Exception {
    start(Duration.ofSeconds(3), LATE);
    for (int i = 0; i < 128; i++) {
      send(connect(), POST + "Content-Length: 1048576\r\n\r\n");
    }
    byte[] large = signed(new byte[100_000], false);
    await().until(() -> post(large).equals("503"));
    assertThat(post(request("small"))).isEqualTo("200");

    // The bodies never come, and make room again.
    for (int i = 0; i < 128; i++) {
      assertThat(status(sockets.get(i))).isEqualTo("408");
    }
    assertThat(post(large)).isEqualTo("200");
  }

  private void start(Duration bodyTimeout, Duration requestTimeout) throws IOException {
    server =
        WebhookServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            GatewayConfig.WEBHOOK_PATH,
            new SourceGuard(PublicPort.DEFAULTS, new VirtualTimer(), new SimpleMeterRegistry()),
            new WebhookIntake(
                WebhookVerifier.builder().publicKeys(signer.publicKey()).build(),
                log,
                new SimpleMeterRegistry()),
            ConnectionLimits.DEFAULTS,
            Optional.empty(),
            new SimpleMeterRegistry(),
            new WebhookTimeouts(bodyTimeout, requestTimeout, /* idleAtStop= */ SOON));
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(30_000);
    sockets.add(socket);
    return socket;
  }

  /** The status of the answer to one request over a connection of its own. */
  private String post(byte[] request) throws IOException {
    Socket socket = connect();
    socket.getOutputStream().write(request);
    return status(socket);
  }

  private byte[] request(String id) {
    return signed(("{\"data\":{\"id\":\"" + id + "\"}}").getBytes(US_ASCII), false);
  }

  private byte[] signed(byte[] body, boolean chunked) {
    StringBuilder head = new StringBuilder(POST);
    Map<String, List<String>> headers = signer.headers(Instant.now(), body);
    headers.forEach((name, values) -> head.append(name + ": " + values.get(0) + "\r\n"));
    head.append(
        chunked
            ? "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length) + "\r\n"
            : "Content-Length: " + body.length + "\r\n\r\n");
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(head.toString().getBytes(US_ASCII));
    request.writeBytes(body);
    if (chunked) {
      request.writeBytes("\r\n0\r\n\r\n".getBytes(US_ASCII));
    }
    return request.toByteArray();
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
  }

  private static boolean isClosedAfterOneMoreByte(Socket socket) {
    try {
      socket.getOutputStream().write('x');
      return socket.getInputStream().available() > 0;
    } catch (IOException e) {
      return true;
    }
  }

  /** Sends no byte behind the answer: the connection would be reset, and the answer lost. */
  private static boolean isAnsweredBeforeOneMoreByte(Socket socket) throws IOException {
    if (socket.getInputStream().available() > 0) {
      return true;
    }
    socket.getOutputStream().write('x');
    return false;
  }

  /** Reads one answer, which has no body. */
  private static String status(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder answer = new StringBuilder();
    while (answer.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      assertThat(next).as("closed after: %s", answer).isNotEqualTo(-1);
      answer.append((char) next);
    }
    return answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length());
  }

  private static byte[] bytes(int count, int value) {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
