package dev.voicemedia.gateway.grpc;

import com.google.protobuf.Message;
import dev.voicemedia.gateway.upstream.Command;
import dev.voicemedia.gateway.upstream.CommandOutcome;
import dev.voicemedia.gateway.upstream.CommandResult;
import dev.voicemedia.gateway.upstream.CommandSender;
import dev.voicemedia.gateway.upstream.UpstreamMeters;
import dev.voicemedia.v1.CommandReceipt;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What every media action does: check, map, send, reply. */
final class ActionRunner {
  /** How long an action may take if its caller sets no deadline. */
  static final Duration DEFAULT_LIMIT = Duration.ofSeconds(15);

  /** So that an error's details still reach the caller before its deadline. */
  private static final Duration ANSWER_MARGIN = Duration.ofMillis(100);

  /**
   * How one action differs from the others.
   *
   * @param name as metrics have it
   * @param givenCommandId the caller's; empty if it has none
   */
  record Action<Q extends Message, R>(
      String name,
      Function<Q, String> givenCommandId,
      BiFunction<Q, String, Command> toCommand,
      BiFunction<String, CommandReceipt, R> toResponse) {}

  private final RequestValidator validator;
  private final CommandSender sender;
  private final ErrorMapper errors;
  private final UpstreamMeters meters;

  ActionRunner(
      RequestValidator validator, CommandSender sender, ErrorMapper errors, UpstreamMeters meters) {
    this.validator = validator;
    this.sender = sender;
    this.errors = errors;
    this.meters = meters;
  }

  <Q extends Message, R> void run(Action<Q, R> action, Q request, StreamObserver<R> observer) {
    Timer.Sample started = meters.start();
    String commandId = action.givenCommandId().apply(request);
    try {
      validator.check(request);
      String id = commandId.isEmpty() ? UUID.randomUUID().toString() : commandId;
      Command command = action.toCommand().apply(request, id);
      CompletableFuture<CommandResult> result =
          commandId.isEmpty()
              ? sender.send(command, limit())
              : sender.send(command, RequestDigest.of(request), limit());
      ((ServerCallStreamObserver<R>) observer).setOnCancelHandler(() -> result.cancel(true));
      var unused =
          result.whenComplete(
              (answer, failure) -> {
                if (answer != null) {
                  meters.answered(started, action.name(), "accepted");
                  observer.onNext(action.toResponse().apply(answer.result(), receipt(id, answer)));
                  observer.onCompleted();
                } else if (result.isCancelled()) {
                  meters.answered(started, action.name(), "cancelled");
                } else if (failure != null) {
                  CommandOutcome outcome = ErrorMapper.outcomeOf(failure, CommandOutcome.UNKNOWN);
                  meters.answered(started, action.name(), outcome.label());
                  observer.onError(errors.ofAction(failure, request, id, outcome));
                }
              });
    } catch (InvalidRequestException | RuntimeException e) {
      meters.answered(started, action.name(), CommandOutcome.NOT_SENT.label());
      observer.onError(errors.ofAction(e, request, commandId, CommandOutcome.NOT_SENT));
    }
  }

  private static CommandReceipt receipt(String commandId, CommandResult answer) {
    return CommandReceipt.newBuilder()
        .setCommandId(commandId)
        .setAttempts(answer.attempts())
        .setRequestId(answer.requestId())
        .build();
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
