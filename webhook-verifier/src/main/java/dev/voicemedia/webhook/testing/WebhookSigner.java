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
 * Signer of webhooks for tests: it signs the way Telnyx does, with a key pair of its own.
 *
 * <p><strong>Its keys must never be production keys.</strong> The private key lies unprotected in
 * memory and {@link #seed()} hands it out, so a receiver that trusts the public key trusts anyone
 * who gets hold of the test. Create a signer in the test and configure its public key there only.
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

  /** Returns a signer with a new random key. */
  public static WebhookSigner random() {
    return new WebhookSigner(new Ed25519PrivateKeyParameters(new SecureRandom()));
  }

  /**
   * Returns the signer with the key derived from a seed: the same seed always gives the same key.
   *
   * @param seed 32 bytes, the private key of RFC 8032
   * @throws IllegalArgumentException if the seed is not 32 bytes long
   */
  public static WebhookSigner fromSeed(byte[] seed) {
    if (seed.length != Ed25519PrivateKeyParameters.KEY_SIZE) {
      throw new IllegalArgumentException("seed: " + seed.length + " bytes, expected 32");
    }
    return new WebhookSigner(new Ed25519PrivateKeyParameters(seed));
  }

  /** Returns a copy of this signer's seed, the 32 bytes that {@link #fromSeed} takes. */
  public byte[] seed() {
    return privateKey.getEncoded();
  }

  /** Returns the public key, which the verifier under test needs. */
  public TelnyxPublicKey publicKey() {
    return publicKey;
  }

  /** Returns the public key as it is configured: base64 of its 32 bytes. */
  public String publicKeyBase64() {
    return Base64.getEncoder().encodeToString(publicKey.encoded());
  }

  /**
   * Returns the two signature headers of a webhook.
   *
   * @param signedAt the time of signing, truncated to whole seconds
   * @param body the raw bytes that will be sent
   */
  public Map<String, List<String>> headers(Instant signedAt, byte[] body) {
    return headers(Long.toString(signedAt.getEpochSecond()), body);
  }

  /** Returns the two signature headers for any timestamp text, well formed or not. */
  public Map<String, List<String>> headers(String timestamp, byte[] body) {
    String signature = Base64.getEncoder().encodeToString(sign(timestamp, body));
    return Map.of(TIMESTAMP, List.of(timestamp), SIGNATURE, List.of(signature));
  }

  /** Returns the signature of {@code <timestamp>|<body>}, 64 bytes. */
  public byte[] sign(String timestamp, byte[] body) {
    byte[] prefix = (timestamp + "|").getBytes(StandardCharsets.UTF_8);
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, privateKey);
    signer.update(prefix, 0, prefix.length);
    signer.update(body, 0, body.length);
    return signer.generateSignature();
  }
}
