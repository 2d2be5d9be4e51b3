package dev.voicemedia.gateway.grpc;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.voicemedia.v1.ErrorReason;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.List;

/** An error of the contract while it is put together: a status with its google.rpc details. */
final class ErrorDetails {
  private static final String REASON_PREFIX = "ERROR_REASON_";
  private static final String OUR_DOMAIN = "voicemedia.dev";
  private static final String TELNYX_DOMAIN = "telnyx.com";

  private final Status.Builder status = Status.newBuilder();
  private final ErrorInfo.Builder info = ErrorInfo.newBuilder().setDomain(OUR_DOMAIN);

  private ErrorDetails(Code code, ErrorReason reason, String message) {
    status.setCode(code.value()).setMessage(message);
    info.setReason(reason.name().substring(REASON_PREFIX.length()));
  }

  static ErrorDetails of(Code code, ErrorReason reason, String message) {
    return new ErrorDetails(code, reason, message);
  }

  ErrorDetails saidByTelnyx() {
    info.setDomain(TELNYX_DOMAIN);
    return this;
  }

  /** Left out if the value is empty. */
  ErrorDetails with(String name, String value) {
    if (!value.isEmpty()) {
      info.putMetadata(name, value);
    }
    return this;
  }

  ErrorDetails violations(List<BadRequest.FieldViolation> violations) {
    if (!violations.isEmpty()) {
      status.addDetails(
          Any.pack(BadRequest.newBuilder().addAllFieldViolations(violations).build()));
    }
    return this;
  }

  ErrorDetails retryAfter(Duration delay) {
    RetryInfo.Builder retry = RetryInfo.newBuilder();
    retry.getRetryDelayBuilder().setSeconds(delay.getSeconds()).setNanos(delay.getNano());
    status.addDetails(Any.pack(retry.build()));
    return this;
  }

  StatusRuntimeException build() {
    return StatusProto.toStatusRuntimeException(
        status.clone().addDetails(0, Any.pack(info.build())).build());
  }
}
