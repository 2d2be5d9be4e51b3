package dev.voicemedia.gateway.grpc;

import com.google.rpc.BadRequest.FieldViolation;
import dev.voicemedia.gateway.access.AccessRefusedException;
import dev.voicemedia.gateway.access.MethodTable;
import dev.voicemedia.gateway.upstream.CommandOutcome;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;

/** Errors of the contract for calls that end before, or without, an answer of their method. */
public final class LocalErrors {
  private LocalErrors() {}

  /**
   * A request that does not get as far as its method.
   *
   * @param method full name
   * @param violations what is wrong with it; may be none
   */
  public static StatusRuntimeException invalidRequest(
      String method, String message, List<FieldViolation> violations) {
    return ErrorDetails.of(Reason.INVALID_REQUEST, message)
        .violations(violations)
        .with("outcome", isCommand(method) ? CommandOutcome.NOT_SENT.label() : "")
        .build();
  }

  /**
   * A method that has not answered in time.
   *
   * @param method full name
   * @param limit that its caller set
   */
  public static StatusRuntimeException deadlineExceeded(String method, Duration limit) {
    return ErrorDetails.of(
            Reason.DEADLINE_EXCEEDED, "not answered within " + limit.toMillis() + " ms")
        .with("outcome", isCommand(method) ? CommandOutcome.UNKNOWN.label() : "")
        .build();
  }

  /** A query that access control refused. */
  public static StatusRuntimeException refused(AccessRefusedException e) {
    return new ErrorMapper().refused(e, false);
  }

  private static boolean isCommand(String method) {
    return MethodTable.useOf(method).isCommand();
  }
}
