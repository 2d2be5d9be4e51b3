package dev.voicemedia.gateway.upstream;

import io.micrometer.core.instrument.Timer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Measures attempts by how they end; those that are cancelled end in no way of their own. */
final class MeteredAttempts implements AttemptSender {
  /** Result of an attempt that failed in this process. */
  static final String FAILED_HERE = "failed_here";

  private final UpstreamMeters meters;
  private final AttemptSender next;

  MeteredAttempts(UpstreamMeters meters, AttemptSender next) {
    this.meters = meters;
    this.next = next;
  }

  @Override
  public CompletableFuture<CommandResult> send(Command command) {
    Timer.Sample started = meters.start();
    CompletableFuture<CommandResult> answer = next.send(command);
    var unused =
        answer.whenComplete(
            (result, failure) -> {
              if (!answer.isCancelled()) {
                meters.attempt(started, labelOf(failure));
              }
            });
    return answer;
  }

  /** How an attempt ended that was not cancelled. */
  static String labelOf(@Nullable Throwable failure) {
    if (failure == null) {
      return "accepted";
    }
    CommandException e = CommandException.of(failure);
    return e == null
        ? FAILED_HERE
        : e.answer().map(answer -> "http_" + answer.status()).orElse("unanswered");
  }
}
