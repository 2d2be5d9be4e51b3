package dev.voicemedia.webhook;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** The JDK's own Ed25519, for a second opinion. */
final class JdkEd25519 {

  private static final byte[] DER_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private JdkEd25519() {}

  static boolean verify(TelnyxPublicKey publicKey, byte[] message, byte[] signature)
      throws GeneralSecurityException {
    byte[] der = Arrays.copyOf(DER_PREFIX, DER_PREFIX.length + 32);
    System.arraycopy(publicKey.encoded(), 0, der, DER_PREFIX.length, 32);
    PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
    Signature check = Signature.getInstance("Ed25519");
    check.initVerify(key);
    check.update(message);
    try {
      return check.verify(signature);
    } catch (SignatureException malformed) {
      return false;
    }
  }
}
