package dev.voicemedia.webhook;

import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * The proof that a webhook was signed by the holder of a known key, within the tolerance. Only
 * {@link WebhookVerifier} makes one, so code that takes this type cannot be handed an unverified
 * body.
 *
 * <p>Immutable, and independent of the array that was passed in: changing that array later changes
 * nothing here. Its {@link #signedTimestamp()}, {@link #signature()} and {@link #body()} suffice to
 * verify it again elsewhere.
 */
public final class VerifiedWebhook {

  private final SignedMessage message;
  private final Instant timestamp;
  private final byte[] signature;
  private final TelnyxPublicKey publicKey;

  /** Takes ownership of the signature, which nobody else may keep. */
  VerifiedWebhook(
      SignedMessage message, Instant timestamp, byte[] signature, TelnyxPublicKey publicKey) {
    this.message = message;
    this.timestamp = timestamp;
    this.signature = signature;
    this.publicKey = publicKey;
  }

  /** Returns a read-only view of the raw body, from position 0, new at each call; not a copy. */
  public ByteBuffer body() {
    return message.body();
  }

  /** Returns a copy of the raw body, for parsers that want an array. */
  public byte[] bodyBytes() {
    ByteBuffer view = body();
    byte[] copy = new byte[view.remaining()];
    view.get(copy);
    return copy;
  }

  /** Returns the signed time, in whole seconds, as the vendor sends it. */
  public Instant timestamp() {
    return timestamp;
  }

  /** Returns the text of the timestamp header, exactly as it was signed. */
  public String signedTimestamp() {
    return message.timestamp();
  }

  /** Returns a copy of the signature: 64 bytes. */
  public byte[] signature() {
    return signature.clone();
  }

  /** Returns the key that the signature was made with; the first in order that matched. */
  public TelnyxPublicKey publicKey() {
    return publicKey;
  }

  /** Names the time, the key's id and the size of the body; nothing of its content. */
  @Override
  public String toString() {
    return "VerifiedWebhook[timestamp="
        + timestamp
        + ", publicKey="
        + publicKey.id()
        + ", body="
        + body().remaining()
        + " bytes]";
  }
}
