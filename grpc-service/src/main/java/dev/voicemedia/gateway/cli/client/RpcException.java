package dev.voicemedia.gateway.cli.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import dev.voicemedia.gateway.cli.text.PrintableText;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reports in one line that a call failed, at the gateway or on the way to it. */
public final class RpcException extends Exception {
  private static final long serialVersionUID = 1L;

  RpcException(StatusRuntimeException error) {
    super(PrintableText.of(describe(error)), error);
  }

  private static String describe(StatusRuntimeException error) {
    StringBuilder line = new StringBuilder(error.getStatus().getCode().name());
    StringBuilder fields = new StringBuilder();
    Map<String, String> metadata = new TreeMap<>();
    Status status = StatusProto.fromThrowable(error);
    for (Any detail : status == null ? List.<Any>of() : status.getDetailsList()) {
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
        line.append(" (with a detail that cannot be read)");
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
