package dev.voicemedia.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.voicemedia.v1.ListEventsRequest;
import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import dev.voicemedia.webhook.testing.WebhookSigner;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Secrets with values that can be searched for: those that the gateway is given, those that callers
 * show it, and those that strangers try. It is used well and badly on every port, and what comes
 * out of it is searched.
 */
class MarkerSecretsIT {
  private static final String API_KEY = "KEYmarker0123456789";
  private static final String NEXT_API_KEY = "KEYmarker9876543210";
  private static final String PASTED = "vm_markerThatWasPastedWhereItsHashBelongs0000000";
  private static final String PASSWORD = "bWFya2VyOnBhc3N3b3Jk";
  private static final String FORGED = "marker-of-a-forged-body";
  private static final String AUTHENTIC = "marker-of-an-authentic-body";
  private static final String SPOKEN = "marker-of-what-is-spoken";
  private static final String ISSUER = "https://cluster";
  private static final String SUBJECT = "reports";
  private static final String FILE =
      """
      version: 1
      health: identified
      issuers:
        - {name: cluster, issuer: "https://cluster", audience: voicemedia, jwks_file: jwks.json,
           algorithms: [ES256]}
      callers:
        - {name: ivr, credentials: [{token_sha256: "${ivr}"}], allow: [actions, events]}
        - {name: reports, credentials: [{jwt: {issuer: cluster, subject: reports}}], allow: [events]}
      """;

  @TempDir Path folder;

  private final Map<String, String> markers = new HashMap<>();
  private final List<String> heard = new ArrayList<>();

  @Test
  void noSecretIsInAnythingThatComesOut() throws Exception {
    ECKey issuer = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    AccessTokens tokens = writeSecrets(issuer);
    HttpServer telnyx = telnyxThatRepeatsTheKey();
    URI upstream = URI.create("http://127.0.0.1:" + telnyx.getAddress().getPort() + "/v2");
    List<String> printed;
    try (SecuredJar gateway = new SecuredJar(folder, upstream, API_KEY)) {
      gateway.issue("sidecar", "DNS:sidecar.example.com");
      markKeys(gateway, "server-key.pem", "sidecar-key.pem");
      List<RunningJar> commands = commands(gateway, upstream);

      callWell(gateway, tokens, issuer);
      callBadly(gateway, tokens, issuer);
      post(gateway);
      askForPages(gateway);
      replaceFiles(gateway);
      callWell(gateway, tokens, issuer);

      for (RunningJar command : commands) {
        command.exitCode();
        heard.addAll(command.output());
      }
      heard.add(Files.readString(Path.of("/proc/" + gateway.process().pid() + "/cmdline")));
      gateway.process().terminate();
      gateway.process().exitCode();
      printed = gateway.process().output();
    } finally {
      telnyx.stop(0);
    }
    assertThat(String.join("\n", printed)) // that it has been used, and badly
        .contains("dev.voicemedia.audit", "unknown_token", "invalid_jwt", "malformed_header");
    String stored = data();
    assertThat(stored).contains(AUTHENTIC).doesNotContain(FORGED);
    heard.addAll(printed);
    assertThat(heard).noneMatch(text -> text.contains(AUTHENTIC) || text.contains(SPOKEN));
    heard.add(stored);
    markers.forEach(
        (name, marker) -> assertThat(heard).as(name).noneMatch(text -> text.contains(marker)));
  }

  private AccessTokens writeSecrets(ECKey issuer) throws IOException {
    Path secrets = SecuredJar.secretsIn(folder);
    AccessTokens tokens = new AccessTokens(secrets);
    Path keys = secrets.resolve("jwks.json");
    Files.writeString(keys, new JWKSet(issuer).toString(false)); // with the private key, by mistake
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
    tokens.write(FILE);
    mark("issuer's private key", issuer.getD().toString());
    mark("API key", API_KEY);
    mark("next API key", NEXT_API_KEY);
    mark("token", tokens.tokenOf("ivr").secret());
    mark("unknown token", tokens.tokenOf("nobody").secret());
    mark("pasted token", PASTED);
    mark("password", PASSWORD);
    mark("forged body", FORGED);
    return tokens;
  }

  private void mark(String name, String marker) {
    assertThat(marker.length()).as(name).isGreaterThan(15); // it is nowhere by chance
    markers.put(name, marker);
  }

  private void markKeys(SecuredJar gateway, String... files) throws IOException {
    for (String file : files) {
      List<String> lines = Files.readAllLines(gateway.file(file));
      for (String line : lines.subList(1, lines.size() - 1)) {
        mark("a line of " + file + ": " + line, line);
      }
    }
  }

  /** An error that has the request's Authorization header in it. */
  private static HttpServer telnyxThatRepeatsTheKey() throws IOException {
    HttpServer telnyx =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    telnyx.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          String key = exchange.getRequestHeaders().getFirst("Authorization");
          byte[] answer =
              ("{\"errors\":[{\"code\":\"10015\",\"title\":\"Bad\",\"detail\":\"not for "
                      + key
                      + "\"}]}")
                  .getBytes(UTF_8);
          exchange.sendResponseHeaders(422, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    telnyx.start();
    return telnyx;
  }

  /** Help, and what is printed of a configuration, good and bad. */
  private List<RunningJar> commands(SecuredJar gateway, URI upstream) throws IOException {
    Map<String, String> inEnvironment = new HashMap<>(gateway.environment(upstream));
    inEnvironment.remove("TELNYX_API_KEY_FILE");
    inEnvironment.put("TELNYX_API_KEY", API_KEY);
    Map<String, String> spoilt = new HashMap<>(inEnvironment);
    spoilt.put("TELNYX_API_KEY", API_KEY + " é");
    String[] check = gateway.arguments("config", "check").toArray(String[]::new);
    return List.of(
        RunningJar.start(folder, inEnvironment, List.of(), check),
        RunningJar.start(folder, spoilt, List.of(), check),
        RunningJar.start(folder, inEnvironment, List.of(), "serve", "--help"));
  }

  private void callWell(SecuredJar gateway, AccessTokens tokens, ECKey issuer) throws Exception {
    Channel connection = gateway.connect("sidecar");
    speak(tokens.as("ivr", connection));
    list(withJwt(connection, issuer, Duration.ofMinutes(10)));
  }

  private void callBadly(SecuredJar gateway, AccessTokens tokens, ECKey issuer) throws Exception {
    Channel connection = gateway.connect("sidecar");
    ECKey stranger = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    String good = "Bearer " + tokens.tokenOf("ivr").secret();
    speak(tokens.as("nobody", connection));
    speak(AccessTokens.withHeaders(connection, good, good));
    speak(AccessTokens.withHeaders(connection, "Basic " + PASSWORD));
    speak(AccessTokens.withHeaders(connection, tokens.tokenOf("ivr").secret()));
    list(withJwt(connection, issuer, Duration.ofMinutes(-10)));
    list(withJwt(connection, stranger, Duration.ofMinutes(10)));
    speak(tokens.as("ivr", gateway.connect(null)));
  }

  private void post(SecuredJar gateway) throws Exception {
    String body = "{\"data\":{\"id\":\"%s\",\"event_type\":\"call.answered\"}}";
    hear(gateway.post(body.formatted(AUTHENTIC)));
    hear(gateway.post(body.formatted(FORGED), WebhookSigner.random()));
    hear(gateway.post("not JSON, " + FORGED, WebhookSigner.random()));
  }

  private void askForPages(SecuredJar gateway) throws Exception {
    for (String authorization : List.of("Basic " + PASSWORD, "Bearer " + API_KEY)) {
      hear(gateway.get(gateway.webhooks(), authorization));
      hear(gateway.get(gateway.webhooks().resolve("/?key=" + PASSWORD), authorization));
      for (String page : List.of("/healthz", "/readyz", "/metrics", "/?key=" + PASSWORD)) {
        hear(gateway.get(gateway.admin().resolve(page), authorization));
      }
    }
  }

  /** By a new key, and by such as cannot be used. */
  private void replaceFiles(SecuredJar gateway) throws Exception {
    Files.writeString(gateway.file("api-key"), NEXT_API_KEY + "\n");
    Files.writeString(
        gateway.file("access.yaml"),
        "version: 1\ncallers: [{name: a, credentials: [{token_sha256: "
            + PASTED
            + "}], allow: [events]}]\n");
    Files.copy(
        gateway.file("sidecar-key.pem"),
        gateway.file("server-key.pem"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(String.join("\n", gateway.process().arrived()))
                    .contains(
                        "access: the old content stays in use",
                        "grpc_tls: the old content stays in use",
                        "api_key: loaded again"));
  }

  private Channel withJwt(Channel connection, ECKey by, Duration left) throws JOSEException {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k1").build(),
            new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .subject(SUBJECT)
                .audience("voicemedia")
                .expirationTime(Date.from(Instant.now().plus(left)))
                .build());
    jwt.sign(new ECDSASigner(by));
    mark("a JWT of " + left + ": " + jwt.getSignature(), jwt.getSignature().toString());
    return AccessTokens.withHeaders(connection, "Bearer " + jwt.serialize());
  }

  private void speak(Channel channel) {
    hear(
        () ->
            MediaActionsServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(GatewayRun.DEADLINE_SECONDS, TimeUnit.SECONDS)
                .speak(
                    SpeakRequest.newBuilder()
                        .setCallControlId("v3:call")
                        .setPayload(SPOKEN)
                        .setVoice("female")
                        .build()));
  }

  private void list(Channel channel) {
    hear(
        () ->
            WebhookEventsServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(GatewayRun.DEADLINE_SECONDS, TimeUnit.SECONDS)
                .listEvents(ListEventsRequest.getDefaultInstance()));
  }

  /** What a call's error says; an answer has what the caller asked for. */
  private void hear(Runnable call) {
    try {
      call.run();
    } catch (StatusRuntimeException e) {
      heard.add(e + " " + StatusProto.fromThrowable(e) + " " + e.getTrailers());
    }
  }

  private void hear(HttpResponse<String> response) {
    heard.add(response.headers() + response.body());
  }

  private String data() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(new String(Files.readAllBytes(file), ISO_8859_1)).append('\n');
      }
    }
    return all.toString();
  }
}
