package dev.voicemedia.gateway.upstream;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Counts attempts by how they end; those that are cancelled end in no way of their own. */
final class MeteredAttempts implements AttemptSender {
  private final UpstreamMeters meters;
  private final AttemptSender next;

  MeteredAttempts(UpstreamMeters meters, AttemptSender next) {
    this.meters = meters;
    this.next = next;
  }

  @Override
  public CompletableFuture<CommandResult> send(Command command) {
    CompletableFuture<CommandResult> answer = next.send(command);
    var unused =
        answer.whenComplete(
            (result, failure) -> {
              if (!answer.isCancelled()) {
                meters.attempt(labelOf(failure));
              }
            });
    return answer;
  }

  private static String labelOf(@Nullable Throwable failure) {
    if (failure == null) {
      return "accepted";
    }
    CommandException e = CommandException.of(failure);
    return e == null
        ? "failed_here"
        : e.answer().map(answer -> "http_" + answer.status()).orElse("unanswered");
  }
}
