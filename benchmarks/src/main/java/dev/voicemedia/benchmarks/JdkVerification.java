package dev.voicemedia.benchmarks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Verification as the vendor's Java library does it: the JDK's provider, the key rebuilt from its
 * base64 at each call, and the body as a string.
 */
final class JdkVerification {

  private static final byte[] DER_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private JdkVerification() {}

  static boolean verify(String publicKey, String timestamp, String signature, String body)
      throws GeneralSecurityException {
    byte[] raw = Base64.getDecoder().decode(publicKey);
    byte[] der = new byte[DER_PREFIX.length + raw.length];
    System.arraycopy(DER_PREFIX, 0, der, 0, DER_PREFIX.length);
    System.arraycopy(raw, 0, der, DER_PREFIX.length, raw.length);
    PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));

    long age = System.currentTimeMillis() / 1000 - Long.parseLong(timestamp);
    Signature check = Signature.getInstance("Ed25519");
    check.initVerify(key);
    check.update((timestamp + "|" + body).getBytes(StandardCharsets.UTF_8));
    return check.verify(Base64.getDecoder().decode(signature)) && Math.abs(age) <= 86_400;
  }
}
