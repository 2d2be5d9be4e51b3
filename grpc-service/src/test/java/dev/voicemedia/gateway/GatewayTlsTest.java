package dev.voicemedia.gateway;

import static dev.voicemedia.gateway.GatewayRun.fromEarliest;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.voicemedia.gateway.access.AccessSettings;
import dev.voicemedia.gateway.access.TlsFiles;
import dev.voicemedia.gateway.access.TlsSettings;
import dev.voicemedia.gateway.cli.Main;
import dev.voicemedia.gateway.testing.TestCa;
import dev.voicemedia.gateway.testing.TestCa.Issued;
import dev.voicemedia.v1.SubscribeResponse;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import io.grpc.Channel;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS of both ports, client certificates, and what happens when files change. */
class GatewayTlsTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final String FILE =
      """
      version: 1
      health: identified
      callers:
        - name: ivr
          credentials:
            - {certificate: {uri: "spiffe://prod/voice/ivr"}}
            - {token_sha256: "${ivr}"}
            - {token_sha256: "${next}"}
            - {token_sha256: "${old}"}
          allow: [actions, events]
        - name: reports
          credentials: [{certificate: {dns: reports.example.com}}]
          allow: [events]
        - name: recorder
          credentials: [{token_sha256: "${recorder}"}]
          allow: [actions]
      """;

  @TempDir Path folder;

  private final TestCa serverCa = new TestCa("servers");
  private final TestCa clientCa = new TestCa("clients");
  private final List<ManagedChannel> channels = new ArrayList<>();
  private AccessTokens tokens;
  private Path trusted;
  private TlsFiles identity;
  private GatewayRun gateway;

  @BeforeEach
  void start() throws Exception {
    tokens = new AccessTokens(folder);
    tokens.write(FILE);
    trusted = serverCa.write(folder.resolve("ca.pem"));
    identity = new TlsFiles(folder.resolve("server.pem"), folder.resolve("server-key.pem"));
    renewServer(serverCa);
    Path clients = clientCa.write(folder.resolve("clients.pem"));
    AccessSettings settings =
        tokens.settings(new TlsSettings(identity, Optional.of(clients), false), identity);
    gateway = new GatewayRun(folder.resolve("data"), settings);
  }

  @AfterEach
  void stop() {
    channels.forEach(ManagedChannel::shutdownNow);
    gateway.close();
  }

  @Test
  void aCommandWithoutTlsSaysWhatIsMissing() {
    String address = "127.0.0.1:" + gateway.grpcPort();
    StringWriter err = new StringWriter();

    int exit =
        Main.commandLine()
            .setErr(new PrintWriter(err, true))
            .execute("hangup", "--call=c", "--address=" + address);

    assertThat(exit).isEqualTo(1);
    assertThat(err.toString().strip())
        .isEqualTo(
            "voicemedia hangup: UNAVAILABLE: "
                + address
                + " closed the connection, as a port with TLS does: expected --tls-ca for one");
  }

  @Test
  void aCertificateShowsWhoCalls() throws Exception {
    Channel ivr = connect(clientCa.issue("any", DAY, "URI:spiffe://prod/voice/ivr"));
    Channel reports = connect(clientCa.issue("any", DAY, "DNS:Reports.example.com"));
    Channel stranger = connect(clientCa.issue("ivr", DAY, "DNS:ivr.example.com"));
    Channel both =
        connect(
            clientCa.issue("any", DAY, "URI:spiffe://prod/voice/ivr", "DNS:reports.example.com"));
    Channel nobody = connect(null);

    assertThat(codeOf(ivr)).isEqualTo(Code.OK);
    assertThat(codeOf(reports)).isEqualTo(Code.OK);
    assertThat(codeOf(stranger)).isEqualTo(Code.UNAUTHENTICATED);
    assertThat(codeOf(both)).isEqualTo(Code.UNAUTHENTICATED);
    assertThat(codeOf(nobody)).isEqualTo(Code.UNAUTHENTICATED);
  }

  @Test
  void aCertificateOfAnotherAuthorityIsRefusedInTheHandshake() throws Exception {
    TestCa other = new TestCa("clients");

    assertThat(codeOf(connect(other.issue("any", DAY, "URI:spiffe://prod/voice/ivr"))))
        .isEqualTo(Code.UNAVAILABLE);
  }

  @Test
  void aHeaderDecidesAloneBesideAGoodCertificate() throws Exception {
    Channel ivr = connect(clientCa.issue("any", DAY, "URI:spiffe://prod/voice/ivr"));

    assertThat(codeOf(tokens.as("ivr", ivr))).isEqualTo(Code.OK);
    assertThat(codeOf(tokens.as("unknown", ivr))).isEqualTo(Code.UNAUTHENTICATED);
    assertThat(codeOf(tokens.as("recorder", ivr))).isEqualTo(Code.PERMISSION_DENIED);
  }

  @Test
  void aCertificateThatEndsEndsItsStreams() throws Exception {
    Channel brief =
        connect(clientCa.issue("any", Duration.ofSeconds(3), "URI:spiffe://prod/voice/ivr"));

    Iterator<SubscribeResponse> stream = subscribe(brief);

    assertThat(lastOf(stream).getGoodbye().getReason().name()).isEqualTo("REASON_ACCESS_CHANGED");
    assertThat(codeOf(brief)).isEqualTo(Code.UNAUTHENTICATED);
  }

  @Test
  void newConnectionsHaveANewCertificateAndOpenStreamsStay() throws Exception {
    Iterator<SubscribeResponse> before = subscribe(tokens.as("ivr", connect(null)));
    TestCa next = new TestCa("next");
    Path nextTrusted = next.write(folder.resolve("next-ca.pem"));
    assertThat(codeOf(tokens.as("ivr", connect(nextTrusted, null)))).isEqualTo(Code.UNAVAILABLE);

    renewServer(next);

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> codeOf(tokens.as("ivr", connect(nextTrusted, null))) == Code.OK);
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptionsInstanceOf(AssertionError.class) // not trusted before it is renewed, too
        .until(
            () ->
                gateway.post("{\"data\":{\"event_type\":\"after\"}}".getBytes(UTF_8), context(next))
                    == 200);
    assertThat(GatewayRun.messagesUntil(before, m -> m.getEvent().getEventType().equals("after")))
        .noneMatch(SubscribeResponse::hasGoodbye);
  }

  @Test
  void aPairThatDoesNotFitKeepsTheOldOne() throws Exception {
    serverCa.issue("other", DAY, "IP:127.0.0.1").writeKey(identity.key());

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> metrics().contains("voicemedia_files_refused{file=\"grpc_tls\"} 1.0"));
    assertThat(codeOf(tokens.as("ivr", connect(null)))).isEqualTo(Code.OK);
    renewServer(serverCa);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> metrics().contains("voicemedia_files_refused{file=\"grpc_tls\"} 0.0"));
  }

  /**
   * The server's certificate, the access file and tokens change under 200 streams. Those whose
   * credential is taken away get a goodbye, and nobody else notices.
   */
  @Test
  void rotationUnderTwoHundredStreamsEndsThoseItIsMeantFor() throws Exception {
    Channel byCertificate = connect(clientCa.issue("any", DAY, "URI:spiffe://prod/voice/ivr"));
    Channel byToken = connect(null);
    List<LiveStream> kept = new ArrayList<>();
    List<LiveStream> revoked = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      kept.add(new LiveStream(byCertificate));
      kept.add(new LiveStream(tokens.as("ivr", byToken)));
      kept.add(new LiveStream(tokens.as("next", byToken)));
      revoked.add(new LiveStream(tokens.as("old", byToken)));
    }
    await().until(() -> kept.stream().allMatch(LiveStream::isLive));
    await().until(() -> revoked.stream().allMatch(LiveStream::isLive));

    renewServer(serverCa);
    tokens.write(FILE.replace("${old}", "${another}"));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> revoked.stream().allMatch(LiveStream::isOver));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> codeOf(tokens.as("another", connect(null))) == Code.OK);
    gateway.post("{\"data\":{\"event_type\":\"after\"}}".getBytes(UTF_8), context(serverCa));

    await().until(() -> kept.stream().allMatch(each -> each.hasSeen("after")));
    assertThat(kept).noneMatch(LiveStream::isOver);
    assertThat(revoked)
        .allSatisfy(each -> assertThat(each.end()).isEqualTo("REASON_ACCESS_CHANGED, OK"))
        .noneMatch(each -> each.hasSeen("after"));
  }

  @Test
  void theWebhookPortSpeaksTls12And13AndNothingElse() throws Exception {
    for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
      try (SSLSocket socket =
          (SSLSocket)
              context(serverCa)
                  .getSocketFactory()
                  .createSocket("127.0.0.1", gateway.webhookPort())) {
        socket.setEnabledProtocols(new String[] {protocol});
        socket.startHandshake();
        assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
      }
    }
    HttpRequest plain =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + gateway.webhookPort() + "/webhooks/telnyx"))
            .build();
    assertThatThrownBy(() -> HttpClient.newHttpClient().send(plain, BodyHandlers.discarding()))
        .isInstanceOf(IOException.class);
  }

  private void renewServer(TestCa ca) throws IOException {
    Issued issued = ca.issue("gateway", DAY, "IP:127.0.0.1", "DNS:localhost");
    issued.writeCertificate(identity.certificate());
    issued.writeKey(identity.key());
  }

  private Channel connect(@Nullable Issued client) throws IOException {
    return connect(trusted, client);
  }

  private Channel connect(Path authority, @Nullable Issued client) throws IOException {
    TlsChannelCredentials.Builder tls =
        TlsChannelCredentials.newBuilder().trustManager(authority.toFile());
    if (client != null) {
      tls.keyManager(
          client.writeCertificate(folder.resolve("client.pem")).toFile(),
          client.writeKey(folder.resolve("client-key.pem")).toFile());
    }
    ManagedChannel channel =
        Grpc.newChannelBuilder("127.0.0.1:" + gateway.grpcPort(), tls.build()).build();
    channels.add(channel);
    return channel;
  }

  private static Iterator<SubscribeResponse> subscribe(Channel channel) {
    Iterator<SubscribeResponse> stream =
        WebhookEventsServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(GatewayRun.DEADLINE_SECONDS, TimeUnit.SECONDS)
            .subscribe(fromEarliest().build());
    await().until(() -> stream.next().hasCaughtUp());
    return stream;
  }

  private static SubscribeResponse lastOf(Iterator<SubscribeResponse> stream) {
    SubscribeResponse last = stream.next();
    while (stream.hasNext()) {
      last = stream.next();
    }
    return last;
  }

  private static Code codeOf(Channel channel) {
    try {
      WebhookEventsServiceGrpc.newBlockingStub(channel)
          .withDeadlineAfter(GatewayRun.DEADLINE_SECONDS, TimeUnit.SECONDS)
          .subscribe(fromEarliest().setStopAtHead(true).build())
          .forEachRemaining(message -> {});
      return Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  private String metrics() throws Exception {
    return gateway.get(gateway.adminPort(), "/metrics").body();
  }

  private static SSLContext context(TestCa ca) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    X509Certificate certificate = ca.certificate();
    store.setCertificateEntry("ca", certificate);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
