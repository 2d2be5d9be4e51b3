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
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

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
        .with("outcome", ofCommand(method, CommandOutcome.NOT_SENT))
        .build();
  }

  /** A request that is larger than its method takes; gRPC has the same codes for it. */
  public static StatusRuntimeException requestTooLarge(LocalMethod method) {
    String message = "the request must have at most " + method.maxRequestBytes() + " bytes";
    return ErrorDetails.of(
            method.isBounded() ? Reason.INVALID_REQUEST : Reason.REQUEST_TOO_LARGE, message)
        .with("outcome", ofCommand(method.name(), CommandOutcome.NOT_SENT))
        .build();
  }

  /**
   * A request that is not all there in time.
   *
   * @param method full name
   * @param limit that is the same for all
   */
  public static StatusRuntimeException requestIncomplete(String method, Duration limit) {
    return ErrorDetails.of(
            Reason.DEADLINE_EXCEEDED,
            "request: incomplete " + limit.toSeconds() + " s after its headers")
        .with("outcome", ofCommand(method, CommandOutcome.NOT_SENT))
        .build();
  }

  /**
   * A large request that comes while others fill the memory for them.
   *
   * @param method full name
   */
  public static StatusRuntimeException noRoom(String method) {
    return ErrorDetails.of(Reason.GATEWAY_BUSY, "too many large requests are being received")
        .with("outcome", ofCommand(method, CommandOutcome.NOT_SENT))
        .retryAfter(RETRY_AFTER)
        .build();
  }

  /**
   * A method that has not answered in time.
   *
   * @param method full name
   * @param limit that its caller set
   * @param requested whether it has had its request
   */
  public static StatusRuntimeException deadlineExceeded(
      String method, Duration limit, boolean requested) {
    CommandOutcome outcome = requested ? CommandOutcome.UNKNOWN : CommandOutcome.NOT_SENT;
    return ErrorDetails.of(
            Reason.DEADLINE_EXCEEDED, "not answered within " + limit.toMillis() + " ms")
        .with("outcome", ofCommand(method, outcome))
        .build();
  }

  /** A query that access control refused. */
  public static StatusRuntimeException refused(AccessRefusedException e) {
    return new ErrorMapper().refused(e, false);
  }

  private static String ofCommand(String method, CommandOutcome outcome) {
    return MethodTable.useOf(method).isCommand() ? outcome.label() : "";
  }
}
