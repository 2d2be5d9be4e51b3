package dev.voicemedia.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.voicemedia.simulator.CommandRecord.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Executes the command that starts a call. A repetition is answered with the ids of the first call,
 * which the vendor may or may not do.
 */
final class Dials {

  /** Causes that only come when the ringing has lasted its time. */
  private static final Set<String> AFTER_THE_TIMEOUT = Set.of("timeout", "no_answer");

  private final Switchboard switchboard;
  private final Timeline timeline;
  private final CommandParser parser;
  private final Faults faults;
  private final Duration ringTime;
  private final Object lock = new Object();

  /** By command_id. */
  @GuardedBy("lock")
  private final Map<String, Dialled> recent = new HashMap<>();

  Dials(
      Switchboard switchboard,
      Timeline timeline,
      CommandParser parser,
      Faults faults,
      Duration ringTime) {
    this.switchboard = switchboard;
    this.timeline = timeline;
    this.parser = parser;
    this.faults = faults;
    this.ringTime = ringTime;
  }

  CommandResult execute(ObjectNode body) {
    List<ApiError> errors = CommandRules.violations(OpenApiRequests.DIAL, body);
    if (!errors.isEmpty()) {
      return CommandResult.refused(errors);
    }
    String session = session(CommandParser.text(body, "link_to"));
    if (session == null) {
      return CommandResult.refused(
          ApiError.invalid("/link_to", "link_to names no call that goes on."));
    }
    Instant now = timeline.instant();
    String commandId = CommandParser.text(body, "command_id");
    synchronized (lock) {
      Instant oldest = now.minus(RecentCommandIds.REMEMBERED);
      recent.values().removeIf(dialled -> !dialled.at().isAfter(oldest));
      Dialled known = commandId == null ? null : recent.get(commandId);
      if (known != null) {
        return CommandResult.of(Outcome.REPEATED, known.answer());
      }
      ObjectNode answer = dial(body, session, now);
      if (commandId != null) {
        recent.put(commandId, new Dialled(answer, now));
      }
      return CommandResult.of(Outcome.EXECUTED, answer);
    }
  }

  /** The session of the call to join, or a new one; null if there is no such call. */
  private @Nullable String session(@Nullable String linkTo) {
    return linkTo == null
        ? UUID.randomUUID().toString()
        : switchboard
            .on(linkTo, (call, now) -> call.isHungUp() ? "" : call.ids().callSessionId())
            .filter(id -> !id.isEmpty())
            .orElse(null);
  }

  private ObjectNode dial(ObjectNode body, String session, Instant now) {
    JsonNode to = body.path("to");
    CallIds ids = CallIds.random(body.path("connection_id").asText(), session);
    String failure =
        faults
            .strike(Effect.UnansweredDial.class, ids.callControlId(), OpenApiRequests.DIAL)
            .map(Effect.UnansweredDial::hangupCause)
            .orElse(null);
    boolean late = failure != null && AFTER_THE_TIMEOUT.contains(failure);
    Duration rings = late ? Duration.ofSeconds(body.path("timeout_secs").asInt(30)) : ringTime;
    Recording.Planned recording = CommandParser.plannedRecording(body);
    switchboard.open(
        ids,
        new CallSetup(
            body.path("from").asText(),
            to.isArray() ? to.path(0).asText() : to.asText(),
            "outgoing",
            ids.connectionId(),
            CommandParser.text(body, "client_state"),
            false),
        new Ringing(
            now.plus(rings),
            failure,
            parser.playedPrompt(body, "audio_url", "media_name"),
            recording));
    ObjectNode answer =
        JsonNodeFactory.instance
            .objectNode()
            .put("record_type", "call")
            .put("call_control_id", ids.callControlId())
            .put("call_leg_id", ids.callLegId())
            .put("call_session_id", ids.callSessionId())
            .put("is_alive", false);
    return recording == null ? answer : answer.put("recording_id", recording.id().toString());
  }

  private record Dialled(ObjectNode answer, Instant at) {}
}
