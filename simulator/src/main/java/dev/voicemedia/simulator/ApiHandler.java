package dev.voicemedia.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.voicemedia.simulator.CommandRecord.Outcome;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** The vendor's API, {@code /v2/…}: authenticates, executes or spoils, and records commands. */
final class ApiHandler {

  private static final int MAX_RECORDED_BODY = 1 << 20;
  private static final String DELIVERIES = "webhook_deliveries";
  private static final String RECORDINGS = "recordings";

  private final byte[] authorization;
  private final String publicKey;
  private final Timeline timeline;
  private final CallCommands commands;
  private final Dials dials;
  private final Faults faults;
  private final AnswerFaults answerFaults;
  private final DeliveryList deliveries;
  private final RecordingList recordings;
  private final Journal<CommandRecord> journal;

  ApiHandler(
      String apiKey,
      String publicKey,
      Timeline timeline,
      CallCommands commands,
      Dials dials,
      Faults faults,
      DeliveryList deliveries,
      RecordingList recordings,
      Journal<CommandRecord> journal) {
    authorization = ("Bearer " + apiKey).getBytes(StandardCharsets.UTF_8);
    this.publicKey = publicKey;
    this.timeline = timeline;
    this.commands = commands;
    this.dials = dials;
    this.faults = faults;
    answerFaults = new AnswerFaults(timeline);
    this.deliveries = deliveries;
    this.recordings = recordings;
    this.journal = journal;
  }

  /**
   * Answers, at once or later.
   *
   * @param path what follows {@code /v2}
   */
  void handle(HttpExchange exchange, List<String> path) {
    String requestId = UUID.randomUUID().toString();
    exchange.addHeader("x-request-id", requestId);
    String method = exchange.method();
    if (path.size() == 4
        && (method.equals("POST") || method.equals("PUT"))
        && path.get(0).equals("calls")
        && path.get(2).equals("actions")) {
      String call = path.get(1);
      String action = path.get(3);
      command(
          exchange, requestId, call, action, body -> commands.execute(method, call, action, body));
    } else if (method.equals("POST") && path.equals(List.of("calls"))) {
      command(exchange, requestId, "", OpenApiRequests.DIAL, dials::execute);
    } else if (!isAuthenticated(exchange)) {
      exchange.answer(HttpAnswer.refused(ApiError.unauthenticated()));
    } else if (exchange.method().equals("GET") && path.equals(List.of("public_key"))) {
      ObjectNode answer = JsonNodeFactory.instance.objectNode();
      answer.putObject("data").put("record_type", "public_key").put("public", publicKey);
      exchange.answer(HttpAnswer.json(200, answer));
    } else if (exchange.method().equals("GET") && path.equals(List.of(DELIVERIES))) {
      read(exchange, DELIVERIES, deliveries.answer(exchange));
    } else if (exchange.method().equals("GET")
        && path.size() <= 2
        && path.get(0).equals(RECORDINGS)) {
      String id = path.size() == 1 ? null : path.get(1);
      read(exchange, RECORDINGS, recordings.answer(exchange, id));
    } else {
      exchange.answer(HttpAnswer.refused(ApiError.notFound("The resource")));
    }
  }

  private void read(HttpExchange exchange, String name, HttpAnswer answer) {
    Effect.OnAnswer fault = faults.strike(Effect.OnAnswer.class, "", name).orElse(null);
    answerFaults.send(exchange, AnswerFaults.answer(fault, answer), fault);
  }

  private void command(
      HttpExchange exchange,
      String requestId,
      String call,
      String action,
      Function<ObjectNode, CommandResult> execution) {
    boolean authenticated = isAuthenticated(exchange);
    Effect.OnAnswer fault =
        authenticated ? faults.strike(Effect.OnAnswer.class, call, action).orElse(null) : null;
    CommandResult result;
    if (!authenticated) {
      result = CommandResult.refused(ApiError.unauthenticated());
    } else if (fault != null && !fault.executed()) {
      result = CommandResult.of(Outcome.NOT_EXECUTED);
    } else {
      result = execute(exchange, execution);
    }
    HttpAnswer answer = AnswerFaults.answer(fault, result.answer());
    record(exchange, requestId, call, action, result, answer, fault);
    answerFaults.send(exchange, answer, fault);
  }

  private static CommandResult execute(
      HttpExchange exchange, Function<ObjectNode, CommandResult> execution) {
    if (exchange.isBodyTooLarge()) {
      return CommandResult.refused(
          new ApiError(413, "10015", "Bad request", "The body is over 16 MiB.", null));
    }
    return exchange
        .json()
        .map(execution)
        .orElseGet(() -> CommandResult.refused(ApiError.notJson()));
  }

  private void record(
      HttpExchange exchange,
      String requestId,
      String call,
      String action,
      CommandResult result,
      HttpAnswer answer,
      Effect.@Nullable OnAnswer fault) {
    byte[] bytes = exchange.body();
    String body = bytes.length > MAX_RECORDED_BODY ? "" : new String(bytes, StandardCharsets.UTF_8);
    journal.add(
        new CommandRecord(
            requestId,
            timeline.instant(),
            call,
            action,
            body,
            result.outcome(),
            AnswerFaults.isAnswered(fault) ? answer.status() : null,
            result.errors().isEmpty() ? null : result.errors().get(0).code(),
            Optional.ofNullable(fault).map(FaultJson::kind).orElse(null)),
        body.length());
  }

  private boolean isAuthenticated(HttpExchange exchange) {
    String given = exchange.header(HttpHeader.AUTHORIZATION);
    return given != null
        && MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), authorization);
  }
}
