package greeter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.voicemedia.v1.SignedWebhook;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** Public keys by their ids. */
record PublicKeys(Map<String, PublicKey> byId) {
  /** What precedes the 32 bytes of an Ed25519 key in its X.509 encoding. */
  private static final String X509 = "302a300506032b6570032100";

  static PublicKeys parse(String encoded) throws GeneralSecurityException {
    Map<String, PublicKey> byId = new HashMap<>();
    for (String text : encoded.isEmpty() ? new String[0] : encoded.split(",")) {
      byte[] raw = Base64.getDecoder().decode(text);
      HexFormat hex = HexFormat.of();
      String id = hex.formatHex(MessageDigest.getInstance("SHA-256").digest(raw)).substring(0, 16);
      byte[] x509 = hex.parseHex(X509 + hex.formatHex(raw));
      byId.put(id, KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(x509)));
    }
    return new PublicKeys(byId);
  }

  boolean isAuthentic(SignedWebhook webhook) throws GeneralSecurityException {
    PublicKey key = byId.get(webhook.getPublicKeyId());
    if (key == null) {
      return false;
    }
    Signature signature = Signature.getInstance("Ed25519");
    signature.initVerify(key);
    signature.update((webhook.getTimestamp() + "|").getBytes(UTF_8));
    signature.update(webhook.getBody().toByteArray());
    try {
      return signature.verify(webhook.getSignature().toByteArray());
    } catch (SignatureException e) {
      return false;
    }
  }
}
