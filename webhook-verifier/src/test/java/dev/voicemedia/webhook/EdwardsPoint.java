package dev.voicemedia.webhook;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Edwards25519 as RFC 8032 defines it, slow and plain, to craft what no signing library makes. It
 * shares no code with the library under test.
 */
record EdwardsPoint(BigInteger x, BigInteger y) {

  static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

  /** The order of the base point. */
  static final BigInteger L =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  static final EdwardsPoint NEUTRAL = new EdwardsPoint(BigInteger.ZERO, BigInteger.ONE);

  private static final BigInteger D =
      BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(P)).mod(P);

  static final EdwardsPoint BASE =
      new EdwardsPoint(
          new BigInteger(
              "15112221349535400772501151409588531511454012693041857206046113283949847762202"),
          BigInteger.valueOf(4).multiply(BigInteger.valueOf(5).modInverse(P)).mod(P));

  private static final EdwardsPoint OF_ORDER_8 =
      new EdwardsPoint(
          new BigInteger("1fd5b9a006394a28e933993238de4abb5c193c7013e5e238dea14646c545d14a", 16),
          littleEndian(
              HexFormat.of()
                  .parseHex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")));

  /** All points whose order divides 8, the neutral one first. */
  static List<EdwardsPoint> smallOrder() {
    return IntStream.range(0, 8).mapToObj(i -> OF_ORDER_8.times(BigInteger.valueOf(i))).toList();
  }

  EdwardsPoint plus(EdwardsPoint other) {
    BigInteger xs = x.multiply(other.x);
    BigInteger ys = y.multiply(other.y);
    BigInteger dxy = D.multiply(xs).multiply(ys).mod(P);
    BigInteger newX =
        x.multiply(other.y)
            .add(y.multiply(other.x))
            .multiply(BigInteger.ONE.add(dxy).modInverse(P))
            .mod(P);
    BigInteger newY = ys.add(xs).multiply(BigInteger.ONE.subtract(dxy).modInverse(P)).mod(P);
    return new EdwardsPoint(newX, newY);
  }

  EdwardsPoint times(BigInteger factor) {
    EdwardsPoint sum = NEUTRAL;
    for (int bit = factor.bitLength() - 1; bit >= 0; bit--) {
      sum = sum.plus(sum);
      if (factor.testBit(bit)) {
        sum = sum.plus(this);
      }
    }
    return sum;
  }

  byte[] encoded() {
    return encode(y, x.testBit(0));
  }

  /** Any 255-bit number and sign, whether or not there is such a point. */
  static byte[] encode(BigInteger y, boolean sign) {
    byte[] bytes = littleEndian(y);
    bytes[31] |= (byte) (sign ? 0x80 : 0);
    return bytes;
  }

  /** The scalar that an RFC 8032 private key stands for. */
  static BigInteger secretScalar(byte[] seed) {
    byte[] half = Arrays.copyOf(sha512(seed), 32);
    half[0] &= (byte) 0xf8;
    half[31] &= 0x7f;
    half[31] |= 0x40;
    return littleEndian(half);
  }

  /** The k of RFC 8032: the hash of R, the public key and the message. */
  static BigInteger challenge(byte[] r, byte[] publicKey, byte[] message) {
    return littleEndian(sha512(r, publicKey, message)).mod(L);
  }

  static BigInteger littleEndian(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return new BigInteger(1, reversed);
  }

  static byte[] littleEndian(BigInteger number) {
    byte[] bytes = new byte[32];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = number.shiftRight(8 * i).byteValue();
    }
    return bytes;
  }

  private static byte[] sha512(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-512");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
