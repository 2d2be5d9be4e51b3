package dev.voicemedia.gateway.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Builder of an error of the contract: a status with its google.rpc details. It travels in the
 * trailers, of which many clients take 8 KiB and no more, so everything in it is of bounded size.
 */
final class ErrorDetails {
  /** Of the message as a header has it, where all but ASCII takes three bytes for one. */
  private static final int MAX_MESSAGE_BYTES = 700;

  private static final int MAX_VIOLATION_BYTES = 2600;
  private static final int MAX_METADATA_CHARS = 255;

  private static final String OUR_DOMAIN = "voicemedia.dev";
  private static final String TELNYX_DOMAIN = "telnyx.com";

  private final Status.Builder status = Status.newBuilder();
  private final ErrorInfo.Builder info = ErrorInfo.newBuilder().setDomain(OUR_DOMAIN);

  private ErrorDetails(Reason reason, String message) {
    status.setCode(reason.code().value()).setMessage(cut(message));
    info.setReason(reason.label());
  }

  static ErrorDetails of(Reason reason, String message) {
    return new ErrorDetails(reason, message);
  }

  /** The reason that an error of the contract has; empty without one. */
  static String reasonOf(StatusRuntimeException error) {
    Status status = StatusProto.fromThrowable(error);
    if (status == null || status.getDetailsCount() == 0) {
      return "";
    }
    try {
      return status.getDetails(0).unpack(ErrorInfo.class).getReason();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the gateway has made this error", e);
    }
  }

  /** Has the error come from Telnyx rather than from the gateway. */
  ErrorDetails fromTelnyx() {
    info.setDomain(TELNYX_DOMAIN);
    return this;
  }

  /** Left out if the value is empty. */
  ErrorDetails with(String name, String value) {
    if (!value.isEmpty()) {
      info.putMetadata(name, value.substring(0, Math.min(value.length(), MAX_METADATA_CHARS)));
    }
    return this;
  }

  /** Adds as many as there is room for; the last one then says how many more there are. */
  ErrorDetails violations(List<BadRequest.FieldViolation> violations) {
    if (violations.isEmpty()) {
      return this;
    }
    BadRequest.Builder badRequest = BadRequest.newBuilder();
    int bytes = 0;
    for (BadRequest.FieldViolation violation : violations) {
      bytes += violation.getSerializedSize();
      if (bytes > MAX_VIOLATION_BYTES) {
        int left = violations.size() - badRequest.getFieldViolationsCount();
        badRequest.addFieldViolationsBuilder().setDescription("and " + left + " more");
        break;
      }
      badRequest.addFieldViolations(violation);
    }
    status.addDetails(Any.pack(badRequest.build()));
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

  private static String cut(String message) {
    int bytes = 0;
    for (int i = 0; i < message.length(); i += Character.charCount(message.codePointAt(i))) {
      int codePoint = message.codePointAt(i);
      boolean plain = codePoint >= ' ' && codePoint <= '~' && codePoint != '%';
      bytes +=
          plain ? 1 : 3 * Character.toString(codePoint).getBytes(StandardCharsets.UTF_8).length;
      if (bytes > MAX_MESSAGE_BYTES) {
        return message.substring(0, i) + "…";
      }
    }
    return message;
  }
}
