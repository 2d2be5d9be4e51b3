package dev.voicemedia.gateway.recovery;

/** No delivery in Telnyx's list could be recognized as one to this gateway. */
public final class UnknownUrlException extends Exception {
  private static final long serialVersionUID = 1;

  UnknownUrlException() {
    super("webhook URL: unknown, expected --webhook-url or a received webhook that names it");
  }
}
