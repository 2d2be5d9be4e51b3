package dev.voicemedia.webhook;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc7748.X25519Field;
import org.jspecify.annotations.Nullable;

/**
 * A point of edwards25519 (RFC 8032, section 5.1): -x² + y² = 1 + d·x²·y². Its coordinates are
 * Bouncy Castle's field elements, which nobody may change.
 */
final class AffinePoint {

  /** How many bytes a point takes, encoded. */
  static final int BYTES = 32;

  private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

  /** The curve's d: -121665/121666. */
  static final int[] D =
      element(BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(P)));

  static final int[] ONE_HALF = element(BigInteger.TWO.modInverse(P));

  final int[] x;
  final int[] y;

  AffinePoint(int[] x, int[] y) {
    this.x = x;
    this.y = y;
  }

  /** The base point B, which generates the group of prime order. */
  static AffinePoint base() {
    String encoded = "58" + "66".repeat(BYTES - 1);
    AffinePoint base = decode(HexFormat.of().parseHex(encoded), 0);
    if (base == null) {
      throw new AssertionError("the base point is on the curve");
    }
    return base;
  }

  /** Reads a point from 32 bytes; null if they are not the canonical encoding of one. */
  static @Nullable AffinePoint decode(byte[] bytes, int offset) {
    byte[] encodedY = Arrays.copyOfRange(bytes, offset, offset + BYTES);
    int sign = (encodedY[BYTES - 1] & 0x80) >>> 7;
    encodedY[BYTES - 1] &= 0x7F;
    int[] y = canonicalElement(encodedY);
    int[] x = y == null ? null : xOf(y);
    if (y == null || x == null || (sign == 1 && X25519Field.isZeroVar(x))) {
      return null;
    }
    if (sign != (x[0] & 1)) {
      X25519Field.negate(x, x);
      X25519Field.normalize(x);
    }
    return new AffinePoint(x, y);
  }

  private static int @Nullable [] canonicalElement(byte[] littleEndian) {
    int[] element = X25519Field.create();
    X25519Field.decode255(littleEndian, element);
    X25519Field.normalize(element);
    byte[] canonical = new byte[BYTES];
    X25519Field.encode(element, canonical);
    return Arrays.equals(canonical, littleEndian) ? element : null;
  }

  /** One of the two square roots of (y² - 1) / (d·y² + 1), or null if there is none. */
  private static int @Nullable [] xOf(int[] y) {
    int[] numerator = X25519Field.create();
    int[] denominator = X25519Field.create();
    int[] x = X25519Field.create();
    X25519Field.sqr(y, numerator);
    X25519Field.mul(D, numerator, denominator);
    X25519Field.subOne(numerator);
    X25519Field.addOne(denominator);
    if (!X25519Field.sqrtRatioVar(numerator, denominator, x)) {
      return null;
    }
    X25519Field.normalize(x);
    return x;
  }

  private static int[] element(BigInteger number) {
    int[] element = X25519Field.create();
    X25519Field.decode255(LittleEndian.bytes(number.mod(P)), element);
    return element;
  }
}
