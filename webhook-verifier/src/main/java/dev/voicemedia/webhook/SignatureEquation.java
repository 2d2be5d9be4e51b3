package dev.voicemedia.webhook;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The equation that a signature (R, S) of a message has to fulfil under one public key A: 8·S·B =
 * 8·R + 8·k·A, where k is the SHA-512 of R, A and the message (RFC 8032, section 5.1.7).
 *
 * <p>Two things make it faster than Bouncy Castle's own verification: the multiples of B and of A
 * are computed once, as the same key signs every webhook, and SHA-512 is the JVM's, for which its
 * compiler has an intrinsic. The field's arithmetic is Bouncy Castle's.
 */
final class SignatureEquation {

  private static final FixedPoint BASE = new FixedPoint(AffinePoint.base());

  /** L, the order of the base point. */
  private static final BigInteger ORDER =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  private final byte[] encodedKey;
  private final FixedPoint key;

  /**
   * @param encodedKey the 32 bytes of {@code key}
   * @param key a point of the group of prime order
   */
  SignatureEquation(byte[] encodedKey, AffinePoint key) {
    this.encodedKey = encodedKey;
    this.key = new FixedPoint(key);
  }

  /**
   * Returns whether it holds. It does not if S is not below L, or R is not the canonical encoding
   * of a point.
   */
  boolean holds(byte[] message, byte[] signature) {
    byte[] s = Arrays.copyOfRange(signature, AffinePoint.BYTES, signature.length);
    AffinePoint r = AffinePoint.decode(signature, 0);
    if (r == null || LittleEndian.number(s).compareTo(ORDER) >= 0) {
      return false;
    }
    BigInteger k = LittleEndian.number(hash(signature, message)).mod(ORDER);
    PointSum sum = new PointSum();
    BASE.addMultiple(s, sum);
    // A times -k, as A is of that order.
    key.addMultiple(LittleEndian.bytes(ORDER.subtract(k)), sum);
    sum.subtract(Addend.of(r));
    for (int cofactor = 1; cofactor < 8; cofactor *= 2) {
      sum.multiplyByTwo();
    }
    return sum.isNeutral();
  }

  private byte[] hash(byte[] signature, byte[] message) {
    try {
      MessageDigest sha512 = MessageDigest.getInstance("SHA-512");
      sha512.update(signature, 0, AffinePoint.BYTES);
      sha512.update(encodedKey);
      sha512.update(message);
      return sha512.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-512", e);
    }
  }
}
