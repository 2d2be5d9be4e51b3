package dev.voicemedia.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.voicemedia.simulator.CallCommand.Answer;
import dev.voicemedia.simulator.CallCommand.Play;
import dev.voicemedia.simulator.CallCommand.StartRecording;
import dev.voicemedia.simulator.CommandRecord.Outcome;
import java.time.Instant;
import java.util.List;

/** Executes commands on calls: find the call, check, ignore a repetition, act. */
final class CallCommands {

  private final Switchboard switchboard;
  private final CommandParser parser;
  private final Faults faults;
  private volatile boolean rememberRefused;

  CallCommands(Switchboard switchboard, CommandParser parser, Faults faults) {
    this.switchboard = switchboard;
    this.parser = parser;
    this.faults = faults;
  }

  /** Lets repetitions of refused commands be ignored, too; the vendor may do either. */
  void rememberRefused(boolean remembered) {
    rememberRefused = remembered;
  }

  /**
   * Executes a command.
   *
   * @param method of the HTTP request
   */
  CommandResult execute(String method, String callControlId, String action, ObjectNode body) {
    if (!OpenApiRequests.shared().hasAction(method, action)) {
      return CommandResult.refused(ApiError.notFound("The action " + action));
    }
    return switchboard
        .on(
            callControlId,
            (call, now) -> execute(call, action, CommandParser.withLoopAsNumber(body), now))
        .orElseGet(() -> CommandResult.refused(ApiError.notFound("The call " + callControlId)));
  }

  private CommandResult execute(Call call, String action, ObjectNode body, Instant now) {
    if (call.isHungUp()) {
      return CommandResult.refused(ApiError.callEnded());
    }
    String commandId = CommandParser.text(body, "command_id");
    if (commandId != null && call.recentCommandIds().contains(commandId, now)) {
      return CommandResult.of(Outcome.REPEATED);
    }
    CommandResult result = check(call, action, body, now);
    boolean counts = result.outcome() == Outcome.EXECUTED || rememberRefused;
    if (commandId != null && counts) {
      call.recentCommandIds().add(commandId, now);
    }
    return result;
  }

  private CommandResult check(Call call, String action, ObjectNode body, Instant now) {
    List<ApiError> errors = CommandRules.violations(action, body);
    if (!errors.isEmpty()) {
      return CommandResult.refused(errors);
    }
    CallCommand command = spoil(call, action, parser.parse(action, body));
    return call.execute(command, CommandParser.text(body, "client_state"), now)
        .map(CommandResult::refused)
        .orElseGet(() -> CommandResult.of(Outcome.EXECUTED, answerTo(command)));
  }

  private static ObjectNode answerTo(CallCommand command) {
    ObjectNode data = CommandResult.ok();
    if (command instanceof Answer answer && answer.recording() != null) {
      data.put("recording_id", answer.recording().id().toString());
    }
    return data;
  }

  /** Lets a fault strike what the command starts. */
  private CallCommand spoil(Call call, String action, CallCommand command) {
    String id = call.ids().callControlId();
    if (command instanceof Play play && play.audio().kind() == Audio.Kind.PLAYBACK) {
      return faults
          .strike(Effect.FailedPlayback.class, id, action)
          .<CallCommand>map(
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
          .<CallCommand>map(fault -> new StartRecording(start.settings().failing(fault.reason())))
          .orElse(command);
    }
    return command;
  }
}
