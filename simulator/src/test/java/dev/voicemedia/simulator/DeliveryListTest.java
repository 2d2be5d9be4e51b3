package dev.voicemedia.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code GET /v2/webhook_deliveries}. */
class DeliveryListTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final URI THEIRS = URI.create("https://other.example.com/hook");
  private static final String MESSAGE = "{\"event_type\":\"message.sent\",\"id\":\"sms\"}";

  private final ManualTimeline time = new ManualTimeline(START);
  private final WebhookReceiver receiver = new WebhookReceiver();
  private Simulator simulator;
  private ApiClient client;

  @BeforeEach
  void start() throws IOException {
    simulator =
        Simulator.builder()
            .port(0)
            .timeline(time)
            .redelivery(1, Duration.ofSeconds(1), Duration.ofSeconds(1))
            .webhookUrl(receiver.url())
            .start();
    client = new ApiClient(simulator);
  }

  @AfterEach
  void stop() {
    simulator.close();
    receiver.close();
  }

  @Test
  void aFailedDeliveryHasItsEventAndItsAttemptsNewestFirst() {
    failedCall();

    JsonNode failed = list(Map.of("filter[status][eq]", "failed")).path("data");
    assertThat(failed).hasSize(2);
    JsonNode delivery = failed.get(1);
    assertThat(delivery.path("record_type").asText()).isEqualTo("webhook_delivery");
    assertThat(delivery.path("webhook").path("event_type").asText()).isEqualTo("call.initiated");
    assertThat(delivery.path("webhook").has("meta")).isFalse();
    assertThat(delivery.path("started_at").asText()).startsWith("2026-03-01T12:00:00");
    assertThat(delivery.path("finished_at").asText()).startsWith("2026-03-01T12:00:01");
    assertThat(delivery.path("attempts")).hasSize(2);
    JsonNode newest = delivery.path("attempts").get(0);
    assertThat(newest.path("started_at").asText()).startsWith("2026-03-01T12:00:01");
    assertThat(newest.path("http").path("request").path("url").asText())
        .isEqualTo(receiver.url().toString());
    assertThat(newest.path("http").path("response").path("status").asInt()).isEqualTo(503);
  }

  @Test
  void otherApplicationsAreInBetweenAndFiltersTellThemApart() {
    simulator.openCall();
    await().until(() -> list(Map.of()).path("data").size() == 2);
    simulator.listForeignDelivery(THEIRS, MESSAGE, START.plusSeconds(60));

    assertThat(ids(Map.of())).hasSize(3).first().isEqualTo("sms");
    assertThat(ids(Map.of("filter[status][eq]", "failed"))).containsExactly("sms");
    assertThat(ids(Map.of("filter[status][eq]", "delivered"))).hasSize(2);
    assertThat(ids(Map.of("filter[webhook][contains]", "message.sent"))).containsExactly("sms");
    assertThat(ids(Map.of("filter[finished_at][gte]", "2026-03-01T12:01:00Z")))
        .containsExactly("sms");
    assertThat(ids(Map.of("filter[finished_at][lte]", "2026-03-01T13:00:59+01:00"))).hasSize(2);
  }

  @Test
  void pagesShiftWhenADeliveryComesInBetween() {
    for (int i = 0; i < 4; i++) {
      list(i);
    }
    Map<String, String> first = Map.of("page[number]", "1", "page[size]", "2");
    Map<String, String> second = Map.of("page[number]", "2", "page[size]", "2");
    assertThat(ids(first)).containsExactly("event-3", "event-2");
    assertThat(list(first).path("meta").path("total_pages").asInt()).isEqualTo(2);
    assertThat(list(first).path("meta").path("total_results").asInt()).isEqualTo(4);
    list(4);

    assertThat(ids(second)).containsExactly("event-2", "event-1");
  }

  @Test
  void whatIsForgottenIsNotListed() {
    failedCall();
    list(120);
    simulator.forgetDeliveriesBefore(START.plusSeconds(60));

    assertThat(ids(Map.of())).containsExactly("event-120");
  }

  @Test
  void faultsAndAWrongKeyAreAnsweredLikeThoseOfCommands() {
    simulator.inject(Fault.of(new Effect.Answer(429, false)).on("webhook_deliveries").times(1));

    assertThat(client.get("/webhook_deliveries").status()).isEqualTo(429);
    assertThat(client.get("/webhook_deliveries").status()).isEqualTo(200);
    assertThat(new ApiClient(simulator, "another").get("/webhook_deliveries").status())
        .isEqualTo(401);
    assertThat(client.get("/webhook_deliveries?page%5Bsize%5D=251").status()).isEqualTo(422);
  }

  /** A call whose two webhooks are given up. */
  private void failedCall() {
    receiver.answerWith(() -> 503);
    simulator.openCall();
    for (int webhook = 0; webhook < 2; webhook++) {
      int at = webhook;
      await().until(() -> simulator.webhooks().get(at).attempts().size() == 1);
      time.advance(Duration.ofSeconds(1));
      await().until(() -> simulator.failedWebhooks().size() == at + 1);
    }
  }

  private void list(int seconds) {
    simulator.listForeignDelivery(
        THEIRS, "{\"id\":\"event-" + seconds + "\"}", START.plusSeconds(seconds));
  }

  private List<String> ids(Map<String, String> query) {
    List<String> ids = new ArrayList<>();
    list(query).path("data").forEach(each -> ids.add(each.path("webhook").path("id").asText()));
    return ids;
  }

  private JsonNode list(Map<String, String> query) {
    String text =
        query.entrySet().stream()
            .map(each -> encode(each.getKey()) + "=" + encode(each.getValue()))
            .collect(Collectors.joining("&", "?", ""));
    ApiClient.Reply reply = client.get("/webhook_deliveries" + (query.isEmpty() ? "" : text));
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
