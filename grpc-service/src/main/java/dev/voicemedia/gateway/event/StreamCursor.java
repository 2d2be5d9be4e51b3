package dev.voicemedia.gateway.event;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A cursor as a stream gives it out: with the share of the log that the stream has, since it has
 * passed the events of all others.
 *
 * @param share null for a stream of the whole log, whose cursors are good for every share
 */
public record StreamCursor(Cursor cursor, @Nullable Share share) {
  private static final char SEPARATOR = '.';
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  /**
   * The text that clients keep: that of the cursor and, after a dot, base64 of the share's index,
   * its count less one, and the CRC-32C of the text before the dot and these two bytes.
   */
  public String encode() {
    String text = cursor.encode();
    return share == null ? text : text + SEPARATOR + ENCODER.encodeToString(tail(text, share));
  }

  /**
   * Reads the text of {@link #encode}.
   *
   * @throws MalformedCursorException for any other text
   */
  public static StreamCursor parse(String text) throws MalformedCursorException {
    int separator = text.indexOf(SEPARATOR);
    if (separator < 0) {
      return new StreamCursor(Cursor.parse(text), null);
    }
    Cursor cursor = Cursor.parse(text.substring(0, separator));
    try {
      ByteBuffer tail =
          ByteBuffer.wrap(Base64.getUrlDecoder().decode(text.substring(separator + 1)));
      int index = Byte.toUnsignedInt(tail.get());
      int count = Byte.toUnsignedInt(tail.get()) + 1;
      // Encoded anew it must be the same: that checks the checksum, the length and the spelling.
      StreamCursor parsed = new StreamCursor(cursor, new Share(index, count));
      if (parsed.encode().equals(text)) {
        return parsed;
      }
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      // No share; reported below.
    }
    throw new MalformedCursorException(
        "cursor: damaged share, expected the text as it was given out");
  }

  private static byte[] tail(String text, Share share) {
    ByteBuffer tail = ByteBuffer.allocate(2 + Integer.BYTES);
    tail.put((byte) share.index()).put((byte) (share.count() - 1));
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(US_ASCII));
    crc.update(tail.array(), 0, 2);
    return tail.putInt((int) crc.getValue()).array();
  }
}
