package dev.voicemedia.gateway.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.GatewayConfig;
import dev.voicemedia.gateway.access.PublicPort;
import dev.voicemedia.gateway.connection.ConnectionLimits;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.EmbeddedLog;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.gateway.testing.ManualClock;
import dev.voicemedia.gateway.testing.VirtualTimer;
import dev.voicemedia.v1.Event;
import dev.voicemedia.webhook.WebhookVerifier;
import dev.voicemedia.webhook.testing.WebhookSigner;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookServerTest {
  private static final Instant NOW = Instant.parse("2026-01-31T09:30:00Z");
  private static final WebhookTimeouts TIMEOUTS =
      new WebhookTimeouts(
          /* body= */ Duration.ofMillis(300),
          /* request= */ Duration.ofSeconds(30),
          /* idleAtStop= */ Duration.ofMillis(50));
  private static final byte[] BODY =
      "{\"data\":{\"id\":\"e-1\",\"event_type\":\"call.hangup\"}}".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock(NOW);
  private final WebhookSigner signer = WebhookSigner.random();
  private final MeterRegistry metrics = new SimpleMeterRegistry();
  private final HttpClient http = HttpClient.newHttpClient();
  private EmbeddedLog log;
  private WebhookServer server;

  @BeforeEach
  void start() throws IOException {
    log = EmbeddedLog.open(folder, EventLogSettings.DEFAULTS, clock);
    server =
        WebhookServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            GatewayConfig.WEBHOOK_PATH,
            new SourceGuard(PublicPort.DEFAULTS, new VirtualTimer(), new SimpleMeterRegistry()),
            new WebhookIntake(
                WebhookVerifier.builder().publicKeys(signer.publicKey()).clock(clock).build(),
                log,
                metrics),
            ConnectionLimits.DEFAULTS,
            Optional.empty(),
            metrics,
            TIMEOUTS);
  }

  @AfterEach
  void stop() {
    server.close();
    log.close();
  }

  @Test
  void anAuthenticWebhookIsOnDiskOnceItIsAnswered() throws Exception {
    assertThat(post(BODY, signer.headers(NOW, BODY)).statusCode()).isEqualTo(200);

    server.close();
    log.close();
    log = EmbeddedLog.open(folder, EventLogSettings.DEFAULTS, clock);
    Event event = onlyEvent();
    assertThat(event.getId()).isEqualTo("e-1");
    assertThat(event.getWebhook().getBody().toByteArray()).isEqualTo(BODY);
    assertThat(event.getWebhook().getTimestamp()).isEqualTo(Long.toString(NOW.getEpochSecond()));
    assertThat(event.getWebhook().getSignature().toByteArray())
        .isEqualTo(signer.sign(event.getWebhook().getTimestamp(), BODY));
    assertThat(event.getWebhook().getPublicKeyId()).isEqualTo(signer.publicKey().id());
  }

  @Test
  void aDuplicateIsAnsweredLikeTheFirstAndStoredOnce() throws Exception {
    post(BODY, signer.headers(NOW, BODY));
    byte[] again =
        "{ \"meta\":{\"attempt\":2}, \"data\":{\"event_type\":\"call.hangup\",\"id\":\"e-1\"} }"
            .getBytes(StandardCharsets.UTF_8);

    assertThat(post(again, signer.headers(NOW, again)).statusCode()).isEqualTo(200);
    assertThat(log.head()).isEqualTo(1);
    assertThat(count("voicemedia.webhooks.accepted", "outcome", "duplicate")).isEqualTo(1);
  }

  @Test
  void theSameIdWithOtherDataIsStoredBesideTheFirst() throws Exception {
    post(BODY, signer.headers(NOW, BODY));
    byte[] other =
        "{\"data\":{\"id\":\"e-1\",\"event_type\":\"call.answered\"}}"
            .getBytes(StandardCharsets.UTF_8);

    assertThat(post(other, signer.headers(NOW, other)).statusCode()).isEqualTo(200);
    assertThat(log.head()).isEqualTo(2);
    assertThat(Event.parseFrom(log.read(1, 1, 1).get(0).encodedEvent()).getId())
        .matches("e-1~[0-9a-f]{8}");
    assertThat(count("voicemedia.webhooks.accepted", "outcome", "stored_as_variant")).isEqualTo(1);
  }

  @Test
  void anAuthenticBodyThatIsNotJsonIsStoredUntyped() throws Exception {
    byte[] binary = {(byte) 0xff, 0, 1, (byte) 0x80, '{'};

    assertThat(post(binary, signer.headers(NOW, binary)).statusCode()).isEqualTo(200);
    assertThat(onlyEvent().getId()).startsWith("sha256:");
    assertThat(onlyEvent().getWebhook().getBody().toByteArray()).isEqualTo(binary);
    assertThat(onlyEvent().getEventType()).isEmpty();
  }

  @Test
  void anEmptyBodyIsStoredToo() throws Exception {
    byte[] empty = {};

    assertThat(post(empty, signer.headers(NOW, empty)).statusCode()).isEqualTo(200);
    assertThat(log.head()).isEqualTo(1);
  }

  @Test
  void missingRepeatedAndMalformedHeadersAre400() throws Exception {
    String timestamp = Long.toString(NOW.getEpochSecond());
    String signature = Base64.getEncoder().encodeToString(signer.sign(timestamp, BODY));

    assertThat(post(BODY, Map.of()).statusCode()).isEqualTo(400);
    assertThat(post(BODY, Map.of("telnyx-timestamp", List.of(timestamp))).statusCode())
        .isEqualTo(400);
    assertThat(post(BODY, headers(signature, timestamp, timestamp)).statusCode()).isEqualTo(400);
    assertThat(post(BODY, headers("AAAA", timestamp)).statusCode()).isEqualTo(400);
    assertThat(post(BODY, headers(signature, "+" + timestamp)).statusCode()).isEqualTo(400);
    assertThat(log.head()).isZero();
    assertThat(count("voicemedia.webhooks.refused", "reason", "missing_header")).isEqualTo(2);
    assertThat(count("voicemedia.webhooks.refused", "reason", "repeated_header")).isEqualTo(1);
  }

  @Test
  void aForgedBodyAndAForeignKeyAre401() throws Exception {
    byte[] forged = BODY.clone();
    forged[20] ^= 1;

    assertThat(post(forged, signer.headers(NOW, BODY)).statusCode()).isEqualTo(401);
    assertThat(post(BODY, WebhookSigner.random().headers(NOW, BODY)).statusCode()).isEqualTo(401);
    assertThat(log.head()).isZero();
    assertThat(count("voicemedia.webhooks.refused", "reason", "no_key_matches")).isEqualTo(2);
  }

  @Test
  void anAuthenticWebhookOutOfToleranceIs401AndCountedApart() throws Exception {
    assertThat(post(BODY, signer.headers(NOW.minusSeconds(301), BODY)).statusCode()).isEqualTo(401);
    assertThat(post(BODY, signer.headers(NOW.plusSeconds(301), BODY)).statusCode()).isEqualTo(401);
    assertThat(post(BODY, signer.headers(NOW.minusSeconds(300), BODY)).statusCode()).isEqualTo(200);
    assertThat(count("voicemedia.webhooks.refused", "reason", "stale")).isEqualTo(1);
    assertThat(count("voicemedia.webhooks.refused", "reason", "from_the_future")).isEqualTo(1);
  }

  @Test
  void otherPathsAre404AndOtherMethods405() throws Exception {
    assertThat(send(request("/").POST(BodyPublishers.noBody())).statusCode()).isEqualTo(404);
    assertThat(send(request("/metrics").GET()).statusCode()).isEqualTo(404);
    HttpResponse<String> get = send(request("/webhooks/telnyx").GET());
    assertThat(get.statusCode()).isEqualTo(405);
    assertThat(get.headers().firstValue("allow")).contains("POST");
  }

  @Test
  void aBodyOfOneMebibyteIsTakenAndALongerOneIs413() throws Exception {
    byte[] largest = new byte[WebhookEndpoint.MAX_BODY_BYTES];
    assertThat(post(largest, signer.headers(NOW, largest)).statusCode()).isEqualTo(200);

    // On a socket, as a client that still sends when the connection is closed may miss the answer.
    String post = "POST /webhooks/telnyx HTTP/1.1\r\nHost: h\r\n";
    assertThat(statusLine(post + "Content-Length: 1048577\r\n\r\n")).isEqualTo("HTTP/1.1 413");
    assertThat(
            statusLine(post + "Transfer-Encoding: chunked\r\n\r\n100001\r\n" + "x".repeat(1048577)))
        .isEqualTo("HTTP/1.1 413");
    assertThat(log.head()).isEqualTo(1);
  }

  @Test
  void headersThatAreTooLargeAre431() throws Exception {
    assertThat(
            statusLine(
                "POST /webhooks/telnyx HTTP/1.1\r\nHost: h\r\nx-large: " + "x".repeat(16_500)))
        .isEqualTo("HTTP/1.1 431");
  }

  @Test
  void aBodyThatDoesNotComeIs408() throws Exception {
    assertThat(
            statusLine("POST /webhooks/telnyx HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n{"))
        .isEqualTo("HTTP/1.1 408");
  }

  @Test
  void whatCannotBeStoredNowIs503WithRetryAfter() throws Exception {
    log.close();
    HttpResponse<String> answer = post(BODY, signer.headers(NOW, BODY));

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("retry-after")).contains("1");
    assertThat(metrics.get("voicemedia.webhooks.not.stored").counter().count()).isEqualTo(1);
  }

  /** How the answer to these bytes begins. */
  private String statusLine(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    }
  }

  private HttpResponse<String> post(byte[] body, Map<String, List<String>> headers)
      throws Exception {
    HttpRequest.Builder request =
        request("/webhooks/telnyx").POST(BodyPublishers.ofByteArray(body));
    headers.forEach((name, values) -> values.forEach(value -> request.header(name, value)));
    return send(request);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .timeout(Duration.ofSeconds(30));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private double count(String name, String tag, String value) {
    return metrics.get(name).tag(tag, value).counter().count();
  }

  private Event onlyEvent() throws Exception {
    List<LogEntry> entries = log.read(0, 10, 1 << 20);
    assertThat(entries).hasSize(1);
    return Event.parseFrom(entries.get(0).encodedEvent());
  }

  private static Map<String, List<String>> headers(String signature, String... timestamps) {
    return Map.of(
        "telnyx-signature-ed25519", List.of(signature), "telnyx-timestamp", List.of(timestamps));
  }
}
