package dev.voicemedia.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.voicemedia.simulator.Audio.Ending;
import dev.voicemedia.simulator.MediaCommand.ChangeRecording;
import dev.voicemedia.simulator.MediaCommand.Play;
import dev.voicemedia.simulator.MediaCommand.StartRecording;
import dev.voicemedia.simulator.MediaCommand.Stop;
import dev.voicemedia.simulator.MediaCommand.StopPlayback;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The state of one call: pure of I/O, threads and clocks. Whoever holds it serialises the calls to
 * it, tells the time, wakes it at {@link #nextChange} and sends the {@link #drainEvents events}.
 */
final class Call implements AudioQueue.Listener {

  private final CallIds ids;
  private final CallSetup setup;
  private final Instant startedAt;
  private final AudioQueue audio;
  private final Recordings recordings;
  private final RecentCommandIds recentCommandIds = new RecentCommandIds();
  private final List<CallEvent> events = new ArrayList<>();
  private @Nullable String clientState;
  private boolean hungUp;

  /** Opens the call: it rings and is answered at once. */
  Call(CallIds ids, CallSetup setup, Pacing pacing, RecordingLinks links, Instant now) {
    this.ids = ids;
    this.setup = setup;
    startedAt = now;
    audio = new AudioQueue(now, this);
    recordings =
        new Recordings(
            pacing.processingTime(),
            links,
            (type, at, fields) -> emit(type, at, payload().setAll(fields)));
    clientState = setup.clientState();
    String ringing = setup.direction().equals("incoming") ? "parked" : "bridging";
    emit("call.initiated", now, callPayload(ringing).put("direction", setup.direction()));
    emit("call.answered", now, callPayload("answered"));
  }

  CallIds ids() {
    return ids;
  }

  CallSetup setup() {
    return setup;
  }

  boolean isHungUp() {
    return hungUp;
  }

  AudioQueue audio() {
    return audio;
  }

  Recordings recordings() {
    return recordings;
  }

  RecentCommandIds recentCommandIds() {
    return recentCommandIds;
  }

  /**
   * Does what is asked, or says why the call is in no state for it.
   *
   * @param state sets the client state that every later webhook carries; null leaves it
   */
  Optional<ApiError> execute(MediaCommand command, @Nullable String state, Instant now) {
    Optional<ApiError> refusal = hungUp ? Optional.of(ApiError.callEnded()) : refusal(command);
    if (refusal.isEmpty()) {
      clientState = state == null ? clientState : state;
      if (command instanceof Play play) {
        play(play, now);
      } else if (command instanceof StopPlayback stop) {
        audio.stop(piece -> piece.overlay() == stop.overlay(), stop.stop() == Stop.ALL, now);
      } else if (command instanceof StartRecording start) {
        recordings.start(start.settings(), now);
      } else if (command instanceof ChangeRecording change) {
        recordings.change(change.change(), change.recordingId(), now);
      }
    }
    return refusal;
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
        callPayload("hangup")
            .put("hangup_cause", cause)
            .put("hangup_source", source)
            .put("sip_hangup_cause", "200"));
    recordings.endAll(now);
  }

  /** Tells of something that the simulator does not do by itself, with the call's ids added. */
  void tell(String type, ObjectNode fields, Instant now) {
    emit(type, now, payload().setAll(fields));
  }

  /** When something happens by itself; empty if nothing will. */
  Optional<Instant> nextChange() {
    return Stream.of(audio.nextEnd(), recordings.nextChange(audio.silentSince()))
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
  }

  /** Lets everything happen that is due, each at its own time. */
  void advance(Instant now) {
    for (Optional<Instant> next = nextChange();
        next.isPresent() && !next.get().isAfter(now);
        next = nextChange()) {
      recordings.advance(next.get(), audio.silentSince());
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
    if (piece.kind() == Audio.Kind.SPEECH) {
      emit("call.speak.started", at, payload());
    } else if (piece.failure() == null || !piece.failure().beforeStart()) {
      emit("call.playback.started", at, playbackPayload(piece));
    }
  }

  @Override
  public void ended(Audio piece, Ending ending, Instant at) {
    if (piece.kind() == Audio.Kind.SPEECH) {
      // The vendor names no "cancelled" for speech: stopped speech is completed.
      String status = ending == Ending.HUNG_UP ? "call_hangup" : "completed";
      emit("call.speak.ended", at, payload().put("status", status));
      return;
    }
    ObjectNode payload = playbackPayload(piece);
    Audio.Failure failure = piece.failure();
    if (failure != null) {
      payload.put("status", failure.status()).put("status_detail", failure.detail());
    } else {
      payload.put(
          "status",
          switch (ending) {
            case COMPLETED -> "completed";
            case CANCELLED -> "cancelled";
            case HUNG_UP -> "call_hangup";
          });
    }
    emit("call.playback.ended", at, payload);
  }

  private Optional<ApiError> refusal(MediaCommand command) {
    if (command instanceof Play play) {
      if (audio.isFull()) {
        return Optional.of(
            ApiError.invalid(
                "", AudioQueue.MAX_WAITING + " pieces of audio wait on the call already."));
      }
      if (play.audio().overlay() && !audio.plays(Call::isUnderlay)) {
        return Optional.of(
            ApiError.invalid("/overlay", "overlay is true, but no other playback plays."));
      }
    }
    if (command instanceof StartRecording) {
      return recordings.refusesMore();
    }
    if (command instanceof ChangeRecording change) {
      return recordings.refuses(change.recordingId());
    }
    return Optional.empty();
  }

  private void play(Play play, Instant now) {
    Stop stop = play.stop();
    if (stop != null) {
      boolean overlay = play.audio().overlay();
      audio.stop(piece -> piece.overlay() == overlay, stop == Stop.ALL, now);
    }
    audio.add(play.audio(), now);
  }

  private static boolean isUnderlay(Audio piece) {
    return piece.kind() == Audio.Kind.PLAYBACK && !piece.overlay();
  }

  private ObjectNode playbackPayload(Audio piece) {
    ObjectNode payload = payload().put("overlay", piece.overlay());
    if (piece.mediaUrl() != null) {
      payload.put("media_url", piece.mediaUrl());
    }
    if (piece.mediaName() != null) {
      payload.put("media_name", piece.mediaName());
    }
    return payload;
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
