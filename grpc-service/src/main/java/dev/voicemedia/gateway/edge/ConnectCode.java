package dev.voicemedia.gateway.edge;

import io.grpc.Status;
import java.util.Locale;

/** The Connect protocol's table of codes: gRPC's, with their spelling and their HTTP status. */
enum ConnectCode {
  CANCELED(499),
  UNKNOWN(500),
  INVALID_ARGUMENT(400),
  DEADLINE_EXCEEDED(504),
  NOT_FOUND(404),
  ALREADY_EXISTS(409),
  PERMISSION_DENIED(403),
  RESOURCE_EXHAUSTED(429),
  FAILED_PRECONDITION(400),
  ABORTED(409),
  OUT_OF_RANGE(400),
  UNIMPLEMENTED(501),
  INTERNAL(500),
  UNAVAILABLE(503),
  DATA_LOSS(500),
  UNAUTHENTICATED(401);

  private final int httpStatus;

  ConnectCode(int httpStatus) {
    this.httpStatus = httpStatus;
  }

  /**
   * @param code of an error; OK has none
   */
  static ConnectCode of(Status.Code code) {
    return code == Status.Code.CANCELLED ? CANCELED : valueOf(code.name());
  }

  int httpStatus() {
    return httpStatus;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Whether the same request would fail again: a browser's EventSource is to give up, not to come
   * back for ever.
   */
  boolean isFinal() {
    return switch (this) {
      case INVALID_ARGUMENT,
          NOT_FOUND,
          PERMISSION_DENIED,
          FAILED_PRECONDITION,
          OUT_OF_RANGE,
          UNIMPLEMENTED,
          UNAUTHENTICATED ->
          true;
      default -> false;
    };
  }
}
