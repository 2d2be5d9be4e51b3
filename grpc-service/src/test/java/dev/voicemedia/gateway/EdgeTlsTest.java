package dev.voicemedia.gateway;

import static dev.voicemedia.gateway.EdgeClient.EVENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.voicemedia.gateway.EdgeClient.Events;
import dev.voicemedia.gateway.access.TlsFiles;
import dev.voicemedia.gateway.testing.TestCa;
import dev.voicemedia.gateway.testing.TestCa.Issued;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS of the HTTP edge, which brings HTTP/2. */
@Timeout(60)
class EdgeTlsTest {
  /** More than a browser opens connections. */
  private static final int STREAMS = 12;

  @TempDir Path folder;

  private final TestCa ca = new TestCa("servers");
  private GatewayRun gateway;

  @BeforeEach
  void start() throws Exception {
    Issued server = ca.issue("edge", Duration.ofDays(1), "IP:127.0.0.1");
    gateway = new GatewayRun(folder.resolve("data"));
    gateway.stop();
    gateway.edgeTls =
        Optional.of(
            new TlsFiles(
                server.writeCertificate(folder.resolve("edge.pem")),
                server.writeKey(folder.resolve("edge-key.pem"))));
    gateway.start();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void streamsAndCallsShareAConnection() throws Exception {
    EdgeClient edge = client(Version.HTTP_2);
    List<Events> streams = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      streams.add(edge.events("?from=earliest"));
    }

    assertThat(edge.post(EVENTS + "ListEvents", "{}"))
        .matches(response -> response.statusCode() == 200)
        .matches(response -> response.version() == Version.HTTP_2);
    gateway.simulator().openCall();
    for (Events stream : streams) {
      assertThat(stream.until(message -> message.type().equals("call.answered"))).isNotEmpty();
      stream.close();
    }
    await()
        .untilAsserted(
            () ->
                assertThat(gateway.get(gateway.adminPort(), "/metrics").body())
                    .contains("voicemedia_http_streams 0.0"));
  }

  @Test
  void http11IsServedToo() throws Exception {
    EdgeClient edge = client(Version.HTTP_1_1);

    assertThat(edge.post(EVENTS + "ListEvents", "{}").statusCode()).isEqualTo(200);
    assertThat(
            edge.post(
                    EVENTS + "ListEvents",
                    "{}",
                    "Origin",
                    "https://127.0.0.1:" + gateway.httpPort())
                .statusCode())
        .isEqualTo(200);
    try (Events events = edge.events("?heartbeat=1s")) {
      assertThat(events.until(message -> message.name().equals("checkpoint"))).hasSize(3);
    }
  }

  private EdgeClient client(Version version) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", ca.certificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return new EdgeClient(
        HttpClient.newBuilder().sslContext(context).version(version).build(),
        "https",
        gateway.httpPort());
  }
}
