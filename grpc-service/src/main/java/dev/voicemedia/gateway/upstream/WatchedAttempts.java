package dev.voicemedia.gateway.upstream;

import dev.voicemedia.gateway.upstream.AttemptListener.Attempt;
import java.util.concurrent.CompletableFuture;

/** Shows a listener the attempts of commands; reading is none. */
final class WatchedAttempts implements AttemptSender {
  private final AttemptListener listener;
  private final AttemptSender next;

  WatchedAttempts(AttemptListener listener, AttemptSender next) {
    this.listener = listener;
    this.next = next;
  }

  @Override
  public CompletableFuture<CommandResult> send(Command command) {
    if (command.isRead()) {
      return next.send(command);
    }
    Attempt attempt = listener.begun(command.target(), command.commandId());
    CompletableFuture<CommandResult> answer;
    try {
      answer = next.send(command);
    } catch (RuntimeException e) {
      attempt.ended(MeteredAttempts.FAILED_HERE);
      throw e;
    }
    var unused =
        answer.whenComplete(
            (result, failure) ->
                attempt.ended(
                    answer.isCancelled() ? "cancelled" : MeteredAttempts.labelOf(failure)));
    return answer;
  }
}
