/**
 * Verification of Telnyx webhooks: the Ed25519 signature over the raw request body, and its age.
 *
 * <p>It starts no thread, opens no connection and reads no file but the key file it is given.
 */
module dev.voicemedia.webhook {
  requires static org.jspecify;
  requires org.bouncycastle.provider;

  exports dev.voicemedia.webhook;
}
