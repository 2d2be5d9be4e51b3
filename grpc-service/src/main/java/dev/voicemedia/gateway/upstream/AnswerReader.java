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
import org.jspecify.annotations.Nullable;

/** Reads what the generated client makes of an answer. */
final class AnswerReader {
  private static final String REQUEST_ID = "x-request-id";

  /**
   * What an answer has if the command was accepted: the word "ok", or the call that was dialled.
   */
  private static final List<String> PROOFS = List.of("result", "call_control_id");

  private final ObjectMapper json;
  private final VendorText vendorText;

  AnswerReader(ObjectMapper json, ApiKey apiKey) {
    this.json = json;
    this.vendorText = new VendorText(apiKey);
  }

  /**
   * @param fields what errors call the fields of the request
   * @param answer as it came over the wire, whatever the generated client made of it; empty if none
   *     came
   * @throws CommandException if the answer does not say that the command was accepted
   */
  CommandResult read(
      FieldPaths fields,
      @Nullable ApiResponse<?> parsed,
      @Nullable Throwable failure,
      Optional<HttpResponse<?>> answer)
      throws CommandException {
    Throwable cause = failure == null ? null : Failures.unwrap(failure);
    if (answer.isEmpty()) {
      throw ConnectionFailure.describe(cause);
    }
    JsonNode data = dataOf(parsed);
    if (PROOFS.stream().anyMatch(name -> !data.path(name).asText().isEmpty())) {
      return new CommandResult(OpenJson.toStruct(data, vendorText), 1, requestId(answer.get()));
    }
    throw notAccepted(fields, answer.get(), cause);
  }

  private JsonNode dataOf(@Nullable ApiResponse<?> parsed) {
    return parsed == null || parsed.getData() == null
        ? MissingNode.getInstance()
        : json.<JsonNode>valueToTree(parsed.getData()).path("data");
  }

  private CommandException notAccepted(
      FieldPaths fields, HttpResponse<?> answer, @Nullable Throwable failure) {
    List<VendorError> errors =
        failure instanceof ApiException e ? errors(fields, e.getResponseBody()) : List.of();
    return CommandException.answered(
        message(answer.statusCode(), errors),
        new VendorAnswer(
            answer.statusCode(),
            requestId(answer),
            RetryAfter.of(answer.headers()).orElse(null),
            errors));
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

  private static String message(int status, List<VendorError> errors) {
    String answered = "Telnyx answered HTTP " + status;
    if (status < 300) {
      return answered + " with a body that does not say that the command was accepted";
    } else if (status < 400) {
      return answered + ", a redirect, which is not followed";
    } else if (errors.isEmpty()) {
      return answered;
    }
    VendorError first = errors.get(0);
    String explanation =
        first.title().isEmpty() || first.detail().isEmpty()
            ? first.title() + first.detail()
            : first.title() + ": " + first.detail();
    String more = errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more)";
    return explanation.isEmpty() ? answered : answered + ": " + explanation + more;
  }

  private String requestId(HttpResponse<?> answer) {
    return vendorText.clean(answer.headers().firstValue(REQUEST_ID).orElse(""));
  }
}
