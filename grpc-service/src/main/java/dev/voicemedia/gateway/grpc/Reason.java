package dev.voicemedia.gateway.grpc;

import dev.voicemedia.v1.ErrorReason;
import io.grpc.Status.Code;
import org.slf4j.event.Level;

/**
 * The table of errors: each reason of the contract has one gRPC status code, and one level in the
 * log. What an operator has to fix is an error there; what callers do wrong is theirs to see; and
 * what comes with every request while its cause lasts has been logged with the cause.
 */
enum Reason {
  INVALID_REQUEST(ErrorReason.ERROR_REASON_INVALID_REQUEST, Code.INVALID_ARGUMENT, Level.DEBUG),
  REQUEST_TOO_LARGE(ErrorReason.ERROR_REASON_INVALID_REQUEST, Code.RESOURCE_EXHAUSTED, Level.DEBUG),

  // Actions: what Telnyx answered.
  REJECTED_BY_TELNYX(
      ErrorReason.ERROR_REASON_REJECTED_BY_TELNYX, Code.INVALID_ARGUMENT, Level.DEBUG),
  CALL_ENDED(ErrorReason.ERROR_REASON_CALL_ENDED, Code.FAILED_PRECONDITION, Level.DEBUG),
  CALL_NOT_ANSWERED(
      ErrorReason.ERROR_REASON_CALL_NOT_ANSWERED, Code.FAILED_PRECONDITION, Level.DEBUG),
  TELNYX_PRECONDITION_FAILED(
      ErrorReason.ERROR_REASON_TELNYX_PRECONDITION_FAILED, Code.FAILED_PRECONDITION, Level.DEBUG),
  UPSTREAM_CREDENTIALS_REJECTED(
      ErrorReason.ERROR_REASON_UPSTREAM_CREDENTIALS_REJECTED,
      Code.FAILED_PRECONDITION,
      Level.ERROR),
  UPSTREAM_PERMISSION_DENIED(
      ErrorReason.ERROR_REASON_UPSTREAM_PERMISSION_DENIED, Code.PERMISSION_DENIED, Level.WARN),
  NOT_FOUND(ErrorReason.ERROR_REASON_NOT_FOUND, Code.NOT_FOUND, Level.DEBUG),
  RECORDING_NOT_FOUND(ErrorReason.ERROR_REASON_RECORDING_NOT_FOUND, Code.NOT_FOUND, Level.DEBUG),
  RATE_LIMITED(ErrorReason.ERROR_REASON_RATE_LIMITED, Code.RESOURCE_EXHAUSTED, Level.DEBUG),
  UPSTREAM_UNAVAILABLE(ErrorReason.ERROR_REASON_UPSTREAM_UNAVAILABLE, Code.UNAVAILABLE, Level.WARN),
  UNEXPECTED_ANSWER(ErrorReason.ERROR_REASON_UNEXPECTED_ANSWER, Code.INTERNAL, Level.ERROR),

  // Actions: what the gateway decides.
  DEADLINE_EXCEEDED(ErrorReason.ERROR_REASON_DEADLINE_EXCEEDED, Code.DEADLINE_EXCEEDED, Level.WARN),
  CIRCUIT_OPEN(ErrorReason.ERROR_REASON_CIRCUIT_OPEN, Code.UNAVAILABLE, Level.DEBUG),
  GATEWAY_BUSY(ErrorReason.ERROR_REASON_GATEWAY_BUSY, Code.RESOURCE_EXHAUSTED, Level.DEBUG),
  COMMAND_WINDOW_CLOSED(ErrorReason.ERROR_REASON_COMMAND_WINDOW_CLOSED, Code.ABORTED, Level.DEBUG),

  // Events.
  CURSOR_MALFORMED(ErrorReason.ERROR_REASON_CURSOR_MALFORMED, Code.INVALID_ARGUMENT, Level.DEBUG),
  CURSOR_FOREIGN(ErrorReason.ERROR_REASON_CURSOR_FOREIGN, Code.INVALID_ARGUMENT, Level.DEBUG),
  CURSOR_OTHER_SHARE(
      ErrorReason.ERROR_REASON_CURSOR_OTHER_SHARE, Code.INVALID_ARGUMENT, Level.DEBUG),
  CURSOR_AHEAD(ErrorReason.ERROR_REASON_CURSOR_AHEAD, Code.OUT_OF_RANGE, Level.DEBUG),
  CURSOR_EXPIRED(ErrorReason.ERROR_REASON_CURSOR_EXPIRED, Code.OUT_OF_RANGE, Level.DEBUG),
  EVENT_NOT_FOUND(ErrorReason.ERROR_REASON_EVENT_NOT_FOUND, Code.NOT_FOUND, Level.DEBUG),
  CALL_NOT_FOUND(ErrorReason.ERROR_REASON_CALL_NOT_FOUND, Code.NOT_FOUND, Level.DEBUG),
  SUBSCRIBER_STALLED(ErrorReason.ERROR_REASON_SUBSCRIBER_STALLED, Code.UNAVAILABLE, Level.DEBUG),
  TOO_MANY_STREAMS(ErrorReason.ERROR_REASON_GATEWAY_BUSY, Code.RESOURCE_EXHAUSTED, Level.WARN),
  TOO_MANY_LISTS(ErrorReason.ERROR_REASON_GATEWAY_BUSY, Code.RESOURCE_EXHAUSTED, Level.WARN),
  LOG_DAMAGED(ErrorReason.ERROR_REASON_LOG_DAMAGED, Code.DATA_LOSS, Level.ERROR),
  GATEWAY_UNAVAILABLE(ErrorReason.ERROR_REASON_GATEWAY_UNAVAILABLE, Code.UNAVAILABLE, Level.DEBUG),

  // Recovery.
  WEBHOOK_URL_UNKNOWN(
      ErrorReason.ERROR_REASON_WEBHOOK_URL_UNKNOWN, Code.FAILED_PRECONDITION, Level.DEBUG),

  // Any call.
  UNAUTHENTICATED(ErrorReason.ERROR_REASON_UNAUTHENTICATED, Code.UNAUTHENTICATED, Level.DEBUG),
  ACCESS_DENIED(ErrorReason.ERROR_REASON_ACCESS_DENIED, Code.PERMISSION_DENIED, Level.DEBUG),
  INTERNAL(ErrorReason.ERROR_REASON_INTERNAL, Code.INTERNAL, Level.ERROR);

  private static final String PREFIX = "ERROR_REASON_";

  private final ErrorReason reason;
  private final Code code;
  private final Level level;

  Reason(ErrorReason reason, Code code, Level level) {
    this.reason = reason;
    this.code = code;
    this.level = level;
  }

  /** Name of the reason in google.rpc.ErrorInfo. */
  String label() {
    return reason.name().substring(PREFIX.length());
  }

  Code code() {
    return code;
  }

  Level level() {
    return level;
  }
}
