package dev.voicemedia.gateway.cli;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Map;
import java.util.TreeMap;

/** A call that the gateway, or the way to it, answered with an error; the message is one line. */
final class RpcException extends Exception {
  private static final long serialVersionUID = 1L;

  RpcException(StatusRuntimeException error) {
    super(describe(error).replaceAll("[\\p{Cc}\\p{Cf}]", "?"), error);
  }

  private static String describe(StatusRuntimeException error) {
    StringBuilder line = new StringBuilder(error.getStatus().getCode().name());
    StringBuilder fields = new StringBuilder();
    Map<String, String> metadata = new TreeMap<>();
    Status status = StatusProto.fromThrowable(error);
    for (Any detail : status == null ? java.util.List.<Any>of() : status.getDetailsList()) {
      try {
        if (detail.is(ErrorInfo.class)) {
          ErrorInfo info = detail.unpack(ErrorInfo.class);
          line.append(' ').append(info.getReason());
          metadata.putAll(info.getMetadataMap());
        } else if (detail.is(BadRequest.class)) {
          detail
              .unpack(BadRequest.class)
              .getFieldViolationsList()
              .forEach(
                  violation ->
                      fields
                          .append("; ")
                          .append(violation.getField())
                          .append(": ")
                          .append(violation.getDescription()));
        }
      } catch (InvalidProtocolBufferException e) {
        line.append(" (a detail that does not parse)");
      }
    }
    String message = String.valueOf(error.getStatus().getDescription());
    if (fields.length() > 0) {
      line.append(": ").append(fields.substring(2));
    } else {
      line.append(": ").append(message);
    }
    return metadata.isEmpty() ? line.toString() : line.append(' ').append(metadata).toString();
  }
}
