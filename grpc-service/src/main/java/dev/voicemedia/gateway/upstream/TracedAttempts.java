package dev.voicemedia.gateway.upstream;

import dev.voicemedia.gateway.trace.Span;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Gives each attempt a span in the trace of the command, which Telnyx is sent the headers of. */
final class TracedAttempts implements AttemptSender {
  private final AttemptSender next;

  TracedAttempts(AttemptSender next) {
    this.next = next;
  }

  @Override
  public CompletableFuture<CommandResult> send(Command command) {
    String method = command.isRead() ? "GET" : "POST";
    Span span = command.span().request(method).with("http.request.method", method);
    CompletableFuture<CommandResult> answer;
    try {
      answer = next.send(command.within(span));
    } catch (RuntimeException e) {
      span.failed("failed_here").end();
      throw e;
    }
    var unused =
        answer.whenComplete(
            (result, failure) -> {
              if (answer.isCancelled()) {
                span.failed("cancelled");
              } else if (failure != null) {
                describe(span, CommandException.of(failure));
              }
              span.end();
            });
    return answer;
  }

  private static void describe(Span span, @Nullable CommandException failure) {
    Optional<VendorAnswer> answer = failure == null ? Optional.empty() : failure.answer();
    if (answer.isPresent()) {
      span.with("http.response.status_code", answer.get().status())
          .failed(Integer.toString(answer.get().status()));
    } else {
      span.failed(failure == null ? "failed_here" : failure.kind().name());
    }
  }
}
