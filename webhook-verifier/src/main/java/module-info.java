/**
 * Verification of Telnyx webhooks: the Ed25519 signature over the raw request body, and its age.
 *
 * <p>It starts no thread, opens no connection, and reads no file other than the key file it is
 * given.
 *
 * <p>The package {@code dev.voicemedia.webhook.testing} signs webhooks, for tests alone.
 */
module dev.voicemedia.webhook {
  requires static org.jspecify;
  requires org.bouncycastle.provider;

  exports dev.voicemedia.webhook;
  exports dev.voicemedia.webhook.testing;
}
