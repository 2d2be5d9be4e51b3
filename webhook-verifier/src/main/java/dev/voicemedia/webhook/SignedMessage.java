package dev.voicemedia.webhook;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Signed bytes: the timestamp's text, a bar, the raw body. Holds the only copy of the body; {@link
 * #body()} is a view of it.
 */
final class SignedMessage {

  private final String timestamp;
  private final byte[] bytes;

  SignedMessage(String timestamp, byte[] body) {
    byte[] prefix = (timestamp + "|").getBytes(StandardCharsets.US_ASCII);
    byte[] joined = new byte[Math.addExact(prefix.length, body.length)];
    System.arraycopy(prefix, 0, joined, 0, prefix.length);
    System.arraycopy(body, 0, joined, prefix.length, body.length);
    this.timestamp = timestamp;
    this.bytes = joined;
  }

  String timestamp() {
    return timestamp;
  }

  ByteBuffer body() {
    int start = timestamp.length() + 1;
    return ByteBuffer.wrap(bytes, start, bytes.length - start).slice().asReadOnlyBuffer();
  }

  /** Returns the array itself, for the signature check; it must not leave the package. */
  byte[] bytes() {
    return bytes;
  }
}
