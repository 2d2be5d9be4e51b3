package dev.voicemedia.gateway.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.voicemedia.client.ApiException;
import dev.voicemedia.client.ApiResponse;
import dev.voicemedia.gateway.time.Failures;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what the generated client makes of an answer. */
final class AnswerReader {
  private static final String REQUEST_ID = "x-request-id";

  private final ObjectMapper json;
  private final ApiKeys apiKeys;
  private final VendorText vendorText;
  private final ConnectionFailure connection;

  AnswerReader(ObjectMapper json, ApiKeys apiKeys, ConnectionFailure connection) {
    this.json = json;
    this.apiKeys = apiKeys;
    this.connection = connection;
    this.vendorText = new VendorText(apiKeys);
  }

  /**
   * @param exchange what went over the wire, whatever the generated client made of it
   * @throws CommandException if the answer does not have the proof of success
   */
  CommandResult read(
      Command command,
      @Nullable ApiResponse<?> parsed,
      @Nullable Throwable failure,
      CancellableHttpClient exchange)
      throws CommandException {
    Throwable cause = failure == null ? null : Failures.unwrap(failure);
    Optional<HttpResponse<?>> answer = exchange.answer();
    if (answer.isEmpty()) {
      throw connection.describe(cause, exchange.sentBody());
    } else if (!exchange.sentBody() && answer.get().statusCode() == 407) {
      throw connection.proxyWantsCredentials();
    }
    JsonNode said = treeOf(parsed);
    Proof proof = command.proof();
    if (proof.isIn(said)) {
      // What was asked for, such as a link, is of no use if it is shortened.
      UnaryOperator<String> text = command.isRead() ? apiKeys::hiddenIn : vendorText::clean;
      return new CommandResult(
          OpenJson.toStruct(proof.partOf(said), text), requestId(answer.get()));
    }
    throw notAccepted(command, answer.get(), cause);
  }

  private JsonNode treeOf(@Nullable ApiResponse<?> parsed) {
    return parsed == null || parsed.getData() == null
        ? MissingNode.getInstance()
        : json.valueToTree(parsed.getData());
  }

  private CommandException notAccepted(
      Command command, HttpResponse<?> answer, @Nullable Throwable failure) {
    List<VendorError> errors =
        failure instanceof ApiException e
            ? errors(command.fields(), e.getResponseBody())
            : List.of();
    VendorAnswer said =
        new VendorAnswer(
            answer.statusCode(),
            requestId(answer),
            RetryAfter.of(answer.headers()).orElse(null),
            errors);
    return CommandException.answered(message(said, command.proof()), said);
  }

  private List<VendorError> errors(FieldPaths fields, @Nullable String body) {
    List<VendorError> errors = new ArrayList<>();
    try {
      JsonNode nodes = json.readTree(body == null ? "" : body).path("errors");
      nodes.forEach(node -> errors.add(error(fields, node)));
      return errors;
    } catch (JsonProcessingException e) {
      return List.of(); // HTML or nothing, from something in between
    }
  }

  private VendorError error(FieldPaths fields, JsonNode node) {
    String pointer = text(node.path("source").path("pointer"));
    return new VendorError(
        text(node.path("code")),
        text(node.path("title")),
        text(node.path("detail")),
        pointer.isEmpty()
            ? text(node.path("source").path("parameter"))
            : fields.ofPointer(pointer));
  }

  private String text(JsonNode node) {
    return vendorText.clean(node.isValueNode() && !node.isNull() ? node.asText() : "");
  }

  private static String message(VendorAnswer answer, Proof proof) {
    int status = answer.status();
    String answered = "Telnyx answered HTTP " + status;
    if (status < 300) {
      return answered + " with a body " + proof.missing();
    } else if (status < 400) {
      return answered + ", a redirect, which is not followed";
    }
    String explanations =
        answer.inOrder().stream()
            .map(AnswerReader::explanation)
            .filter(explanation -> !explanation.isEmpty())
            .collect(Collectors.joining("; "));
    return explanations.isEmpty() ? answered : answered + ": " + explanations;
  }

  private static String explanation(VendorError error) {
    return error.title().isEmpty() || error.detail().isEmpty()
        ? error.title() + error.detail()
        : error.title() + ": " + error.detail();
  }

  private String requestId(HttpResponse<?> answer) {
    return vendorText.clean(answer.headers().firstValue(REQUEST_ID).orElse(""));
  }
}
