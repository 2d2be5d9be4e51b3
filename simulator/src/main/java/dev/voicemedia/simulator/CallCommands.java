package dev.voicemedia.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Executes commands on calls. */
final class CallCommands {

  private final Switchboard switchboard;
  private final Pacing pacing;

  CallCommands(Switchboard switchboard, Pacing pacing) {
    this.switchboard = switchboard;
    this.pacing = pacing;
  }

  Answer execute(String callControlId, String action, ObjectNode body) {
    if (!action.equals("speak")) {
      return Answer.refused(ApiError.notFound("The action " + action));
    }
    return switchboard
        .on(callControlId, (call, now) -> execute(call, now, body))
        .orElseGet(() -> Answer.refused(ApiError.notFound("The call " + callControlId)));
  }

  private Answer execute(Call call, Instant now, ObjectNode body) {
    if (call.isHungUp()) {
      return Answer.refused(ApiError.callEnded());
    }
    List<ApiError> errors = SpeakRules.check(body);
    if (!errors.isEmpty()) {
      return Answer.refused(errors);
    }
    String commandId = text(body, "command_id");
    if (commandId != null && call.isRepeated(commandId, now)) {
      return Answer.ok();
    }
    call.setClientState(text(body, "client_state"));
    boolean ssml = "ssml".equals(text(body, "payload_type"));
    call.play(
        new Audio(
            Audio.Kind.SPEECH,
            EnumSet.of(Audio.Lane.SELF),
            pacing.speech(body.path("payload").asText(), ssml),
            null,
            null),
        now);
    return Answer.ok();
  }

  private static @Nullable String text(ObjectNode body, String field) {
    JsonNode value = body.get(field);
    return value == null || value.isNull() ? null : value.asText();
  }
}
