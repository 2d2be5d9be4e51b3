package dev.voicemedia.webhook;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/**
 * An Ed25519 public key, parsed and checked once. Immutable; equal if the 32 bytes are.
 *
 * <p>Reading one takes milliseconds and it holds 0.8 MB, so that each verification is fast: keep it
 * for as long as it is used.
 *
 * <p>Stricter than RFC 8032: a key outside the group of prime order is refused, because under such
 * a key one signature can be valid for many messages. No key that was generated as the RFC says is
 * outside.
 */
public final class TelnyxPublicKey {

  private static final int BYTES = Ed25519.PUBLIC_KEY_SIZE;

  /**
   * The one DER encoding of an Ed25519 SubjectPublicKeyInfo (RFC 8410) up to the key itself. The
   * algorithm has no parameters and the key has a fixed length, so no parser is needed.
   */
  private static final byte[] DER_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final String PEM_BEGIN = "-----BEGIN PUBLIC KEY-----";
  private static final String PEM_END = "-----END PUBLIC KEY-----";

  private final byte[] encoded;
  private final SignatureEquation equation;
  private final String id;

  private TelnyxPublicKey(byte[] encoded) {
    AffinePoint point = AffinePoint.decode(encoded, 0);
    if (point == null || !Ed25519.validatePublicKeyFull(encoded, 0)) {
      throw new IllegalArgumentException(
          "public key: the 32 bytes are not a canonical Ed25519 point of prime order");
    }
    this.encoded = encoded;
    this.equation = new SignatureEquation(encoded, point);
    this.id = fingerprint(encoded);
  }

  /**
   * Reads the form in which the vendor's portal and {@code GET /v2/public_key} show a key.
   *
   * @param text the padded base64 of 32 bytes: 44 characters, and white space around them
   * @throws IllegalArgumentException if it is anything else, or not a usable key
   */
  public static TelnyxPublicKey fromBase64(String text) {
    String stripped = text.strip();
    byte[] encoded = StrictBase64.decode(stripped, BYTES);
    if (encoded == null) {
      // The text is not repeated: it may be a secret that was set in the wrong place.
      throw new IllegalArgumentException(
          "public key: expected the padded base64 of 32 bytes (44 characters), got "
              + described(stripped));
    }
    return new TelnyxPublicKey(encoded);
  }

  private static String described(String text) {
    boolean urlAlphabet = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
    if (urlAlphabet
        && StrictBase64.decode(text.replace('-', '+').replace('_', '/'), BYTES) != null) {
      return "the URL alphabet: write + for - and / for _";
    }
    return text.length() == (BYTES + 2) / 3 * 4
        ? "as many characters, but not base64 of that form"
        : text.length() + " characters";
  }

  /**
   * Reads one {@code PUBLIC KEY} block of PEM (RFC 7468), with white space around it.
   *
   * @throws IllegalArgumentException if it is anything else, or not a usable key
   */
  public static TelnyxPublicKey fromPem(String text) {
    String stripped = text.strip();
    boolean framed = stripped.startsWith(PEM_BEGIN) && stripped.endsWith(PEM_END);
    if (!framed || stripped.length() < PEM_BEGIN.length() + PEM_END.length()) {
      throw new IllegalArgumentException(
          "public key: expected PEM from \"" + PEM_BEGIN + "\" to \"" + PEM_END + "\"");
    }
    String content =
        stripped
            .substring(PEM_BEGIN.length(), stripped.length() - PEM_END.length())
            .replaceAll("[ \t\r\n]", "");
    byte[] der = StrictBase64.decode(content, DER_PREFIX.length + BYTES);
    if (der == null) {
      throw new IllegalArgumentException(
          "public key: expected PEM with the base64 of 44 bytes, as an Ed25519 key has");
    }
    return fromDer(der);
  }

  /**
   * Reads an X.509 SubjectPublicKeyInfo, which is what {@code java.security.PublicKey.getEncoded()}
   * returns.
   *
   * @param der 44 bytes, as RFC 8410 has them for Ed25519
   * @throws IllegalArgumentException if it is anything else, or not a usable key
   */
  public static TelnyxPublicKey fromDer(byte[] der) {
    boolean ed25519 =
        der.length == DER_PREFIX.length + BYTES
            && Arrays.equals(der, 0, DER_PREFIX.length, DER_PREFIX, 0, DER_PREFIX.length);
    if (!ed25519) {
      throw new IllegalArgumentException(
          "public key: expected the DER of an Ed25519 SubjectPublicKeyInfo (44 bytes), got "
              + der.length
              + " bytes of something else");
    }
    return new TelnyxPublicKey(Arrays.copyOfRange(der, DER_PREFIX.length, der.length));
  }

  /** Returns a name for logs and metrics: 16 hex digits, from the SHA-256 of the 32 bytes. */
  public String id() {
    return id;
  }

  /** Returns a copy of the key as RFC 8032 encodes it: 32 bytes. */
  public byte[] encoded() {
    return encoded.clone();
  }

  /** Whether this key made the signature, which is 64 bytes. */
  boolean signed(byte[] message, byte[] signature) {
    return !SmallOrder.startsWithOne(signature) && equation.holds(message, signature);
  }

  @SuppressWarnings("exports") // who uses the library needs no jspecify
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TelnyxPublicKey key && Arrays.equals(encoded, key.encoded);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(encoded);
  }

  @Override
  public String toString() {
    return "TelnyxPublicKey[" + id + "]";
  }

  private static String fingerprint(byte[] encoded) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(encoded);
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
