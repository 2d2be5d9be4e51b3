package dev.voicemedia.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.voicemedia.simulator.CommandRecord.Outcome;
import dev.voicemedia.simulator.MediaCommand.Play;
import dev.voicemedia.simulator.MediaCommand.StartRecording;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Executes commands on calls: find the call, check, ignore a repetition, act. */
final class CallCommands {

  private final Switchboard switchboard;
  private final CommandParser parser;
  private final Faults faults;

  CallCommands(Switchboard switchboard, CommandParser parser, Faults faults) {
    this.switchboard = switchboard;
    this.parser = parser;
    this.faults = faults;
  }

  Result execute(String callControlId, String action, ObjectNode body) {
    if (!OpenApiRequests.shared().actions().contains(action)) {
      return Result.refused(ApiError.notFound("The action " + action));
    }
    return switchboard
        .on(
            callControlId,
            (call, now) -> execute(call, action, CommandParser.withLoopAsNumber(body), now))
        .orElseGet(() -> Result.refused(ApiError.notFound("The call " + callControlId)));
  }

  private Result execute(Call call, String action, ObjectNode body, Instant now) {
    if (call.isHungUp()) {
      return Result.refused(ApiError.callEnded());
    }
    List<ApiError> errors = new ArrayList<>(OpenApiRequests.shared().check(action, body));
    if (errors.isEmpty()) {
      errors.addAll(CommandRules.check(action, body));
    }
    if (!errors.isEmpty()) {
      return new Result(Outcome.REFUSED, errors);
    }
    String commandId = CommandParser.text(body, "command_id");
    if (commandId != null && call.recentCommandIds().contains(commandId, now)) {
      return new Result(Outcome.REPEATED, List.of());
    }
    MediaCommand command = spoil(call, action, parser.parse(action, body));
    Optional<ApiError> refusal =
        call.execute(command, CommandParser.text(body, "client_state"), now);
    if (refusal.isPresent()) {
      return Result.refused(refusal.get());
    }
    if (commandId != null) {
      call.recentCommandIds().add(commandId, now);
    }
    return new Result(Outcome.EXECUTED, List.of());
  }

  /** Lets a fault strike what the command starts. */
  private MediaCommand spoil(Call call, String action, MediaCommand command) {
    String id = call.ids().callControlId();
    if (command instanceof Play play && play.audio().kind() == Audio.Kind.PLAYBACK) {
      return faults
          .strike(Effect.FailedPlayback.class, id, action)
          .<MediaCommand>map(
              fault ->
                  new Play(
                      play.audio()
                          .failing(
                              new Audio.Failure(
                                  fault.status(), "The simulator was asked to fail.")),
                      play.stop()))
          .orElse(command);
    }
    if (command instanceof StartRecording start) {
      return faults
          .strike(Effect.FailedRecording.class, id, action)
          .<MediaCommand>map(fault -> new StartRecording(start.settings().failing(fault.reason())))
          .orElse(command);
    }
    return command;
  }

  /**
   * What became of a command.
   *
   * @param errors empty unless it was refused
   */
  record Result(Outcome outcome, List<ApiError> errors) {

    static Result refused(ApiError error) {
      return new Result(Outcome.REFUSED, List.of(error));
    }

    HttpAnswer answer() {
      return errors.isEmpty() ? HttpAnswer.ok() : HttpAnswer.refused(errors);
    }
  }
}
