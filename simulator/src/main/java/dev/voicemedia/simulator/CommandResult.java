package dev.voicemedia.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.voicemedia.simulator.CommandRecord.Outcome;
import java.util.List;

/**
 * What became of a command.
 *
 * @param errors empty unless it was refused
 * @param data of the answer; unused if it was refused
 */
record CommandResult(Outcome outcome, List<ApiError> errors, ObjectNode data) {

  static CommandResult refused(ApiError error) {
    return refused(List.of(error));
  }

  static CommandResult refused(List<ApiError> errors) {
    return new CommandResult(Outcome.REFUSED, errors, ok());
  }

  /** Answered with the result "ok". */
  static CommandResult of(Outcome outcome) {
    return new CommandResult(outcome, List.of(), ok());
  }

  static CommandResult of(Outcome outcome, ObjectNode data) {
    return new CommandResult(outcome, List.of(), data);
  }

  static ObjectNode ok() {
    return JsonNodeFactory.instance.objectNode().put("result", "ok");
  }

  HttpAnswer answer() {
    return errors.isEmpty() ? HttpAnswer.ok(data) : HttpAnswer.refused(errors);
  }
}
