package dev.voicemedia.gateway.grpc;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** An error with its details, as a client receives it. */
record RpcError(
    Code code,
    String message,
    String reason,
    String domain,
    Map<String, String> metadata,
    List<FieldViolation> violations,
    Optional<Duration> retryDelay) {

  /** The error that a call ends with. */
  static RpcError of(ThrowingCallable call) {
    return of(catchThrowableOfType(StatusRuntimeException.class, call));
  }

  static RpcError of(StatusRuntimeException error) {
    com.google.rpc.Status status = StatusProto.fromThrowable(error);
    if (status == null) {
      throw new AssertionError("no details", error);
    }
    ErrorInfo info = ErrorInfo.getDefaultInstance();
    List<FieldViolation> violations = List.of();
    Optional<Duration> delay = Optional.empty();
    try {
      for (Any detail : status.getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          info = detail.unpack(ErrorInfo.class);
        } else if (detail.is(BadRequest.class)) {
          violations = detail.unpack(BadRequest.class).getFieldViolationsList();
        } else if (detail.is(RetryInfo.class)) {
          var retry = detail.unpack(RetryInfo.class).getRetryDelay();
          delay = Optional.of(Duration.ofSeconds(retry.getSeconds(), retry.getNanos()));
        }
      }
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("a detail does not parse", e);
    }
    return new RpcError(
        error.getStatus().getCode(),
        String.valueOf(error.getStatus().getDescription()),
        info.getReason(),
        info.getDomain(),
        info.getMetadataMap(),
        violations,
        delay);
  }

  /** Null if it came without details. */
  static @Nullable RpcError ofNullable(StatusRuntimeException error) {
    com.google.rpc.Status status = StatusProto.fromThrowable(error);
    return status == null || status.getDetailsCount() == 0 ? null : of(error);
  }

  String outcome() {
    return metadata.getOrDefault("outcome", "");
  }

  List<String> violatedFields() {
    return violations.stream().map(FieldViolation::getField).toList();
  }

  /** As "field: description". */
  List<String> violationLines() {
    return violations.stream()
        .map(violation -> violation.getField() + ": " + violation.getDescription())
        .toList();
  }
}
