package dev.voicemedia.webhook.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

import dev.voicemedia.webhook.VerifiedWebhook;
import dev.voicemedia.webhook.WebhookVerifier;
import dev.voicemedia.webhook.testing.WebhookSigner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplesTest {

  private static final byte[] BODY = "{\"data\":{\"name\":\"Zoë\"}}".getBytes(UTF_8);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final WebhookSigner signer = WebhookSigner.random();
  private final WebhookVerifier verifier =
      WebhookVerifier.builder().publicKeys(signer.publicKey()).build();
  private final List<VerifiedWebhook> inbox = new CopyOnWriteArrayList<>();

  static Stream<Named<ExampleServer.Starter>> servers() {
    return Stream.of(
        named("JDK HttpServer", ExampleServer::jdkHttpServer),
        named("Jakarta Servlet", ExampleServer::servlet),
        named("Spring MVC", ExampleServer::springMvc),
        named("Netty", ExampleServer::netty));
  }

  @ParameterizedTest
  @MethodSource("servers")
  void anExampleTakesAuthenticWebhooksAndNoOthers(ExampleServer.Starter starter) throws Exception {
    Map<String, List<String>> headers = signer.headers(Instant.now(), BODY);
    String signature = headers.getOrDefault("telnyx-signature-ed25519", List.of()).get(0);
    try (ExampleServer server = starter.start(verifier, inbox::add)) {
      assertThat(post(request(server, headers))).isEqualTo(200);
      assertThat(inbox)
          .singleElement()
          .satisfies(webhook -> assertThat(webhook.bodyBytes()).isEqualTo(BODY));

      assertThat(post(request(server, WebhookSigner.random().headers(Instant.now(), BODY))))
          .isEqualTo(401);
      assertThat(post(request(server, Map.of()))).isEqualTo(401);
      assertThat(post(request(server, headers).header("Telnyx-Signature-Ed25519", signature)))
          .as("a header that occurs twice")
          .isEqualTo(401);
      assertThat(inbox).hasSize(1);
    }
  }

  @Test
  void everyExampleOfTheReadmeIsCompiledHere() throws Exception {
    StringBuilder sources = new StringBuilder();
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        sources.append(withoutSpace(Files.readString(file)));
      }
    }
    List<String> examples =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("README.md")))
            .results()
            .map(block -> block.group(1))
            .toList();

    assertThat(examples)
        .hasSizeGreaterThanOrEqualTo(6)
        .allSatisfy(example -> assertThat(sources).contains(withoutSpace(example)));
  }

  private static String withoutSpace(String text) {
    return text.replaceAll("\\s+", "");
  }

  private static HttpRequest.Builder request(
      ExampleServer server, Map<String, List<String>> headers) {
    String host = InetAddress.getLoopbackAddress().getHostAddress();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://" + host + ":" + server.port() + "/webhooks/telnyx"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(BODY));
    headers.forEach((name, values) -> values.forEach(value -> request.header(name, value)));
    return request;
  }

  private int post(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.discarding()).statusCode();
  }
}
