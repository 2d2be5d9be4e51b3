package dev.voicemedia.gateway.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.voicemedia.client.ApiException;
import dev.voicemedia.client.ApiResponse;
import dev.voicemedia.client.model.ActionResponse;
import dev.voicemedia.client.model.ApiError;
import dev.voicemedia.client.model.ErrorResponse;
import dev.voicemedia.gateway.upstream.CommandException.Kind;
import dev.voicemedia.gateway.upstream.CommandException.Reported;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Reads what the generated client makes of an answer. */
final class Answers {
  private static final String REQUEST_ID = "x-request-id";

  private Answers() {}

  /**
   * @throws CommandException if the answer does not say that the command was accepted
   */
  static CommandResult accepted(ApiResponse<ActionResponse> response) throws CommandException {
    String requestId = requestId(response.getHeaders());
    ActionResponse body = response.getData();
    if (body == null || body.getData() == null || body.getData().getResult() == null) {
      throw unreadable(response.getStatusCode(), requestId);
    }
    return new CommandResult(body.getData().getResult(), 1, requestId);
  }

  /** Never returns. */
  static CommandResult rethrow(Throwable failure, ObjectMapper json) throws CommandException {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof ApiException e && e.getCode() > 0) {
      throw refused(e, json);
    }
    if (cause instanceof ApiException e && e.getCause() instanceof JsonProcessingException) {
      // The generated client tells neither status nor headers of a success that it cannot read.
      throw unreadable(200, "");
    }
    throw unanswered(cause);
  }

  private static CommandException refused(ApiException answer, ObjectMapper json) {
    int status = answer.getCode();
    Map<String, List<String>> headers =
        Optional.ofNullable(answer.getResponseHeaders()).map(HttpHeaders::map).orElse(Map.of());
    List<Reported> reported = reported(answer.getResponseBody(), json);
    boolean redirect = status < 400;
    boolean mayHaveRun = status >= 500 || status == 408 || redirect;
    return CommandException.answered(
        redirect ? Kind.UNEXPECTED_ANSWER : Kind.REFUSED,
        mayHaveRun ? CommandOutcome.UNKNOWN : CommandOutcome.REJECTED,
        message(status, reported),
        status,
        reported,
        requestId(headers),
        retryAfter(headers));
  }

  private static CommandException unreadable(int status, String requestId) {
    return CommandException.answered(
        Kind.UNEXPECTED_ANSWER,
        CommandOutcome.UNKNOWN,
        "Telnyx answered HTTP " + status + " with a body that is not {\"data\":{\"result\":…}}",
        status,
        List.of(),
        requestId,
        null);
  }

  private static CommandException unanswered(Throwable cause) {
    boolean notConnected =
        cause instanceof ConnectException
            || cause instanceof HttpConnectTimeoutException
            || cause instanceof UnresolvedAddressException
            || cause instanceof SSLHandshakeException;
    return CommandException.unanswered(
        Kind.CONNECTION_FAILED,
        notConnected ? CommandOutcome.NOT_SENT : CommandOutcome.UNKNOWN,
        notConnected ? "cannot connect to Telnyx" : "the connection to Telnyx broke",
        cause);
  }

  private static List<Reported> reported(@Nullable String body, ObjectMapper json) {
    if (body == null) {
      return List.of();
    }
    try {
      ErrorResponse parsed = json.readValue(body, ErrorResponse.class);
      return parsed == null || parsed.getErrors() == null
          ? List.of()
          : parsed.getErrors().stream().map(Answers::reported).toList();
    } catch (JsonProcessingException e) {
      return List.of(); // HTML or nothing, from something in between
    }
  }

  private static Reported reported(ApiError error) {
    String pointer = error.getSource() == null ? null : error.getSource().getPointer();
    return new Reported(
        orEmpty(error.getCode()),
        orEmpty(error.getTitle()),
        orEmpty(error.getDetail()),
        orEmpty(pointer));
  }

  private static String message(int status, List<Reported> reported) {
    return reported.stream()
        .findFirst()
        .map(first -> "Telnyx: " + first.title() + ": " + first.detail())
        .orElse("Telnyx answered HTTP " + status);
  }

  private static String requestId(Map<String, List<String>> headers) {
    return first(headers, REQUEST_ID).orElse("");
  }

  private static @Nullable Duration retryAfter(Map<String, List<String>> headers) {
    try {
      Optional<Duration> millis =
          first(headers, "retry-after-ms").map(Long::parseLong).map(Duration::ofMillis);
      return millis
          .or(() -> first(headers, "retry-after").map(Long::parseLong).map(Duration::ofSeconds))
          .filter(delay -> !delay.isNegative())
          .orElse(null);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static Optional<String> first(Map<String, List<String>> headers, String name) {
    return headers.entrySet().stream()
        .filter(header -> header.getKey().toLowerCase(Locale.ROOT).equals(name))
        .flatMap(header -> header.getValue().stream())
        .findFirst();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
