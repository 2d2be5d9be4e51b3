package dev.voicemedia.gateway.access;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * SHA-256 of a token. A token is 256 random bits, so a plain hash is as good as a slow one. Equal
 * hashes are found in constant time once their first bytes have led to them.
 */
final class TokenHash {
  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{64}");

  private final byte[] bytes;

  private TokenHash(byte[] bytes) {
    this.bytes = bytes;
  }

  static TokenHash of(String token) {
    return new TokenHash(sha256(token.getBytes(US_ASCII)));
  }

  /**
   * @throws IllegalArgumentException if it is not 64 hexadecimal digits
   */
  static TokenHash fromHex(String hex) {
    if (!HEX.matcher(hex).matches()) {
      throw new IllegalArgumentException("expected 64 hexadecimal digits");
    }
    return new TokenHash(HexFormat.of().parseHex(hex.toLowerCase(Locale.ROOT)));
  }

  static byte[] sha256(byte[] input) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(input);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TokenHash hash && MessageDigest.isEqual(bytes, hash.bytes);
  }

  @Override
  public int hashCode() {
    return ByteBuffer.wrap(Arrays.copyOf(bytes, Integer.BYTES)).getInt();
  }
}
