package dev.voicemedia.gateway.grpc;

import com.google.protobuf.Message;

/** Whoever is shown actions as they begin and end; returns at once, since callers wait. */
public interface ActionListener {
  /** Looks away. */
  ActionListener NOBODY = (action, caller, commandId, request) -> (outcome, requestId, why) -> {};

  /**
   * An action begins.
   *
   * @param action such as Speak
   * @param caller name of who asks for it
   * @param commandId of the caller, or of the gateway
   */
  Watch begun(String action, String caller, String commandId, Message request);

  /** One action. */
  @FunctionalInterface
  interface Watch {
    /**
     * It has ended.
     *
     * @param outcome accepted, cancelled, or the outcome that its caller's error has
     * @param requestId Telnyx's; empty without an answer
     * @param why the reason that its caller's error has; empty without an error
     */
    void ended(String outcome, String requestId, String why);
  }
}
