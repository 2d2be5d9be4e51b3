package dev.voicemedia.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.voicemedia.simulator.Audio.Ending;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The state of one call: pure of I/O, threads and clocks. Whoever holds it serialises the calls to
 * it, tells the time, wakes it at {@link #nextChange} and sends the {@link #drainEvents events}.
 */
final class Call implements AudioQueue.Listener {

  /** The vendor ignores a command whose command_id it has seen for the call in the last 60 s. */
  static final Duration COMMAND_ID_MEMORY = Duration.ofSeconds(60);

  private static final int MAX_COMMAND_IDS = 10_000;

  private final CallIds ids;
  private final CallSetup setup;
  private final Instant startedAt;
  private final AudioQueue audio;
  private final Map<String, Instant> commandIds = new LinkedHashMap<>();
  private final List<CallEvent> events = new ArrayList<>();
  private @Nullable String clientState;
  private boolean hungUp;

  /** Opens the call: it rings and is answered at once. */
  Call(CallIds ids, CallSetup setup, Instant now) {
    this.ids = ids;
    this.setup = setup;
    startedAt = now;
    audio = new AudioQueue(now, this);
    clientState = setup.clientState();
    String ringing = setup.direction().equals("incoming") ? "parked" : "bridging";
    emit("call.initiated", now, callPayload(ringing).put("direction", setup.direction()));
    emit("call.answered", now, callPayload("answered"));
  }

  CallIds ids() {
    return ids;
  }

  boolean isHungUp() {
    return hungUp;
  }

  /** Whether the command is a repetition to be ignored; if not, it is remembered. */
  boolean isRepeated(String commandId, Instant now) {
    Instant forgotten = now.minus(COMMAND_ID_MEMORY);
    Iterator<Instant> oldestFirst = commandIds.values().iterator();
    while (oldestFirst.hasNext()
        && (!oldestFirst.next().isAfter(forgotten) || commandIds.size() > MAX_COMMAND_IDS)) {
      oldestFirst.remove();
    }
    return commandIds.putIfAbsent(commandId, now) != null;
  }

  /** From now on every webhook of the call carries this; null leaves it as it is. */
  void setClientState(@Nullable String state) {
    clientState = state == null ? clientState : state;
  }

  void play(Audio piece, Instant now) {
    audio.add(piece, now);
  }

  void hangUp(String cause, String source, Instant now) {
    if (hungUp) {
      return;
    }
    hungUp = true;
    audio.hangUp(now);
    emit(
        "call.hangup",
        now,
        callPayload("hangup").put("hangup_cause", cause).put("hangup_source", source));
  }

  /** When something happens by itself; empty if nothing will. */
  Optional<Instant> nextChange() {
    return audio.nextEnd();
  }

  /** Lets everything happen that is due, each at its own time. */
  void advance(Instant now) {
    for (Optional<Instant> next = nextChange();
        next.isPresent() && !next.get().isAfter(now);
        next = nextChange()) {
      audio.endDue(next.get());
    }
  }

  /** What has happened since the last time this was asked, in order. */
  List<CallEvent> drainEvents() {
    List<CallEvent> drained = List.copyOf(events);
    events.clear();
    return drained;
  }

  @Override
  public void started(Audio piece, Instant at) {
    emit("call.speak.started", at, payload());
  }

  @Override
  public void ended(Audio piece, Ending ending, Instant at) {
    // The vendor knows no "cancelled" for speech: stopped speech is completed.
    String status = ending == Ending.HUNG_UP ? "call_hangup" : "completed";
    emit("call.speak.ended", at, payload().put("status", status));
  }

  private ObjectNode callPayload(String state) {
    return payload()
        .put("from", setup.from())
        .put("to", setup.to())
        .put("state", state)
        .put("start_time", Timestamps.format(startedAt));
  }

  private ObjectNode payload() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("call_control_id", ids.callControlId())
        .put("connection_id", ids.connectionId())
        .put("call_leg_id", ids.callLegId())
        .put("call_session_id", ids.callSessionId())
        .put("client_state", clientState);
  }

  private void emit(String type, Instant at, ObjectNode payload) {
    events.add(new CallEvent(UUID.randomUUID(), type, at, ids.callControlId(), payload));
  }
}
