package dev.voicemedia.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The control API, {@code /simulator/…}: what {@link Simulator} offers in Java, over HTTP. */
final class ControlHandler {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int DEFAULT_LIMIT = 1_000;

  private final Switchboard switchboard;
  private final WebhookDelivery delivery;
  private final Faults faults;
  private final CallCommands calls;
  private final Journal<CommandRecord> commands;

  ControlHandler(
      Switchboard switchboard,
      WebhookDelivery delivery,
      Faults faults,
      CallCommands calls,
      Journal<CommandRecord> commands) {
    this.switchboard = switchboard;
    this.delivery = delivery;
    this.faults = faults;
    this.calls = calls;
    this.commands = commands;
  }

  /**
   * Answers at once; {@code {"error":"…"}} says what is wrong with a request.
   *
   * @param path what follows {@code /simulator}
   */
  void handle(HttpExchange exchange, List<String> path) {
    try {
      exchange.answer(
          route(exchange, path).orElseGet(() -> error(404, "there is no such resource")));
    } catch (IllegalArgumentException e) {
      exchange.answer(error(400, String.valueOf(e.getMessage())));
    } catch (IllegalStateException e) {
      exchange.answer(error(409, String.valueOf(e.getMessage())));
    }
  }

  private Optional<HttpAnswer> route(HttpExchange exchange, List<String> path) {
    if (path.isEmpty()) {
      return Optional.empty();
    }
    if (exchange.isBodyTooLarge()) {
      return Optional.of(error(413, "the body is over 16 MiB"));
    }
    String id = path.size() > 1 ? path.get(1) : "";
    String template = path.size() > 1 ? "/{id}" : "";
    String rest = path.size() > 2 ? "/" + String.join("/", path.subList(2, path.size())) : "";
    return switch (exchange.method() + " " + path.get(0) + template + rest) {
      case "GET calls" ->
          ok(list("calls", switchboard.onEach((call, now) -> ControlJson.call(call))));
      case "POST calls" -> created(exchange);
      case "GET calls/{id}" ->
          switchboard.on(id, (call, now) -> HttpAnswer.json(200, ControlJson.call(call)));
      case "POST calls/{id}/hangup" -> hangUp(id, json(exchange, "hangup_cause", "hangup_source"));
      case "POST calls/{id}/dtmf" -> press(id, json(exchange, "digits"));
      case "POST calls/{id}/events" -> sendEvent(id, json(exchange, "event_type", "payload"));
      case "GET commands" -> {
        exchange.requireQuery("call_control_id", "action", "limit");
        yield ok(list("commands", commands(exchange)));
      }
      case "GET webhooks" -> {
        exchange.requireQuery("call_control_id", "event_type", "state", "limit");
        yield ok(list("webhooks", webhooks(exchange)));
      }
      case "POST webhooks" ->
          ok(JSON.objectNode().put("event_id", delivery.enqueueVerbatim(exchange.body())));
      case "POST webhooks/{id}/redeliver" -> redeliver(id, json(exchange, "timestamp"));
      case "PUT command_ids" -> commandIds(json(exchange, "remember_refused"));
      case "PUT webhook_url" -> webhookUrl(json(exchange, "url", "failover_url"));
      case "GET faults" ->
          ok(
              list(
                  "faults",
                  faults.active().entrySet().stream()
                      .map(fault -> FaultJson.write(fault.getKey(), fault.getValue()))
                      .toList()));
      case "POST faults" ->
          ok(JSON.objectNode().put("id", faults.inject(FaultJson.read(anyJson(exchange)))));
      case "DELETE faults" -> {
        faults.clear();
        yield ok(JSON.objectNode());
      }
      case "DELETE faults/{id}" -> faults.clear(id) ? ok(JSON.objectNode()) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private Optional<HttpAnswer> created(HttpExchange exchange) {
    CallIds ids = switchboard.open(ControlJson.setup(anyJson(exchange)));
    return switchboard.on(
        ids.callControlId(), (call, now) -> HttpAnswer.json(201, ControlJson.call(call)));
  }

  private Optional<HttpAnswer> hangUp(String id, ObjectNode body) {
    switchboard.hangUp(
        id,
        body.path("hangup_cause").asText("normal_clearing"),
        body.path("hangup_source").asText("caller"));
    return switchboard.on(id, (call, now) -> HttpAnswer.json(200, ControlJson.call(call)));
  }

  private Optional<HttpAnswer> press(String id, ObjectNode body) {
    String digits = SimulatedCall.checkDigits(body.path("digits").asText());
    return switchboard.on(
        id,
        (call, now) -> {
          SimulatedCall.press(call, digits, now);
          return HttpAnswer.json(200, ControlJson.call(call));
        });
  }

  private Optional<HttpAnswer> commandIds(ObjectNode body) {
    calls.rememberRefused(body.path("remember_refused").asBoolean());
    return ok(JSON.objectNode());
  }

  private Optional<HttpAnswer> sendEvent(String id, ObjectNode body) {
    String type = body.path("event_type").asText();
    if (type.isEmpty()) {
      throw new IllegalArgumentException(
          "event_type is empty, expected such as call.dtmf.received");
    }
    ObjectNode fields =
        body.path("payload") instanceof ObjectNode payload ? payload : JSON.objectNode();
    return switchboard.on(
        id,
        (call, now) -> {
          call.emitCustom(type, fields, now);
          return HttpAnswer.json(200, JSON.objectNode());
        });
  }

  private List<ObjectNode> commands(HttpExchange exchange) {
    return latest(
        exchange,
        commands.entries().stream()
            .filter(one -> matches(exchange, "call_control_id", one.callControlId()))
            .filter(one -> matches(exchange, "action", one.action()))
            .toList(),
        ControlJson::command);
  }

  private List<ObjectNode> webhooks(HttpExchange exchange) {
    return latest(
        exchange,
        ("failed".equals(exchange.query("state")) ? delivery.failed() : delivery.records())
            .stream()
                .filter(one -> matches(exchange, "state", ControlJson.lower(one.state())))
                .filter(one -> matches(exchange, "call_control_id", one.callControlId()))
                .filter(one -> matches(exchange, "event_type", one.eventType()))
                .toList(),
        ControlJson::webhook);
  }

  private Optional<HttpAnswer> redeliver(String id, ObjectNode body) {
    JsonNode timestamp = body.get("timestamp");
    boolean known =
        delivery.redeliver(
            id, FaultJson.retryTimestamp(timestamp == null ? null : timestamp.asText()));
    return known ? ok(JSON.objectNode()) : Optional.empty();
  }

  private Optional<HttpAnswer> webhookUrl(ObjectNode body) {
    delivery.sendTo(new WebhookUrls(uri(body, "url"), uri(body, "failover_url")));
    return ok(JSON.objectNode());
  }

  private static @Nullable URI uri(ObjectNode body, String field) {
    JsonNode value = body.get(field);
    return value == null || value.isNull()
        ? null
        : WebhookUrls.require(field, URI.create(value.asText()));
  }

  private static boolean matches(HttpExchange exchange, String parameter, String value) {
    String wanted = exchange.query(parameter);
    return wanted == null || wanted.equals(value);
  }

  private static <T> List<ObjectNode> latest(
      HttpExchange exchange, List<T> records, Function<T, ObjectNode> toJson) {
    String limit = exchange.query("limit");
    if (limit != null && !limit.matches("[0-9]{1,6}")) {
      throw new IllegalArgumentException(
          "limit is \"" + limit + "\", expected a number of at most six digits");
    }
    int kept = limit == null ? DEFAULT_LIMIT : Integer.parseInt(limit);
    return records.stream().skip(Math.max(0, records.size() - kept)).map(toJson).toList();
  }

  private static ObjectNode json(HttpExchange exchange, String... fields) {
    return ControlJson.knowing(anyJson(exchange), List.of(fields));
  }

  private static ObjectNode anyJson(HttpExchange exchange) {
    return exchange
        .json()
        .orElseThrow(() -> new IllegalArgumentException("the body is not a JSON object"));
  }

  private static ObjectNode list(String name, List<ObjectNode> items) {
    ArrayNode array = JSON.arrayNode().addAll(items);
    return JSON.objectNode().set(name, array);
  }

  private static Optional<HttpAnswer> ok(ObjectNode body) {
    return Optional.of(HttpAnswer.json(200, body));
  }

  private static HttpAnswer error(int status, String message) {
    return HttpAnswer.json(status, JSON.objectNode().put("error", message));
  }
}
