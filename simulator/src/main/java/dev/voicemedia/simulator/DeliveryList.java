package dev.voicemedia.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.voicemedia.simulator.WebhookRecord.Attempt;
import dev.voicemedia.simulator.WebhookRecord.State;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The vendor's list of webhook deliveries, {@code GET /v2/webhook_deliveries}: this simulator's
 * own, those of the account's other applications, and none from before what has been forgotten.
 */
final class DeliveryList {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DEFAULT_PAGE_SIZE = 20;
  private static final int MAX_PAGE_SIZE = 250;
  private static final String STATUS = "filter[status][eq]";
  private static final String FINISHED_FROM = "filter[finished_at][gte]";
  private static final String FINISHED_TO = "filter[finished_at][lte]";
  private static final String CONTAINS = "filter[webhook][contains]";
  private static final String PAGE = "page[number]";
  private static final String SIZE = "page[size]";

  private final WebhookDelivery deliveries;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final List<WebhookRecord> foreign = new ArrayList<>();

  @GuardedBy("lock")
  private Instant forgottenBefore = Instant.MIN;

  DeliveryList(WebhookDelivery deliveries) {
    this.deliveries = deliveries;
  }

  /** Lists a failed delivery of the account that is none of this simulator's. */
  void addForeign(String url, String data, Instant finishedAt) {
    Attempt attempt = new Attempt(1, url, finishedAt, "", "", 503);
    synchronized (lock) {
      foreign.add(
          new WebhookRecord(
              UUID.randomUUID().toString(),
              "",
              "",
              finishedAt,
              data,
              State.FAILED,
              null,
              List.of(attempt)));
    }
  }

  /** Lists no delivery any more that finished before a time. */
  void forgetBefore(Instant time) {
    synchronized (lock) {
      forgottenBefore = time;
      foreign.removeIf(record -> finishedAt(record).isBefore(time));
    }
  }

  HttpAnswer answer(HttpExchange exchange) {
    try {
      exchange.requireQuery(STATUS, FINISHED_FROM, FINISHED_TO, CONTAINS, PAGE, SIZE);
      int number = number(exchange, PAGE, 1, Integer.MAX_VALUE).orElse(1);
      int size = number(exchange, SIZE, 1, MAX_PAGE_SIZE).orElse(DEFAULT_PAGE_SIZE);
      return HttpAnswer.json(200, page(matching(exchange), number, size));
    } catch (IllegalArgumentException e) {
      return HttpAnswer.refused(
          new ApiError(422, "10015", "Invalid value", String.valueOf(e.getMessage()), null));
    }
  }

  private List<WebhookRecord> matching(HttpExchange exchange) {
    String status = exchange.query(STATUS);
    Instant from = time(exchange, FINISHED_FROM).orElse(Instant.MIN);
    Instant to = time(exchange, FINISHED_TO).orElse(Instant.MAX);
    String contained = Optional.ofNullable(exchange.query(CONTAINS)).orElse("");
    Instant remembered;
    List<WebhookRecord> others;
    synchronized (lock) {
      remembered = forgottenBefore;
      others = List.copyOf(foreign);
    }
    return Stream.of(deliveries.delivered(), deliveries.failed(), others)
        .flatMap(List::stream)
        .filter(record -> status == null || status(record).equals(status))
        .filter(record -> !finishedAt(record).isBefore(remembered))
        .filter(record -> !finishedAt(record).isBefore(from))
        .filter(record -> !finishedAt(record).isAfter(to))
        .filter(record -> record.data().contains(contained))
        // Newest first: what comes in between two pages moves the rest.
        .sorted(Comparator.comparing(DeliveryList::finishedAt).reversed())
        .toList();
  }

  private static ObjectNode page(List<WebhookRecord> records, int number, int size) {
    ObjectNode page = JSON.createObjectNode();
    ArrayNode data = page.putArray("data");
    records.stream().skip((long) (number - 1) * size).limit(size).forEach(r -> data.add(json(r)));
    page.putObject("meta")
        .put("page_number", number)
        .put("page_size", size)
        .put("total_pages", (records.size() + size - 1) / size)
        .put("total_results", records.size());
    return page;
  }

  private static ObjectNode json(WebhookRecord record) {
    ObjectNode delivery =
        JSON.createObjectNode()
            .put("record_type", "webhook_delivery")
            .put("id", UUID.nameUUIDFromBytes(record.eventId().getBytes(UTF_8)).toString())
            .put("status", status(record))
            .put("started_at", Timestamps.format(record.attempts().get(0).sentAt()))
            .put("finished_at", Timestamps.format(finishedAt(record)));
    delivery.set("webhook", webhook(record));
    ArrayNode attempts = delivery.putArray("attempts");
    for (int i = record.attempts().size() - 1; i >= 0; i--) {
      attempts.add(json(record.attempts().get(i)));
    }
    return delivery;
  }

  private static ObjectNode json(Attempt attempt) {
    boolean accepted =
        attempt.status() != null && attempt.status() >= 200 && attempt.status() < 300;
    ObjectNode node =
        JSON.createObjectNode()
            .put("status", accepted ? "delivered" : "failed")
            .put("started_at", Timestamps.format(attempt.sentAt()))
            .put("finished_at", Timestamps.format(attempt.sentAt()));
    ObjectNode http = node.putObject("http");
    http.putObject("request").put("url", attempt.url());
    if (attempt.status() != null) {
      http.putObject("response").put("status", attempt.status());
    }
    return node;
  }

  /** The vendor keeps the parsed event: a body that was no JSON is not there. */
  private static @Nullable JsonNode webhook(WebhookRecord record) {
    try {
      return JSON.readTree(record.data());
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static String status(WebhookRecord record) {
    return record.state() == State.DELIVERED ? "delivered" : "failed";
  }

  private static Instant finishedAt(WebhookRecord record) {
    return record.attempts().get(record.attempts().size() - 1).sentAt();
  }

  private static Optional<Instant> time(HttpExchange exchange, String name) {
    String text = exchange.query(name);
    try {
      return Optional.ofNullable(text).map(value -> OffsetDateTime.parse(value).toInstant());
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(name + " is " + text + ", expected an ISO 8601 time", e);
    }
  }

  /** A number in the query; empty without one. */
  static Optional<Integer> number(HttpExchange exchange, String name, int min, int max) {
    String text = exchange.query(name);
    if (text == null) {
      return Optional.empty();
    }
    try {
      int value = Integer.parseInt(text);
      if (value >= min && value <= max) {
        return Optional.of(value);
      }
    } catch (NumberFormatException e) {
      // Refused below.
    }
    String expected = max == Integer.MAX_VALUE ? min + " or more" : min + " to " + max;
    throw new IllegalArgumentException(name + " is " + text + ", expected " + expected);
  }
}
