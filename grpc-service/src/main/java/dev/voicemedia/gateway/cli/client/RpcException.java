package dev.voicemedia.gateway.cli.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import dev.voicemedia.gateway.event.PrintableText;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reports in one line that a call failed, at the gateway or on the way to it. */
public final class RpcException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What the transport says, and a hex dump, of an answer in HTTP/1. */
  private static final String NO_HTTP2 = "First received frame was not SETTINGS";

  /** What it says of an answer that is no TLS, before a hex dump. */
  private static final String NO_TLS = "not an SSL/TLS record";

  /** What gRPC says when a server closes a connection without a word of HTTP/2. */
  private static final String CLOSED = "Network closed for unknown reason";

  /** What the operating system says if the server closes before it has read everything. */
  private static final Pattern RESET = Pattern.compile("Connection reset.*|Broken pipe");

  /**
   * @param address of the gateway that was called
   */
  RpcException(StatusRuntimeException error, String address) {
    super(PrintableText.masked(describe(error, address)), error);
  }

  private static String describe(StatusRuntimeException error, String address) {
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
    String message = message(error, address);
    if (fields.length() > 0) {
      line.append(": ").append(fields.substring(2));
    } else {
      line.append(": ").append(message);
    }
    return metadata.isEmpty() ? line.toString() : line.append(' ').append(metadata).toString();
  }

  /** What the gateway said or, if there is a cause, what happened on the way to it. */
  private static String message(StatusRuntimeException error, String address) {
    String said = String.valueOf(error.getStatus().getDescription());
    Throwable cause = error.getStatus().getCause();
    if (CLOSED.equals(said)) {
      return closed(address);
    }
    if (cause == null) {
      boolean silent = error.getStatus().getCode() == Code.DEADLINE_EXCEEDED && isOwn(error);
      return silent
          ? "no answer from " + address + " in time; the command may have taken effect"
          : said;
    }
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    if (why.startsWith(NO_HTTP2)) {
      return "what answers at "
          + address
          + " is no gRPC server, expected the gateway's gRPC port (not the one for webhooks)";
    }
    if (why.startsWith(NO_TLS)) {
      return "what answers at " + address + " speaks plain text, expected no --tls-ca";
    }
    String reason =
        why.replaceFirst("^[a-zA-Z]+\\(\\.\\.\\) failed with error\\(-?[0-9]+\\): ", "");
    return RESET.matcher(reason).matches()
        ? closed(address)
        : "no gateway answers at " + address + ": " + reason;
  }

  private static String closed(String address) {
    return address + " closed the connection, as a port with TLS does: expected --tls-ca for one";
  }

  /** Whether this side gave up: an answer would have come with metadata. */
  private static boolean isOwn(StatusRuntimeException error) {
    return error.getTrailers() == null || error.getTrailers().keys().isEmpty();
  }
}
