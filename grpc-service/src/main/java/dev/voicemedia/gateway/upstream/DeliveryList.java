package dev.voicemedia.gateway.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.google.protobuf.ByteString;
import dev.voicemedia.client.ApiClient;
import dev.voicemedia.client.ApiException;
import dev.voicemedia.client.ApiResponse;
import dev.voicemedia.client.api.WebhookDeliveriesApi;
import dev.voicemedia.client.model.PageMeta;
import dev.voicemedia.client.model.WebhookDelivery;
import dev.voicemedia.client.model.WebhookDeliveryAttempt;
import dev.voicemedia.client.model.WebhookDeliveryExchange;
import dev.voicemedia.client.model.WebhookDeliveryExchangeRequest;
import dev.voicemedia.client.model.WebhookDeliveryPage;
import dev.voicemedia.gateway.event.ListedWebhook;
import dev.voicemedia.gateway.time.Failures;
import dev.voicemedia.gateway.upstream.DeliveryListException.Kind;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reader of Telnyx's list of webhook deliveries, a page at a time, through the generated client.
 */
public final class DeliveryList {
  /** Pages are small, so that a page that fails costs little. */
  public static final int PAGE_SIZE = 100;

  /** Far more than a page of ordinary webhooks has. */
  static final int MAX_BYTES = 16 << 20;

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final TelnyxHttp http;
  private final boolean trusted;
  private final ApiKeys apiKeys;
  private final VendorText vendorText;
  private final ConnectionFailure failures;
  private final ObjectMapper json = mapper();

  /**
   * @param plaintextAllowed whether the list may be read over plain http, where nothing vouches for
   *     what it says: from a simulated Telnyx alone
   */
  public DeliveryList(TelnyxHttp http, ApiKeys apiKeys, boolean plaintextAllowed) {
    this.http = http;
    this.trusted = plaintextAllowed || "https".equals(http.baseUrl().getScheme());
    this.apiKeys = apiKeys;
    this.vendorText = new VendorText(apiKeys);
    this.failures = new ConnectionFailure(http.proxyLabel());
  }

  /**
   * Reads a page. Fails with {@link DeliveryListException}.
   *
   * @param number of the page, counted from 1
   */
  public CompletableFuture<DeliveryPage> page(DeliveryQuery query, int number) {
    if (!trusted) {
      return CompletableFuture.failedFuture(
          new DeliveryListException(
              Kind.REFUSED,
              "webhook_deliveries: TELNYX_BASE_URL is plain http, expected https, since nothing"
                  + " else vouches for what is recovered",
              null,
              null));
    }
    CancellableHttpClient exchange =
        new CancellableHttpClient(http.client(), LimitedBody.handler(MAX_BYTES));
    CompletableFuture<DeliveryPage> page = new CompletableFuture<>();
    var unused =
        request(query, number, exchange)
            .whenComplete(
                (response, failure) -> {
                  try {
                    page.complete(read(response, failure, exchange.answer()));
                  } catch (DeliveryListException | RuntimeException e) {
                    page.completeExceptionally(e);
                  }
                });
    return page;
  }

  private CompletableFuture<ApiResponse<WebhookDeliveryPage>> request(
      DeliveryQuery query, int number, HttpClient exchange) {
    ApiClient client = new ExchangeApi(exchange, json, http.baseUrl());
    client.setReadTimeout(TIMEOUT);
    client.setRequestInterceptor(
        request ->
            request
                .header("Authorization", "Bearer " + apiKeys.current().value())
                .header("User-Agent", TelnyxHttp.USER_AGENT));
    try {
      return new WebhookDeliveriesApi(client)
          .listWebhookDeliveriesWithHttpInfo(
              query.failedOnly() ? "failed" : null,
              query.from().toString(),
              query.to().toString(),
              query.containing().isEmpty() ? null : query.containing(),
              number,
              PAGE_SIZE);
    } catch (ApiException e) {
      throw new IllegalStateException("the query cannot be written as a request", e);
    }
  }

  private DeliveryPage read(
      @Nullable ApiResponse<WebhookDeliveryPage> response,
      @Nullable Throwable failure,
      Optional<HttpResponse<?>> answer)
      throws DeliveryListException {
    Throwable cause = failure == null ? null : Failures.unwrap(failure);
    if (answer.isEmpty()) {
      throw new DeliveryListException(
          Kind.TRANSIENT, String.valueOf(failures.describe(cause, true).getMessage()), null, cause);
    }
    WebhookDeliveryPage page = response == null ? null : response.getData();
    if (page == null || page.getData() == null) {
      throw refusal(answer.get(), cause);
    }
    PageMeta meta = Objects.requireNonNullElseGet(page.getMeta(), PageMeta::new);
    return new DeliveryPage(
        page.getData().stream().map(this::listed).toList(),
        Objects.requireNonNullElse(meta.getTotalPages(), Integer.MAX_VALUE),
        Objects.requireNonNullElse(meta.getTotalResults(), -1));
  }

  private ListedWebhook listed(WebhookDelivery delivery) {
    return new ListedWebhook(
        bytes(delivery.getWebhook()),
        Objects.requireNonNullElse(delivery.getId(), ""),
        time(delivery.getFinishedAt()),
        Objects.requireNonNullElse(delivery.getAttempts(), List.<WebhookDeliveryAttempt>of())
            .stream()
            .map(DeliveryList::url)
            .filter(url -> !url.isEmpty())
            .toList());
  }

  private ByteString bytes(@Nullable JsonNode webhook) {
    if (webhook == null || !webhook.isObject()) {
      return ByteString.EMPTY;
    }
    try {
      return ByteString.copyFrom(json.writeValueAsBytes(webhook));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree that was read cannot be written", e);
    }
  }

  private DeliveryListException refusal(HttpResponse<?> answer, @Nullable Throwable cause) {
    int status = answer.statusCode();
    String body = cause instanceof ApiException e ? vendorText.clean(e.getResponseBody()) : "";
    String message =
        "webhook_deliveries: Telnyx answered HTTP " + status + (body.isEmpty() ? "" : ": " + body);
    Kind kind =
        status == 401 || status == 403
            ? Kind.REFUSED
            : status == 408 || status == 429 || status >= 500 ? Kind.TRANSIENT : Kind.UNREADABLE;
    return new DeliveryListException(
        kind, message, RetryAfter.of(answer.headers()).orElse(null), cause);
  }

  private static String url(WebhookDeliveryAttempt attempt) {
    WebhookDeliveryExchange http = attempt.getHttp();
    WebhookDeliveryExchangeRequest request = http == null ? null : http.getRequest();
    return request == null ? "" : Objects.requireNonNullElse(request.getUrl(), "");
  }

  private static Optional<Instant> time(@Nullable String text) {
    try {
      return text == null ? Optional.empty() : Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Numbers go out with the digits that they came in with. */
  private static ObjectMapper mapper() {
    ObjectMapper mapper = ApiClient.createDefaultObjectMapper();
    mapper.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    mapper.configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false);
    return mapper;
  }
}
