package dev.voicemedia.gateway.upstream;

/** Whoever is shown attempts as they begin and end; returns at once, since others wait. */
public interface AttemptListener {
  /** Looks away. */
  AttemptListener NOBODY = (target, commandId) -> result -> {};

  /**
   * An attempt to send a command begins.
   *
   * @param target what the command acts on: a call, or the connection that dials
   */
  Attempt begun(String target, String commandId);

  /** One attempt. */
  @FunctionalInterface
  interface Attempt {
    /**
     * It has ended.
     *
     * @param result accepted, unanswered, cancelled, failed_here, or http_ and the status
     */
    void ended(String result);
  }
}
