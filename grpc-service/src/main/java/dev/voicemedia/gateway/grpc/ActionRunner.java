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
import dev.voicemedia.gateway.waits.SentCommands;
import dev.voicemedia.gateway.waits.SentCommands.Sent;
import dev.voicemedia.v1.CommandReceipt;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Runs actions: validate, map, send, reply. */
final class ActionRunner {
  private final RequestValidator validator;
  private final CommandSender sender;
  private final ErrorMapper errors;
  private final UpstreamMeters meters;
  private final SentCommands sentCommands;
  private final ActionListener listener;

  /**
   * @param sentCommands notes what is sent, for those who wait for its end
   * @param listener is shown each action
   */
  ActionRunner(
      RequestValidator validator,
      CommandSender sender,
      ErrorMapper errors,
      UpstreamMeters meters,
      SentCommands sentCommands,
      ActionListener listener) {
    this.validator = validator;
    this.sender = sender;
    this.errors = errors;
    this.meters = meters;
    this.sentCommands = sentCommands;
    this.listener = listener;
  }

  /** Runs an action whose call ends with its answer. */
  <Q extends Message, R extends Message> void run(
      Action<Q, R> action, Q request, StreamObserver<R> observer) {
    run(
        action.name(),
        action,
        request,
        request,
        WorkTime.left(),
        new UnaryCaller<>((ServerCallStreamObserver<R>) observer));
  }

  /**
   * Runs an action for whoever waits for it.
   *
   * @param name of its RPC
   * @param whole request of the RPC, which has the action's in it, or is it
   * @param limit how long the action may take
   */
  <Q extends Message, R extends Message> void run(
      String name,
      Action<Q, R> action,
      Message whole,
      Q request,
      Duration limit,
      ActionCaller<R> caller) {
    Timer.Sample started = meters.start();
    String givenId = action.commandIdOf(request);
    String id = givenId.isEmpty() ? UUID.randomUUID().toString() : givenId;
    Span span = Span.OF_CALL.get().with("voicemedia.command_id", id);
    ActionLog line = new ActionLog(name, request, id, span.traceId());
    ActionListener.Watch watch =
        listener.begun(name, Callers.current().caller().name(), id, request);
    CompletableFuture<CommandResult> result;
    Optional<Sent> sent = Optional.empty();
    try {
      validator.check(whole);
      Command command = action.toCommand(request, id).within(span);
      sent = sentCommands.begin(request, id);
      result =
          givenId.isEmpty()
              ? sender.send(command, limit)
              : sender.send(command, RequestDigest.of(request), limit);
    } catch (InvalidRequestException | RuntimeException e) {
      sent.ifPresent(Sent::withoutEffect);
      meters.answered(started, name, CommandOutcome.NOT_SENT.label());
      line.ended(CommandOutcome.NOT_SENT.label(), 0, "");
      StatusRuntimeException error = errors.ofAction(e, givenId, CommandOutcome.NOT_SENT);
      watch.ended(CommandOutcome.NOT_SENT.label(), "", ErrorDetails.reasonOf(error));
      caller.failed(error);
      return;
    }
    caller.whenGone(() -> result.cancel(true));
    Optional<Sent> noted = sent;
    var unused =
        result.whenComplete(
            (answer, failure) -> {
              if (answer != null) {
                noted.ifPresent(Sent::accepted);
                meters.answered(started, name, "accepted");
                line.ended("accepted", answer.attempts(), answer.requestId());
                watch.ended("accepted", answer.requestId(), "");
                caller.accepted(action.toResponse(answer.data(), receipt(id, answer)), noted);
              } else if (result.isCancelled()) {
                noted.ifPresent(Sent::unknown);
                meters.answered(started, name, "cancelled");
                line.ended("cancelled", 0, "");
                watch.ended("cancelled", "", "");
              } else if (failure != null) {
                CommandException e = CommandException.of(failure);
                CommandOutcome outcome = e == null ? CommandOutcome.UNKNOWN : e.outcome();
                noted.ifPresent(
                    outcome == CommandOutcome.UNKNOWN ? Sent::unknown : Sent::withoutEffect);
                meters.answered(started, name, outcome.label());
                line.ended(outcome.label(), e == null ? 0 : e.attempts(), requestIdOf(e));
                StatusRuntimeException error = errors.ofAction(failure, id, outcome);
                watch.ended(outcome.label(), requestIdOf(e), ErrorDetails.reasonOf(error));
                caller.failed(error);
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

  private record UnaryCaller<R>(ServerCallStreamObserver<R> observer) implements ActionCaller<R> {
    @Override
    public void whenGone(Runnable cancel) {
      observer.setOnCancelHandler(cancel);
    }

    @Override
    public void accepted(R response, Optional<Sent> sent) {
      observer.onNext(response);
      observer.onCompleted();
    }

    @Override
    public void failed(StatusRuntimeException error) {
      observer.onError(error);
    }
  }
}
