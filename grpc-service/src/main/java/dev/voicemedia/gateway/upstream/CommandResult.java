package dev.voicemedia.gateway.upstream;

/**
 * A command that Telnyx accepted.
 *
 * @param result the word of the answer, "ok"
 * @param attempts how many times it was sent
 * @param requestId Telnyx's id of the answered request; empty if there was none
 * @param fromMemory whether it was accepted before, and this answers a repeat
 */
public record CommandResult(String result, int attempts, String requestId, boolean fromMemory) {
  /** Telnyx has just accepted it, at the first attempt. */
  CommandResult(String result, String requestId) {
    this(result, 1, requestId, false);
  }

  CommandResult withAttempts(int all) {
    return new CommandResult(result, all, requestId, fromMemory);
  }

  /** The same, as the answer to a repeat. */
  CommandResult remembered() {
    return new CommandResult(result, attempts, requestId, true);
  }
}
