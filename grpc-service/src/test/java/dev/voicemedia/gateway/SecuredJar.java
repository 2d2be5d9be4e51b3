package dev.voicemedia.gateway;

import dev.voicemedia.gateway.testing.TestCa;
import dev.voicemedia.gateway.testing.TestCa.Issued;
import dev.voicemedia.webhook.testing.WebhookSigner;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A process of {@code serve} with mutual TLS on gRPC, TLS on the webhook port and an access file,
 * all its secrets in files.
 */
final class SecuredJar implements AutoCloseable {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Pattern LISTENING =
      Pattern.compile("gRPC on [^ ]*:(\\d+), webhooks on port (\\d+), admin on [^ ]*:(\\d+)");

  private final Path secrets;
  private final TestCa serverCa = new TestCa("servers");
  private final TestCa clientCa = new TestCa("clients");
  private final WebhookSigner signer = WebhookSigner.random();
  private final HttpClient http;
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final RunningJar process;
  private final int grpcPort;
  private final URI webhooks;
  private final URI admin;

  /**
   * Starts it, with an access file that is in the folder of its secrets.
   *
   * @param folder where its folders are made: one of secrets, and the data folder
   */
  SecuredJar(Path folder, URI telnyx, String apiKey) throws Exception {
    secrets = secretsIn(folder);
    Files.writeString(file("api-key"), apiKey + "\n");
    serverCa.write(file("server-ca.pem"));
    clientCa.write(file("client-ca.pem"));
    Issued server = serverCa.issue("gateway", DAY, "IP:127.0.0.1", "DNS:localhost");
    server.writeCertificate(file("server.pem"));
    server.writeKey(file("server-key.pem"));
    http = HttpClient.newBuilder().sslContext(trusting(serverCa)).build();
    process =
        RunningJar.start(
            folder,
            environment(telnyx),
            List.of("-Djava.io.tmpdir=" + folder),
            arguments("serve").toArray(String[]::new));
    Matcher ports = LISTENING.matcher(process.awaitLine("webhooks on port"));
    if (!ports.find()) {
      throw new AssertionError("no ports in " + process.arrived());
    }
    grpcPort = Integer.parseInt(ports.group(1));
    webhooks = URI.create("https://127.0.0.1:" + ports.group(2) + "/webhooks/telnyx");
    admin = URI.create("http://127.0.0.1:" + ports.group(3));
  }

  /** The folder of its secrets, which is made; the access file belongs there. */
  static Path secretsIn(Path folder) throws IOException {
    return Files.createDirectories(folder.resolve("secrets"));
  }

  RunningJar process() {
    return process;
  }

  int grpcPort() {
    return grpcPort;
  }

  URI webhooks() {
    return webhooks;
  }

  URI admin() {
    return admin;
  }

  /** One of its secrets, or of what belongs to them. */
  Path file(String name) {
    return secrets.resolve(name);
  }

  Map<String, String> environment(URI telnyx) {
    return Map.of(
        "TELNYX_API_KEY_FILE", file("api-key").toString(),
        "TELNYX_PUBLIC_KEY", signer.publicKeyBase64(),
        "TELNYX_BASE_URL", telnyx.toString());
  }

  /** A command with its settings. */
  List<String> arguments(String... command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(
        List.of(
            "--grpc-port=0",
            "--webhook-port=0",
            "--admin-port=0",
            "--grpc-tls-cert=" + file("server.pem"),
            "--grpc-tls-key=" + file("server-key.pem"),
            "--grpc-client-ca=" + file("client-ca.pem"),
            "--grpc-client-auth=require",
            "--webhook-tls-cert=" + file("server.pem"),
            "--webhook-tls-key=" + file("server-key.pem"),
            "--access-file=" + file("access.yaml")));
    return arguments;
  }

  /**
   * A client's certificate and key, in files of these names with {@code .pem} and {@code -key.pem}.
   */
  void issue(String name, String alternativeName) throws IOException {
    Issued issued = clientCa.issue(name, DAY, alternativeName);
    issued.writeCertificate(file(name + ".pem"));
    issued.writeKey(file(name + "-key.pem"));
  }

  /** A connection by TLS that shows a certificate that was issued, or none. */
  ManagedChannel connect(@Nullable String certificate) throws IOException {
    TlsChannelCredentials.Builder tls =
        TlsChannelCredentials.newBuilder().trustManager(file("server-ca.pem").toFile());
    if (certificate != null) {
      tls.keyManager(file(certificate + ".pem").toFile(), file(certificate + "-key.pem").toFile());
    }
    ManagedChannel channel = Grpc.newChannelBuilder("127.0.0.1:" + grpcPort, tls.build()).build();
    channels.add(channel);
    return channel;
  }

  /** Posts an authentic webhook. */
  HttpResponse<String> post(String body) throws Exception {
    return post(body, signer);
  }

  /** Posts a webhook that somebody has signed. */
  HttpResponse<String> post(String body, WebhookSigner by) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(webhooks).POST(BodyPublishers.ofString(body));
    by.headers(Instant.now(), body.getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .forEach((name, values) -> values.forEach(value -> request.header(name, value)));
    return http.send(request.build(), BodyHandlers.ofString());
  }

  /** Asks for any page of any port. */
  HttpResponse<String> get(URI page, String authorization) throws Exception {
    return http.send(
        HttpRequest.newBuilder(page).header("Authorization", authorization).build(),
        BodyHandlers.ofString());
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    process.close();
  }

  private static SSLContext trusting(TestCa ca) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("ca", ca.certificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
