package dev.voicemedia.webhook;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * The eight points of Edwards25519 whose order divides the cofactor 8. With one of them as R, or as
 * a key, a signature says little or nothing about the message; RFC 8032 accepts them.
 *
 * <p>The sign of x is the top bit of the encoding. Without it five values are left, since the
 * points of order 4 and 8 come in pairs. Their non-canonical encodings are refused along with
 * everything that is not canonical.
 */
final class SmallOrder {

  private static final int POINT_BYTES = 32;

  private static final byte[][] WITHOUT_SIGN = {
    point("0000000000000000000000000000000000000000000000000000000000000000"), // order 4
    point("0100000000000000000000000000000000000000000000000000000000000000"), // neutral
    point("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"), // order 2
    point("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), // order 8
    point("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), // order 8
  };

  private SmallOrder() {}

  /**
   * Returns whether the first 32 bytes are such a point. They are not secret, so the time taken may
   * depend on them.
   */
  static boolean startsWithOne(byte[] signature) {
    byte[] point = Arrays.copyOf(signature, POINT_BYTES);
    point[POINT_BYTES - 1] &= 0x7F;
    for (byte[] small : WITHOUT_SIGN) {
      if (Arrays.equals(point, small)) {
        return true;
      }
    }
    return false;
  }

  private static byte[] point(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
