package dev.voicemedia.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.voicemedia.webhook.testing.WebhookSigner;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.function.Executable;

/** A case that posts a webhook, and reads the event that it became. */
final class ConformanceWebhook implements Executable {
  static final WebhookSigner RIGHT = signer(1);
  private static final WebhookSigner WRONG = signer(2);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final JsonNode one;
  private final URI url;
  private final ManagedChannel channel;

  ConformanceWebhook(JsonNode one, URI url, ManagedChannel channel) {
    this.one = one;
    this.url = url;
    this.channel = channel;
  }

  @Override
  public void execute() throws IOException, InterruptedException {
    byte[] body =
        one.has("body")
            ? one.get("body").textValue().getBytes(StandardCharsets.UTF_8)
            : Base64.getDecoder().decode(one.required("body_base64").textValue());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url).POST(BodyPublishers.ofByteArray(body));
    headers(body).forEach(request::header);

    int status = HTTP.send(request.build(), BodyHandlers.discarding()).statusCode();

    assertThat(status).isEqualTo(one.required("status").intValue());
    if (one.has("id")) {
      assertEvent(body);
    }
  }

  private Map<String, String> headers(byte[] body) {
    String signed = one.path("signed").asText("right");
    byte[] signedBody =
        signed.equals("other_body") ? "another body".getBytes(StandardCharsets.UTF_8) : body;
    Map<String, String> headers = new TreeMap<>();
    (signed.equals("wrong") ? WRONG : RIGHT)
        .headers(Instant.now().minusSeconds(one.path("age").asLong()), signedBody)
        .forEach((name, values) -> headers.put(name, values.get(0)));
    one.path("headers")
        .properties()
        .forEach(
            header -> {
              if (header.getValue().isNull()) {
                headers.remove(header.getKey());
              } else {
                headers.put(header.getKey(), header.getValue().textValue());
              }
            });
    return headers;
  }

  private void assertEvent(byte[] body) throws IOException {
    JsonNode request =
        JsonNodeFactory.instance.objectNode().put("id", one.required("id").textValue());
    JsonNode event =
        ConformanceRpc.call(channel, "GetEvent", request, "").path("event").path("event");

    ConformanceTest.assertContains("event", event, one.required("event"));
    one.path("absent")
        .forEach(name -> assertThat(event.has(name.textValue())).as("%s", name).isFalse());
    JsonNode webhook = event.path("webhook");
    assertThat(webhook.path("body").binaryValue()).isEqualTo(body);
    assertThat(webhook.path("signature").binaryValue())
        .isEqualTo(RIGHT.sign(webhook.path("timestamp").textValue(), body));
  }

  private static WebhookSigner signer(int value) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) value);
    return WebhookSigner.fromSeed(seed);
  }
}
