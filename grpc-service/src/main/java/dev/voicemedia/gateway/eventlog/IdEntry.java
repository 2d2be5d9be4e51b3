package dev.voicemedia.gateway.eventlog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * What the log remembers of an event's id: its position, its time, and a fingerprint of its data.
 */
record IdEntry(long position, Instant receivedAt, String dataFingerprint) {

  byte[] encode() {
    byte[] fingerprint = dataFingerprint.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(2 * Long.BYTES + Integer.BYTES + fingerprint.length)
        .putLong(position)
        .putLong(receivedAt.getEpochSecond())
        .putInt(receivedAt.getNano())
        .put(fingerprint)
        .array();
  }

  static IdEntry decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    long position = in.getLong();
    Instant receivedAt = Instant.ofEpochSecond(in.getLong(), in.getInt());
    return new IdEntry(
        position, receivedAt, StandardCharsets.US_ASCII.decode(in.slice()).toString());
  }
}
