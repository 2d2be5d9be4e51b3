package dev.voicemedia.gateway.edge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.ErrorDetailsProto;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An error as the Connect protocol has it.
 *
 * @param status of HTTP
 * @param retryAfterSeconds when the same request may succeed
 */
record EdgeError(int status, ConnectCode code, String json, Optional<Long> retryAfterSeconds) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Base64.Encoder BASE64 = Base64.getEncoder().withoutPadding();
  private static final TypeRegistry DETAILS =
      TypeRegistry.newBuilder().add(ErrorDetailsProto.getDescriptor().getMessageTypes()).build();
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace();

  /** An error without details. */
  static EdgeError of(int status, ConnectCode code, String message) {
    return new EdgeError(status, code, body(code, message).toString(), Optional.empty());
  }

  static EdgeError of(ConnectCode code, String message) {
    return of(code.httpStatus(), code, message);
  }

  /** The same with another status of HTTP, which says more than that of the code. */
  EdgeError withStatus(int another) {
    return new EdgeError(another, code, json, retryAfterSeconds);
  }

  static EdgeError of(StatusRuntimeException error) {
    return of(error.getStatus(), error.getTrailers());
  }

  /** The error that a call has ended with. */
  static EdgeError of(Status ended, @Nullable Metadata trailers) {
    ConnectCode code = ConnectCode.of(ended.getCode());
    com.google.rpc.Status status = statusOf(ended, trailers);
    ObjectNode body = body(code, status.getMessage());
    Optional<Long> retryAfter = Optional.empty();
    if (status.getDetailsCount() > 0) {
      ArrayNode details = body.putArray("details");
      for (Any detail : status.getDetailsList()) {
        details.add(describe(detail));
        retryAfter = retryAfter.or(() -> retryAfter(detail));
      }
    }
    return new EdgeError(code.httpStatus(), code, body.toString(), retryAfter);
  }

  /** Whether a call has ended without an error of the contract. */
  static boolean hasNoDetails(Status ended, @Nullable Metadata trailers) {
    return statusOf(ended, trailers).getDetailsCount() == 0;
  }

  private static com.google.rpc.Status statusOf(Status ended, @Nullable Metadata trailers) {
    return StatusProto.fromStatusAndTrailers(ended, trailers == null ? new Metadata() : trailers);
  }

  private static ObjectNode body(ConnectCode code, String message) {
    return JSON.createObjectNode().put("code", code.label()).put("message", message);
  }

  /** The bytes for clients that know the type, and the JSON for people who have curl. */
  private static ObjectNode describe(Any detail) {
    String type = detail.getTypeUrl().substring(detail.getTypeUrl().lastIndexOf('/') + 1);
    ObjectNode described =
        JSON.createObjectNode()
            .put("type", type)
            .put("value", BASE64.encodeToString(detail.getValue().toByteArray()));
    Descriptor descriptor = DETAILS.find(type);
    if (descriptor != null) {
      try {
        described.set(
            "debug",
            JSON.readTree(PRINTER.print(DynamicMessage.parseFrom(descriptor, detail.getValue()))));
      } catch (InvalidProtocolBufferException | JsonProcessingException e) {
        throw new IllegalStateException("the gateway has made this detail", e);
      }
    }
    return described;
  }

  private static Optional<Long> retryAfter(Any detail) {
    try {
      if (detail.is(RetryInfo.class)) {
        var delay = detail.unpack(RetryInfo.class).getRetryDelay();
        return Optional.of(delay.getSeconds() + (delay.getNanos() > 0 ? 1 : 0));
      }
      return Optional.empty();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the gateway has made this detail", e);
    }
  }
}
