package dev.voicemedia.gateway.grpc;

import com.google.protobuf.Message;
import dev.voicemedia.gateway.upstream.Command;
import dev.voicemedia.gateway.upstream.CommandResult;
import dev.voicemedia.gateway.upstream.CommandSender;
import dev.voicemedia.v1.CommandReceipt;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What every media action does: check, map, send, reply. */
final class ActionRunner {
  private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(15);

  /** So that an error's details still reach the caller before its deadline. */
  private static final Duration ANSWER_MARGIN = Duration.ofMillis(100);

  /**
   * How one action differs from the others.
   *
   * @param givenCommandId the caller's; empty if it has none
   */
  record Action<Q extends Message, R>(
      java.util.function.Function<Q, String> givenCommandId,
      BiFunction<Q, String, Command> toCommand,
      BiFunction<String, CommandReceipt, R> toResponse) {}

  private final RequestValidator validator;
  private final CommandSender sender;
  private final ErrorMapper errors;

  ActionRunner(RequestValidator validator, CommandSender sender, ErrorMapper errors) {
    this.validator = validator;
    this.sender = sender;
    this.errors = errors;
  }

  <Q extends Message, R> void run(Action<Q, R> action, Q request, StreamObserver<R> observer) {
    String commandId = "";
    try {
      validator.check(request);
      String given = action.givenCommandId().apply(request);
      commandId = given.isEmpty() ? UUID.randomUUID().toString() : given;
      Command command = action.toCommand().apply(request, commandId);
      CompletableFuture<CommandResult> result = sender.send(command, limit());
      ((ServerCallStreamObserver<R>) observer).setOnCancelHandler(() -> result.cancel(true));
      var unused =
          result.whenComplete(
              (answer, failure) -> reply(action, command, answer, failure, observer));
    } catch (InvalidRequestException | RuntimeException e) {
      observer.onError(errors.map(e, commandId, 0));
    }
  }

  private <Q extends Message, R> void reply(
      Action<Q, R> action,
      Command command,
      @Nullable CommandResult answer,
      @Nullable Throwable failure,
      StreamObserver<R> observer) {
    if (((ServerCallStreamObserver<R>) observer).isCancelled()) {
      return;
    }
    if (answer == null) {
      Throwable cause =
          failure == null ? new IllegalStateException("neither answer nor failure") : failure;
      observer.onError(errors.map(cause, command.commandId(), 1));
      return;
    }
    CommandReceipt receipt =
        CommandReceipt.newBuilder()
            .setCommandId(command.commandId())
            .setAttempts(answer.attempts())
            .setRequestId(answer.requestId())
            .build();
    observer.onNext(action.toResponse().apply(answer.result(), receipt));
    observer.onCompleted();
  }

  private static Duration limit() {
    Deadline deadline = Context.current().getDeadline();
    if (deadline == null) {
      return DEFAULT_LIMIT;
    }
    Duration left = Duration.ofNanos(deadline.timeRemaining(TimeUnit.NANOSECONDS));
    Duration limit = left.minus(ANSWER_MARGIN);
    return limit.isNegative() ? Duration.ZERO : limit;
  }
}
