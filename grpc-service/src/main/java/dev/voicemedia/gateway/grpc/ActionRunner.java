package dev.voicemedia.gateway.grpc;

import com.google.protobuf.Message;
import dev.voicemedia.gateway.trace.Span;
import dev.voicemedia.gateway.upstream.Command;
import dev.voicemedia.gateway.upstream.CommandException;
import dev.voicemedia.gateway.upstream.CommandOutcome;
import dev.voicemedia.gateway.upstream.CommandResult;
import dev.voicemedia.gateway.upstream.CommandSender;
import dev.voicemedia.gateway.upstream.UpstreamMeters;
import dev.voicemedia.gateway.upstream.VendorAnswer;
import dev.voicemedia.v1.CommandReceipt;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.Timer;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Runs actions: validate, map, send, reply. */
final class ActionRunner {
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

  <Q extends Message, R extends Message> void run(
      Action<Q, R> action, Q request, StreamObserver<R> observer) {
    Timer.Sample started = meters.start();
    String givenId = action.commandIdOf(request);
    String id = givenId.isEmpty() ? UUID.randomUUID().toString() : givenId;
    Span span = Span.OF_CALL.get().with("voicemedia.command_id", id);
    ActionLog line = new ActionLog(action.name(), request, id, span.traceId());
    CompletableFuture<CommandResult> result;
    try {
      validator.check(request);
      Command command = action.toCommand(request, id).within(span);
      result =
          givenId.isEmpty()
              ? sender.send(command, WorkTime.left())
              : sender.send(command, RequestDigest.of(request), WorkTime.left());
    } catch (InvalidRequestException | RuntimeException e) {
      meters.answered(started, action.name(), CommandOutcome.NOT_SENT.label());
      line.ended(CommandOutcome.NOT_SENT.label(), 0, "");
      observer.onError(errors.ofAction(e, givenId, CommandOutcome.NOT_SENT));
      return;
    }
    ((ServerCallStreamObserver<R>) observer).setOnCancelHandler(() -> result.cancel(true));
    var unused =
        result.whenComplete(
            (answer, failure) -> {
              if (answer != null) {
                meters.answered(started, action.name(), "accepted");
                line.ended("accepted", answer.attempts(), answer.requestId());
                observer.onNext(action.toResponse(answer.data(), receipt(id, answer)));
                observer.onCompleted();
              } else if (result.isCancelled()) {
                meters.answered(started, action.name(), "cancelled");
                line.ended("cancelled", 0, "");
              } else if (failure != null) {
                CommandException e = CommandException.of(failure);
                CommandOutcome outcome = e == null ? CommandOutcome.UNKNOWN : e.outcome();
                meters.answered(started, action.name(), outcome.label());
                line.ended(outcome.label(), e == null ? 0 : e.attempts(), requestIdOf(e));
                observer.onError(errors.ofAction(failure, id, outcome));
              }
            });
  }

  private static String requestIdOf(@Nullable CommandException e) {
    return e == null ? "" : e.answer().map(VendorAnswer::requestId).orElse("");
  }

  private static CommandReceipt receipt(String commandId, CommandResult answer) {
    return CommandReceipt.newBuilder()
        .setCommandId(commandId)
        .setAttempts(answer.attempts())
        .setRequestId(answer.requestId())
        .setFromMemory(answer.fromMemory())
        .build();
  }
}
