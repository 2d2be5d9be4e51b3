package dev.voicemedia.gateway.recovery;

/** A recovery has ended early, since the gateway stops. */
public final class StoppingException extends Exception {
  private static final long serialVersionUID = 1;

  StoppingException() {
    super("the gateway stops; ask for the recovery again");
  }
}
