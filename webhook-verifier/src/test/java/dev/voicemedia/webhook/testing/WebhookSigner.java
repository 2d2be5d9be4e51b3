package dev.voicemedia.webhook.testing;

import dev.voicemedia.webhook.TelnyxPublicKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/**
 * Signs webhooks as Telnyx does, with a key of its own. For tests and simulators: it keeps its
 * private key in memory and takes no care of it.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class WebhookSigner {

  private static final String TIMESTAMP = "telnyx-timestamp";
  private static final String SIGNATURE = "telnyx-signature-ed25519";

  private final Ed25519PrivateKeyParameters privateKey;
  private final TelnyxPublicKey publicKey;

  private WebhookSigner(Ed25519PrivateKeyParameters privateKey) {
    this.privateKey = privateKey;
    this.publicKey =
        TelnyxPublicKey.fromBase64(
            Base64.getEncoder().encodeToString(privateKey.generatePublicKey().getEncoded()));
  }

  /** Returns a signer with a new key. */
  public static WebhookSigner random() {
    return new WebhookSigner(new Ed25519PrivateKeyParameters(new SecureRandom()));
  }

  /**
   * Returns the signer whose key is made from a seed: always the same one for the same seed.
   *
   * @param seed 32 bytes, the private key of RFC 8032
   * @throws IllegalArgumentException if it has another length
   */
  public static WebhookSigner fromSeed(byte[] seed) {
    if (seed.length != Ed25519PrivateKeyParameters.KEY_SIZE) {
      throw new IllegalArgumentException("seed: expected 32 bytes, got " + seed.length);
    }
    return new WebhookSigner(new Ed25519PrivateKeyParameters(seed));
  }

  /** Returns a copy of the 32 bytes that {@link #fromSeed} makes this signer from. */
  public byte[] seed() {
    return privateKey.getEncoded();
  }

  /** Returns the key that a verifier needs. */
  public TelnyxPublicKey publicKey() {
    return publicKey;
  }

  /** Returns the public key as a user configures it: base64 of 32 bytes. */
  public String publicKeyBase64() {
    return Base64.getEncoder().encodeToString(publicKey.encoded());
  }

  /**
   * Returns the two headers of a webhook that is signed at a time, cut to whole seconds.
   *
   * @param body the raw bytes that will be sent
   */
  public Map<String, List<String>> headers(Instant signedAt, byte[] body) {
    return headers(Long.toString(signedAt.getEpochSecond()), body);
  }

  /** Returns the two headers of a webhook with any text as its timestamp, well formed or not. */
  public Map<String, List<String>> headers(String timestamp, byte[] body) {
    String signature = Base64.getEncoder().encodeToString(sign(timestamp, body));
    return Map.of(TIMESTAMP, List.of(timestamp), SIGNATURE, List.of(signature));
  }

  /** Returns the 64 bytes of the signature of {@code <timestamp>|<body>}. */
  public byte[] sign(String timestamp, byte[] body) {
    byte[] prefix = (timestamp + "|").getBytes(StandardCharsets.UTF_8);
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, privateKey);
    signer.update(prefix, 0, prefix.length);
    signer.update(body, 0, body.length);
    return signer.generateSignature();
  }
}
