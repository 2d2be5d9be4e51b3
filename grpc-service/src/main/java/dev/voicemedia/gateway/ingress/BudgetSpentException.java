package dev.voicemedia.gateway.ingress;

/** Refusal of a webhook unverified, since too many wait to be. Answers carry no stack. */
final class BudgetSpentException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean charged;

  /**
   * @param charged whether it came from a source whose signatures have failed
   */
  BudgetSpentException(boolean charged) {
    super("too many webhooks wait to be verified", null, false, false);
    this.charged = charged;
  }

  boolean isCharged() {
    return charged;
  }
}
