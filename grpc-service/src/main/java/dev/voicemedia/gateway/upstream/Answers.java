package dev.voicemedia.gateway.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.voicemedia.client.ApiException;
import dev.voicemedia.client.ApiResponse;
import dev.voicemedia.client.model.ActionResponse;
import dev.voicemedia.gateway.upstream.CommandException.Kind;
import dev.voicemedia.gateway.upstream.CommandException.Reported;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Reads what the generated client makes of an answer. */
final class Answers {
  private static final String REQUEST_ID = "x-request-id";
  private static final String TOO_MANY_STREAMS = "too many concurrent streams";

  private final ObjectMapper json;
  private final VendorText vendorText;

  Answers(ObjectMapper json, ApiKey apiKey) {
    this.json = json;
    this.vendorText = new VendorText(apiKey);
  }

  /**
   * @param answer as it came over the wire, whatever the generated client made of it; empty if none
   *     came
   * @throws CommandException if the answer does not say that the command was accepted
   */
  CommandResult read(
      @Nullable ApiResponse<ActionResponse> parsed,
      @Nullable Throwable failure,
      Optional<HttpResponse<?>> answer)
      throws CommandException {
    if (answer.isEmpty()) {
      throw unanswered(rootOf(failure));
    }
    String result = resultOf(parsed);
    if (!result.isEmpty()) {
      return new CommandResult(result, 1, requestId(answer.get()));
    }
    throw refused(answer.get(), rootOf(failure));
  }

  private String resultOf(@Nullable ApiResponse<ActionResponse> parsed) {
    return parsed == null || parsed.getData() == null || parsed.getData().getData() == null
        ? ""
        : vendorText.clean(parsed.getData().getData().getResult());
  }

  private CommandException refused(HttpResponse<?> answer, @Nullable Throwable failure) {
    int status = answer.statusCode();
    List<Reported> reported =
        failure instanceof ApiException e ? reported(e.getResponseBody()) : List.of();
    boolean mayHaveRun = status < 400 || status == 408 || status >= 500;
    return CommandException.answered(
        status < 400 ? Kind.UNEXPECTED_ANSWER : Kind.REFUSED,
        mayHaveRun ? CommandOutcome.UNKNOWN : CommandOutcome.REJECTED,
        message(status, reported),
        status,
        reported,
        requestId(answer),
        RetryAfter.of(answer.headers()).orElse(null));
  }

  private static CommandException unanswered(@Nullable Throwable cause) {
    String whyNotConnected = whyNotConnected(cause);
    return whyNotConnected.isEmpty()
        ? CommandException.unanswered(
            Kind.CONNECTION_FAILED,
            CommandOutcome.UNKNOWN,
            "the connection to Telnyx broke before the answer was complete",
            1,
            cause)
        : CommandException.unanswered(
            Kind.CONNECTION_FAILED,
            CommandOutcome.NOT_SENT,
            "cannot connect to Telnyx: " + whyNotConnected,
            1,
            cause);
  }

  /** Empty if there may have been a connection. */
  private static String whyNotConnected(@Nullable Throwable cause) {
    if (cause instanceof UnresolvedAddressException
        || (cause != null && cause.getCause() instanceof UnresolvedAddressException)) {
      return "its host name cannot be resolved";
    } else if (cause instanceof SSLHandshakeException) {
      return "the TLS handshake failed";
    } else if (cause instanceof HttpConnectTimeoutException) {
      return "no connection came about in time";
    } else if (cause instanceof ConnectException) {
      return "the connection was refused";
    } else {
      return isTooManyStreams(cause)
          ? "it takes fewer requests at a time than are allowed to be in flight"
          : "";
    }
  }

  /** Whether the HTTP client sent nothing since the connection carries as much as it may. */
  static boolean isTooManyStreams(@Nullable Throwable cause) {
    // The JDK has a class of its own for this from Java 26 on.
    return cause != null && String.valueOf(cause.getMessage()).contains(TOO_MANY_STREAMS);
  }

  private List<Reported> reported(@Nullable String body) {
    List<Reported> reported = new ArrayList<>();
    try {
      JsonNode errors = json.readTree(body == null ? "" : body).path("errors");
      errors.forEach(error -> reported.add(reported(error)));
      return reported;
    } catch (JsonProcessingException e) {
      return List.of(); // HTML or nothing, from something in between
    }
  }

  private Reported reported(JsonNode error) {
    JsonNode source = error.path("source");
    return new Reported(
        text(error.path("code")),
        text(error.path("title")),
        text(error.path("detail")),
        text(source.path("pointer")),
        text(source.path("parameter")));
  }

  private String text(JsonNode node) {
    return vendorText.clean(node.isValueNode() && !node.isNull() ? node.asText() : "");
  }

  private static String message(int status, List<Reported> reported) {
    String answered = "Telnyx answered HTTP " + status;
    if (status < 300) {
      return answered + " with a body that is not {\"data\":{\"result\":…}}";
    } else if (status < 400) {
      return answered + ", a redirect, which is not followed";
    } else if (reported.isEmpty()) {
      return answered;
    }
    Reported first = reported.get(0);
    String said =
        first.title().isEmpty() || first.detail().isEmpty()
            ? first.title() + first.detail()
            : first.title() + ": " + first.detail();
    String more = reported.size() == 1 ? "" : " (and " + (reported.size() - 1) + " more)";
    return said.isEmpty() ? answered : answered + ": " + said + more;
  }

  private String requestId(HttpResponse<?> answer) {
    return vendorText.clean(answer.headers().firstValue(REQUEST_ID).orElse(""));
  }

  private static @Nullable Throwable rootOf(@Nullable Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
