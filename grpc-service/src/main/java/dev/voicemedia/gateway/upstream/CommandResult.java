package dev.voicemedia.gateway.upstream;

/**
 * A command that Telnyx accepted.
 *
 * @param result the word of the answer, "ok"
 * @param attempts how many times it was sent
 * @param requestId Telnyx's id of the answered request; empty if there was none
 */
public record CommandResult(String result, int attempts, String requestId) {
  CommandResult withAttempts(int all) {
    return new CommandResult(result, all, requestId);
  }
}
