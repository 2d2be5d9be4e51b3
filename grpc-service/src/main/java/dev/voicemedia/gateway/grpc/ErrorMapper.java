package dev.voicemedia.gateway.grpc;

import com.google.protobuf.Message;
import com.google.rpc.BadRequest.FieldViolation;
import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.CursorException;
import dev.voicemedia.gateway.eventlog.EventLogException;
import dev.voicemedia.gateway.upstream.CommandException;
import dev.voicemedia.gateway.upstream.CommandException.Reported;
import dev.voicemedia.gateway.upstream.CommandOutcome;
import dev.voicemedia.gateway.upstream.FieldPaths;
import dev.voicemedia.v1.ErrorReason;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Decides status, details and log level of every error. Nothing else does. */
final class ErrorMapper {
  private static final String CALL_HAS_ENDED = "90018";
  private static final Duration RETRY_DELAY = Duration.ofSeconds(1);
  private static final Logger log = LoggerFactory.getLogger(ErrorMapper.class);

  /** An error without more context than itself. */
  StatusRuntimeException map(Throwable failure) {
    return detailsOf(failure).build();
  }

  /**
   * An error of a media action.
   *
   * @param commandId empty if there is none yet
   * @param outcome of a failure that does not tell its own
   */
  StatusRuntimeException ofAction(
      Throwable failure, Message request, String commandId, CommandOutcome outcome) {
    ErrorDetails details =
        rootOf(failure) instanceof CommandException e
            ? ofCommand(e, request, commandId)
            : detailsOf(failure).with("outcome", outcome.label());
    return details.with("command_id", commandId).build();
  }

  /**
   * @param otherwise if the failure does not tell
   */
  static CommandOutcome outcomeOf(Throwable failure, CommandOutcome otherwise) {
    return rootOf(failure) instanceof CommandException e ? e.outcome() : otherwise;
  }

  /** No event with this id is stored. */
  StatusRuntimeException eventNotFound(String id) {
    return ErrorDetails.of(
            Code.NOT_FOUND, ErrorReason.ERROR_REASON_EVENT_NOT_FOUND, "no event with id " + id)
        .build();
  }

  /** A stream that has accepted nothing for so long. */
  StatusRuntimeException subscriberStalled(Cursor cursor, Duration waited) {
    return ErrorDetails.of(
            Code.UNAVAILABLE,
            ErrorReason.ERROR_REASON_SUBSCRIBER_STALLED,
            "nothing was accepted for " + waited.toSeconds() + " s; resume after the cursor")
        .with("cursor", cursor.encode())
        .build();
  }

  private static ErrorDetails detailsOf(Throwable failure) {
    Throwable cause = rootOf(failure);
    if (cause instanceof InvalidRequestException e) {
      return invalid(e);
    } else if (cause instanceof CursorException e) {
      return ofCursor(e);
    } else if (cause instanceof EventLogException e) {
      return ofLog(e);
    } else if (cause instanceof TooManyStreamsException e) {
      return tooManyStreams(e);
    } else {
      return internal(cause);
    }
  }

  private static ErrorDetails invalid(InvalidRequestException e) {
    return ErrorDetails.of(
            Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_INVALID_REQUEST, messageOf(e))
        .violations(e.violations());
  }

  private static ErrorDetails ofCommand(CommandException e, Message request, String commandId) {
    ErrorDetails details =
        switch (e.kind()) {
          case REFUSED -> refused(e, request);
          case UNEXPECTED_ANSWER -> unexpected(e);
          case CONNECTION_FAILED ->
              ErrorDetails.of(
                      Code.UNAVAILABLE, ErrorReason.ERROR_REASON_UPSTREAM_UNAVAILABLE, messageOf(e))
                  .retryAfter(RETRY_DELAY);
          case TIMED_OUT ->
              ErrorDetails.of(
                  Code.DEADLINE_EXCEEDED, ErrorReason.ERROR_REASON_DEADLINE_EXCEEDED, messageOf(e));
          case CIRCUIT_OPEN ->
              ErrorDetails.of(Code.UNAVAILABLE, ErrorReason.ERROR_REASON_CIRCUIT_OPEN, messageOf(e))
                  .retryAfter(e.retryAfter().orElse(RETRY_DELAY));
          case BUSY ->
              ErrorDetails.of(
                      Code.RESOURCE_EXHAUSTED, ErrorReason.ERROR_REASON_GATEWAY_BUSY, messageOf(e))
                  .retryAfter(RETRY_DELAY);
          case WINDOW_CLOSED ->
              ErrorDetails.of(
                  Code.ABORTED, ErrorReason.ERROR_REASON_COMMAND_WINDOW_CLOSED, messageOf(e));
          case ID_REUSED ->
              ErrorDetails.of(
                      Code.INVALID_ARGUMENT,
                      ErrorReason.ERROR_REASON_INVALID_REQUEST,
                      "command_id: " + messageOf(e))
                  .violations(
                      List.of(
                          FieldViolation.newBuilder()
                              .setField("command_id")
                              .setDescription(messageOf(e))
                              .build()));
        };
    log.atLevel(levelOf(e))
        .log(
            "Command {}: {}{}",
            commandId.replaceAll("[\\p{Cc}\\p{Cf}]", "?"),
            messageOf(e),
            e.getCause() == null ? "" : " (" + e.getCause() + ")");
    return details
        .with("outcome", e.outcome().label())
        .with("attempts", e.attempts() == 0 ? "" : Integer.toString(e.attempts()))
        .with("request_id", e.requestId())
        .with("http_status", e.httpStatus() == 0 ? "" : Integer.toString(e.httpStatus()))
        .with("telnyx_code", telnyxCode(e));
  }

  private static ErrorDetails refused(CommandException e, Message request) {
    int status = e.httpStatus();
    return switch (status) {
      case 400, 422 ->
          e.hasCode(CALL_HAS_ENDED)
              ? refused(Code.FAILED_PRECONDITION, ErrorReason.ERROR_REASON_CALL_ENDED, e)
              : refused(Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_REJECTED_BY_TELNYX, e)
                  .violations(violations(e.reported(), request));
      case 401 ->
          refused(
              Code.FAILED_PRECONDITION, ErrorReason.ERROR_REASON_UPSTREAM_CREDENTIALS_REJECTED, e);
      case 403 ->
          refused(Code.PERMISSION_DENIED, ErrorReason.ERROR_REASON_UPSTREAM_PERMISSION_DENIED, e);
      case 404 -> refused(Code.NOT_FOUND, ErrorReason.ERROR_REASON_NOT_FOUND, e);
      case 429 ->
          refused(Code.RESOURCE_EXHAUSTED, ErrorReason.ERROR_REASON_RATE_LIMITED, e)
              .retryAfter(e.retryAfter().orElse(RETRY_DELAY));
      default ->
          isTemporary(status)
              ? refused(Code.UNAVAILABLE, ErrorReason.ERROR_REASON_UPSTREAM_UNAVAILABLE, e)
                  .retryAfter(e.retryAfter().orElse(RETRY_DELAY))
              : unexpected(e);
    };
  }

  private static ErrorDetails refused(Code code, ErrorReason reason, CommandException e) {
    return ErrorDetails.of(code, reason, messageOf(e)).saidByTelnyx();
  }

  private static ErrorDetails unexpected(CommandException e) {
    return ErrorDetails.of(Code.INTERNAL, ErrorReason.ERROR_REASON_UNEXPECTED_ANSWER, messageOf(e));
  }

  /** What an operator has to mend is an error; what callers do wrong is theirs to see. */
  private static Level levelOf(CommandException e) {
    return switch (e.kind()) {
      case UNEXPECTED_ANSWER -> Level.ERROR;
      case CONNECTION_FAILED, TIMED_OUT -> Level.WARN;
      // While they last there is one for each command, and the breaker has told already.
      case CIRCUIT_OPEN, BUSY, WINDOW_CLOSED, ID_REUSED -> Level.DEBUG;
      case REFUSED ->
          switch (e.httpStatus()) {
            case 400, 404, 422, 429 -> Level.DEBUG;
            case 403 -> Level.WARN;
            default -> isTemporary(e.httpStatus()) ? Level.WARN : Level.ERROR;
          };
    };
  }

  private static boolean isTemporary(int status) {
    return status == 408 || (status >= 500 && status < 600);
  }

  private static String telnyxCode(CommandException e) {
    return e.hasCode(CALL_HAS_ENDED)
        ? CALL_HAS_ENDED
        : e.reported().stream().map(Reported::code).findFirst().orElse("");
  }

  private static List<FieldViolation> violations(List<Reported> reported, Message request) {
    return reported.stream()
        .filter(error -> !error.pointer().isEmpty() || !error.parameter().isEmpty())
        .map(
            error ->
                FieldViolation.newBuilder()
                    .setField(
                        error.pointer().isEmpty()
                            ? error.parameter()
                            : FieldPaths.ofPointer(request, error.pointer()))
                    .setDescription(error.detail().isEmpty() ? error.title() : error.detail())
                    .setReason(error.code())
                    .build())
        .toList();
  }

  private static ErrorDetails ofCursor(CursorException e) {
    return switch (e.reason()) {
      case MALFORMED ->
          ErrorDetails.of(
              Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_CURSOR_MALFORMED, messageOf(e));
      case FOREIGN ->
          ErrorDetails.of(
              Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_CURSOR_FOREIGN, messageOf(e));
      case AHEAD ->
          ErrorDetails.of(Code.OUT_OF_RANGE, ErrorReason.ERROR_REASON_CURSOR_AHEAD, messageOf(e))
              .with("head", encoded(e.head()));
      case EXPIRED ->
          ErrorDetails.of(Code.OUT_OF_RANGE, ErrorReason.ERROR_REASON_CURSOR_EXPIRED, messageOf(e))
              .with("earliest", encoded(e.earliest()))
              .with("head", encoded(e.head()));
    };
  }

  private static ErrorDetails ofLog(EventLogException e) {
    if (e.reason() == EventLogException.Reason.DAMAGED) {
      log.atError().setCause(e.getCause()).log(messageOf(e));
      return ErrorDetails.of(Code.DATA_LOSS, ErrorReason.ERROR_REASON_LOG_DAMAGED, messageOf(e));
    }
    // While it lasts there is one for each stream and request, and the log has told the cause.
    log.debug("{}", messageOf(e));
    return ErrorDetails.of(
        Code.UNAVAILABLE, ErrorReason.ERROR_REASON_GATEWAY_UNAVAILABLE, messageOf(e));
  }

  private static ErrorDetails tooManyStreams(TooManyStreamsException e) {
    log.warn("A stream was refused: {}", messageOf(e));
    return ErrorDetails.of(
        Code.RESOURCE_EXHAUSTED, ErrorReason.ERROR_REASON_GATEWAY_BUSY, messageOf(e));
  }

  /** The message stays in the log: it may hold what callers must not see. */
  private static ErrorDetails internal(Throwable cause) {
    String reference = UUID.randomUUID().toString();
    log.error("Internal error {}", reference, cause);
    return ErrorDetails.of(
        Code.INTERNAL,
        ErrorReason.ERROR_REASON_INTERNAL,
        "internal error; the gateway's log has it as " + reference);
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static String messageOf(Throwable e) {
    return String.valueOf(e.getMessage());
  }

  private static String encoded(@Nullable Cursor cursor) {
    return cursor == null ? "" : cursor.encode();
  }
}
