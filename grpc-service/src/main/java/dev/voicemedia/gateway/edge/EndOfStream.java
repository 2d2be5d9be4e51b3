package dev.voicemedia.gateway.edge;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * An error as the Connect protocol has it for a stream: its clients take it from a message at the
 * end alone, and any status but 200 for an error that they do not know.
 */
final class EndOfStream {
  private static final String MEDIA_TYPES = "application/connect+";
  private static final byte LAST = 2;

  private EndOfStream() {}

  /** The media type of a request's client if it has asked for a stream. */
  static Optional<String> mediaTypeFor(Request request) {
    return Optional.ofNullable(request.getHeaders().get(HttpHeader.CONTENT_TYPE))
        .filter(type -> type.startsWith(MEDIA_TYPES));
  }

  /** A stream of nothing else. */
  static byte[] of(EdgeError error) {
    byte[] message = ("{\"error\":" + error.json() + "}").getBytes(UTF_8);
    return ByteBuffer.allocate(Byte.BYTES + Integer.BYTES + message.length)
        .put(LAST)
        .putInt(message.length)
        .put(message)
        .array();
  }
}
