package dev.voicemedia.gateway.upstream;

import dev.voicemedia.gateway.time.Timer;
import dev.voicemedia.gateway.upstream.CommandException.Kind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Fails an attempt that is not answered in time, and ends its exchange. */
final class AttemptTimeout implements AttemptSender {
  private final Duration limit;
  private final Timer timer;
  private final AttemptSender next;

  AttemptTimeout(Duration limit, Timer timer, AttemptSender next) {
    this.limit = limit;
    this.timer = timer;
    this.next = next;
  }

  @Override
  public CompletableFuture<CommandResult> send(Command command) {
    CompletableFuture<CommandResult> exchange = next.send(command);
    CompletableFuture<CommandResult> answer = new CompletableFuture<>();
    Runnable cancelTimeout = timer.after(limit, () -> answer.completeExceptionally(unanswered()));
    var unusedRelay =
        exchange.whenComplete(
            (result, failure) -> {
              if (failure == null) {
                answer.complete(result);
              } else {
                answer.completeExceptionally(failure);
              }
            });
    var unusedEnd =
        answer.whenComplete(
            (result, failure) -> {
              cancelTimeout.run();
              exchange.cancel(true); // ends one that is overdue or cancelled, and no other
            });
    return answer;
  }

  private CommandException unanswered() {
    return CommandException.unanswered(
        Kind.CONNECTION_FAILED,
        CommandOutcome.UNKNOWN,
        "no answer from Telnyx within " + limit.toMillis() + " ms",
        null);
  }
}
