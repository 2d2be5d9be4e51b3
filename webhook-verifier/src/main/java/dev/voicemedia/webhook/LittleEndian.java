package dev.voicemedia.webhook;

import java.math.BigInteger;

/** Numbers as RFC 8032 encodes them: the least significant byte first. */
final class LittleEndian {

  private LittleEndian() {}

  static BigInteger number(byte[] bytes) {
    return new BigInteger(1, reversed(bytes, bytes.length));
  }

  /** Encodes a number that is not negative in 32 bytes. */
  static byte[] bytes(BigInteger number) {
    return reversed(number.toByteArray(), 32);
  }

  private static byte[] reversed(byte[] bytes, int length) {
    byte[] reversed = new byte[length];
    for (int i = 0; i < Math.min(length, bytes.length); i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }
}
