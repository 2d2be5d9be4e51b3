package dev.voicemedia.gateway.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.voicemedia.client.ApiException;
import dev.voicemedia.client.ApiResponse;
import dev.voicemedia.client.model.ActionResponse;
import dev.voicemedia.gateway.time.Failures;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what the generated client makes of an answer. */
final class AnswerReader {
  private static final String REQUEST_ID = "x-request-id";

  private final ObjectMapper json;
  private final VendorText vendorText;

  AnswerReader(ObjectMapper json, ApiKeys apiKeys) {
    this.json = json;
    this.vendorText = new VendorText(apiKeys);
  }

  /**
   * @param fields what errors call the fields of the request
   * @param answer as it came over the wire, whatever the generated client made of it; empty if none
   *     came
   * @throws CommandException if the answer does not say that the command was accepted
   */
  CommandResult read(
      FieldPaths fields,
      @Nullable ApiResponse<ActionResponse> parsed,
      @Nullable Throwable failure,
      Optional<HttpResponse<?>> answer)
      throws CommandException {
    Throwable cause = failure == null ? null : Failures.unwrap(failure);
    if (answer.isEmpty()) {
      throw ConnectionFailure.describe(cause);
    }
    String result = resultOf(parsed);
    if (!result.isEmpty()) {
      return new CommandResult(result, 1, requestId(answer.get()));
    }
    throw notAccepted(fields, answer.get(), cause);
  }

  private String resultOf(@Nullable ApiResponse<ActionResponse> parsed) {
    return parsed == null || parsed.getData() == null || parsed.getData().getData() == null
        ? ""
        : vendorText.clean(parsed.getData().getData().getResult());
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
      return answered + " with a body that is not {\"data\":{\"result\":…}}";
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
