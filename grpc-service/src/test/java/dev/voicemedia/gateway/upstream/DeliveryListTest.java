package dev.voicemedia.gateway.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.voicemedia.gateway.event.ListedWebhook;
import dev.voicemedia.gateway.upstream.DeliveryListException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pages of Telnyx's list over real HTTP. */
class DeliveryListTest {
  private static final DeliveryQuery QUERY =
      new DeliveryQuery(
          Instant.parse("2026-01-31T09:30:00Z"),
          Instant.parse("2026-01-31T09:40:00Z"),
          true,
          "leg");
  private static final String DELIVERY =
      """
      {"record_type":"webhook_delivery","id":"d-1","status":"failed",
       "finished_at":"2026-01-31T10:31:00+01:00",
       "webhook":{"record_type":"event","id":"e-1","payload":{"rate":1.50}},
       "attempts":[{"http":{"request":{"url":"https://b.example.com/"}}},{"http":null},
                   {"http":{"request":{"url":"https://a.example.com/"}}}]}
      """;

  private final List<HttpExchange> requests = new ArrayList<>();
  private HttpServer telnyx;
  private int status = 200;
  private String body =
      "{\"data\":[" + DELIVERY + "],\"meta\":{\"total_pages\":3,\"total_results\":7}}";

  @BeforeEach
  void start() throws IOException {
    telnyx = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    telnyx.createContext(
        "/v2/webhook_deliveries",
        exchange -> {
          requests.add(exchange);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          if (status == 429) {
            exchange.getResponseHeaders().add("Retry-After", "7");
          }
          byte[] bytes = body.getBytes(UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    telnyx.start();
  }

  @AfterEach
  void stop() {
    telnyx.stop(0);
  }

  @Test
  void aPageHasWhatWasDeliveredWithTheDigitsThatItCameWith() {
    DeliveryPage page = list(true).page(QUERY, 2).join();

    assertThat(page.totalPages()).isEqualTo(3);
    assertThat(page.totalResults()).isEqualTo(7);
    ListedWebhook webhook = page.deliveries().get(0);
    assertThat(webhook.data().toStringUtf8()).contains("\"rate\":1.50");
    assertThat(webhook.deliveryId()).isEqualTo("d-1");
    assertThat(webhook.finishedAt()).contains(Instant.parse("2026-01-31T09:31:00Z"));
    assertThat(webhook.urls()).containsExactly("https://b.example.com/", "https://a.example.com/");
    HttpExchange request = requests.get(0);
    assertThat(request.getRequestURI().getQuery().split("&"))
        .containsExactlyInAnyOrder(
            "filter[status][eq]=failed",
            "filter[finished_at][gte]=2026-01-31T09:30:00Z",
            "filter[finished_at][lte]=2026-01-31T09:40:00Z",
            "filter[webhook][contains]=leg",
            "page[number]=2",
            "page[size]=100");
    assertThat(request.getRequestHeaders().getFirst("Authorization")).isEqualTo("Bearer KEY-a");
  }

  @Test
  void nothingIsReadOverPlainHttpUnlessTelnyxIsSimulated() {
    assertFails(false, Kind.REFUSED, "expected https");
    assertThat(requests).isEmpty();
  }

  @Test
  void aLimitedRateSaysWhenToComeBack() {
    status = 429;
    assertThat(assertFails(true, Kind.TRANSIENT, "HTTP 429").retryAfter())
        .contains(Duration.ofSeconds(7));
  }

  @Test
  void whatFailsForAWhileIsDistinguishedFromARefusal() {
    status = 503;
    assertFails(true, Kind.TRANSIENT, "HTTP 503");
    status = 403;
    assertFails(true, Kind.REFUSED, "HTTP 403");
    status = 400;
    assertFails(true, Kind.UNREADABLE, "HTTP 400");
    telnyx.stop(0);
    assertFails(true, Kind.TRANSIENT, "");
  }

  @Test
  void aPageOfMoreThanSixteenMebibytesIsNotTaken() {
    body = "{\"data\":[],\"more\":\"" + "x".repeat(DeliveryList.MAX_BYTES) + "\"}";
    assertFails(true, Kind.UNREADABLE, "HTTP 200");
  }

  @Test
  void whatIsNoPageIsUnreadable() {
    body = "[]";
    assertFails(true, Kind.UNREADABLE, "HTTP 200");
  }

  private DeliveryListException assertFails(boolean plaintextAllowed, Kind kind, String message) {
    try {
      list(plaintextAllowed).page(QUERY, 1).orTimeout(30, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof DeliveryListException failure) {
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessageContaining(message);
        return failure;
      }
      throw e;
    }
    throw new AssertionError("did not fail");
  }

  private DeliveryList list(boolean plaintextAllowed) {
    URI base = URI.create("http://127.0.0.1:" + telnyx.getAddress().getPort() + "/v2");
    return new DeliveryList(
        new TelnyxHttp(base, EgressProxy.NONE), new ApiKeys(new ApiKey("KEY-a")), plaintextAllowed);
  }
}
