package dev.voicemedia.gateway.event;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.CRC32C;

/**
 * A place in a log: after the event at a position.
 *
 * @param logId id of the log that it belongs to
 * @param epoch of the event at the position, see {@link Lineage}; 0 before the first event and in
 *     cursors of version 1
 * @param position of the last event before this place; 0 is before the first event
 */
public record Cursor(long logId, long epoch, long position) {
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  // Version, log id, number of partitions, epoch and position of each, CRC-32C of all that;
  // big-endian. Partitions are in the format for a log that has several; this one has one. Version
  // 1 had no epochs; it is still read.
  private static final byte VERSION = 2;
  private static final byte VERSION_WITHOUT_EPOCHS = 1;
  private static final byte PARTITIONS = 1;
  private static final int ENCODED_BYTES = 2 + 3 * Long.BYTES + Integer.BYTES;

  public Cursor {
    if (position < 0) {
      throw new IllegalArgumentException("position: " + position + ", expected 0 or more");
    }
  }

  /** The text that clients keep: URL-safe base64 without padding. */
  public String encode() {
    ByteBuffer bytes = ByteBuffer.allocate(ENCODED_BYTES);
    bytes.put(VERSION).putLong(logId).put(PARTITIONS).putLong(epoch).putLong(position);
    bytes.putInt(checksum(bytes.array()));
    return ENCODER.encodeToString(bytes.array());
  }

  /**
   * Reads the text of {@link #encode}, also of an earlier version.
   *
   * @throws MalformedCursorException for any other text
   */
  public static Cursor parse(String text) throws MalformedCursorException {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      ByteBuffer in = ByteBuffer.wrap(bytes);
      byte version = in.get();
      if (version != VERSION && version != VERSION_WITHOUT_EPOCHS) {
        throw malformed("version " + version + ", expected at most " + VERSION);
      }
      int expectedBytes = version == VERSION ? ENCODED_BYTES : ENCODED_BYTES - Long.BYTES;
      if (bytes.length != expectedBytes) {
        throw malformed(bytes.length + " bytes, expected " + expectedBytes);
      }
      long logId = in.getLong();
      byte partitions = in.get();
      long epoch = version == VERSION ? in.getLong() : 0;
      long position = in.getLong();
      if (in.getInt() != checksum(bytes)) {
        throw malformed("a wrong checksum, expected the text as it was given out");
      }
      if (partitions != PARTITIONS || position < 0) {
        throw malformed(
            "partitions " + partitions + ", position " + position + ", expected 1 and 0 or more");
      }
      if (!ENCODER.encodeToString(bytes).equals(text)) {
        throw malformed("another spelling, expected the text as it was given out");
      }
      return new Cursor(logId, epoch, position);
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      throw malformed("other text, expected URL-safe base64 of a cursor");
    }
  }

  /** Of all but the last bytes, which are to hold it. */
  private static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length - Integer.BYTES);
    return (int) crc.getValue();
  }

  private static MalformedCursorException malformed(String why) {
    return new MalformedCursorException("cursor: " + why);
  }
}
