package dev.voicemedia.gateway.grpc;

import com.google.rpc.BadRequest.FieldViolation;
import dev.voicemedia.gateway.upstream.CommandException;
import dev.voicemedia.gateway.upstream.StateCode;
import dev.voicemedia.gateway.upstream.VendorAnswer;
import dev.voicemedia.gateway.upstream.VendorError;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Maps the failures of commands to errors of the contract. */
final class CommandErrors {
  private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

  private CommandErrors() {}

  static Reason reasonOf(CommandException e) {
    return switch (e.kind()) {
      case REFUSED -> e.answer().map(CommandErrors::reasonOf).orElse(Reason.UNEXPECTED_ANSWER);
      case UNEXPECTED_ANSWER -> Reason.UNEXPECTED_ANSWER;
      case CONNECTION_FAILED -> Reason.UPSTREAM_UNAVAILABLE;
      case TIMED_OUT -> Reason.DEADLINE_EXCEEDED;
      case CIRCUIT_OPEN -> Reason.CIRCUIT_OPEN;
      case BUSY -> Reason.GATEWAY_BUSY;
      case WINDOW_CLOSED -> Reason.COMMAND_WINDOW_CLOSED;
      case ID_REUSED -> Reason.INVALID_REQUEST;
    };
  }

  /** Details but for those that only a command has: its outcome. */
  static ErrorDetails detailsOf(CommandException e) {
    Reason reason = reasonOf(e);
    String message = String.valueOf(e.getMessage());
    ErrorDetails details =
        e.kind() == CommandException.Kind.ID_REUSED
            ? ErrorDetails.of(reason, "command_id: " + message)
                .violations(List.of(violation("command_id", message).build()))
            : ErrorDetails.of(reason, message);
    e.answer().ifPresent(answer -> addAnswer(details, reason, answer));
    switch (reason) {
      case UPSTREAM_UNAVAILABLE, RATE_LIMITED, CIRCUIT_OPEN, GATEWAY_BUSY ->
          details.retryAfter(e.retryAfter().orElse(RETRY_DELAY));
      default -> {} // a repeat would end in the same way, or may take effect twice
    }
    return details.with("attempts", e.attempts() == 0 ? "" : Integer.toString(e.attempts()));
  }

  private static Reason reasonOf(VendorAnswer answer) {
    return switch (answer.status()) {
      case 400, 404, 409, 422 -> reasonOf(answer.state(), answer.status());
      default -> reasonOf(answer.status());
    };
  }

  private static Reason reasonOf(@Nullable StateCode state, int status) {
    if (state == null) {
      return reasonOf(status);
    }
    return switch (state) {
      case CALL_ENDED -> Reason.CALL_ENDED;
      case CALL_NOT_ANSWERED -> Reason.CALL_NOT_ANSWERED;
      case OTHER -> Reason.TELNYX_PRECONDITION_FAILED;
    };
  }

  private static Reason reasonOf(int status) {
    return switch (status) {
      case 400, 413, 422 -> Reason.REJECTED_BY_TELNYX;
      case 401 -> Reason.UPSTREAM_CREDENTIALS_REJECTED;
      case 402, 409 -> Reason.TELNYX_PRECONDITION_FAILED;
      case 403 -> Reason.UPSTREAM_PERMISSION_DENIED;
      case 404 -> Reason.NOT_FOUND;
      case 408 -> Reason.UPSTREAM_UNAVAILABLE;
      case 429 -> Reason.RATE_LIMITED;
      default ->
          status >= 500 && status < 600 ? Reason.UPSTREAM_UNAVAILABLE : Reason.UNEXPECTED_ANSWER;
    };
  }

  private static void addAnswer(ErrorDetails details, Reason reason, VendorAnswer answer) {
    if (reason != Reason.UNEXPECTED_ANSWER) {
      details.fromTelnyx();
    }
    if (reason == Reason.REJECTED_BY_TELNYX) {
      details.violations(violations(answer.errors()));
    }
    details
        .with("request_id", answer.requestId())
        .with("http_status", Integer.toString(answer.status()))
        .with("telnyx_code", answer.code());
  }

  /** One for each error that names a field; the message has the others, too. */
  private static List<FieldViolation> violations(List<VendorError> errors) {
    return errors.stream()
        .filter(error -> !error.field().isEmpty())
        .map(
            error ->
                violation(error.field(), error.detail().isEmpty() ? error.title() : error.detail())
                    .setReason(error.code())
                    .build())
        .toList();
  }

  private static FieldViolation.Builder violation(String field, String description) {
    return FieldViolation.newBuilder().setField(field).setDescription(description);
  }
}
