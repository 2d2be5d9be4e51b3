package dev.voicemedia.simulator;

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
 * State of one call, free of I/O, threads and clocks. Its owner serialises all access, passes the
 * time in, wakes it at {@link #nextChange} and sends the {@link #drainEvents events}.
 */
final class Call implements AudioQueue.Listener {

  private final CallIds ids;
  private final CallSetup setup;
  private final CallPayloads payloads;
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
    payloads = new CallPayloads(ids, setup, now);
    audio = new AudioQueue(now, this);
    recordings =
        new Recordings(
            pacing.processingTime(),
            links,
            (type, at, fields) -> emit(type, at, payloads.any(clientState).setAll(fields)));
    clientState = setup.clientState();
    String ringing = setup.direction().equals("incoming") ? "parked" : "bridging";
    emit(
        "call.initiated",
        now,
        payloads.ofState(ringing, clientState).put("direction", setup.direction()));
    emit(
        "call.answered",
        now,
        payloads
            .ofState("answered", clientState)
            .put("codec", "PCMU")
            .put("sampling_rate", "8000"));
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
   * Executes a command, or returns why the call's state does not allow it.
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
        payloads
            .ofState("hangup", clientState)
            .put("hangup_cause", cause)
            .put("hangup_source", source)
            .put("sip_hangup_cause", "200")
            .put("end_time", Timestamps.format(now)));
    recordings.endAll(now);
  }

  /** Emits an event that the simulator does not produce by itself, with the call's ids added. */
  void emitCustom(String type, ObjectNode fields, Instant now) {
    emit(type, now, payloads.any(clientState).setAll(fields));
  }

  /** Returns when something next happens by itself; empty if nothing will. */
  Optional<Instant> nextChange() {
    return Stream.of(audio.nextEnd(), recordings.nextChange(audio.silentSince()))
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
  }

  /** Makes everything happen that is due, each at its own time. */
  void advance(Instant now) {
    for (Optional<Instant> next = nextChange();
        next.isPresent() && !next.get().isAfter(now);
        next = nextChange()) {
      recordings.advance(next.get(), audio.silentSince());
      audio.endDue(next.get());
    }
  }

  /** Returns and forgets the events since the last call, in order. */
  List<CallEvent> drainEvents() {
    List<CallEvent> drained = List.copyOf(events);
    events.clear();
    return drained;
  }

  @Override
  public void started(Audio piece, Instant at) {
    if (piece.kind() == Audio.Kind.SPEECH) {
      emit("call.speak.started", at, payloads.speakStarted(piece, clientState));
    } else if (piece.failure() == null || !piece.failure().beforeStart()) {
      emit("call.playback.started", at, payloads.playback(piece, clientState));
    }
  }

  @Override
  public void ended(Audio piece, Ending ending, Instant at) {
    if (piece.kind() == Audio.Kind.SPEECH) {
      emit("call.speak.ended", at, payloads.speakEnded(piece, ending, clientState));
    } else {
      emit("call.playback.ended", at, payloads.playbackEnded(piece, ending, clientState));
    }
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

  private void emit(String type, Instant at, ObjectNode payload) {
    events.add(new CallEvent(UUID.randomUUID(), type, at, ids.callControlId(), payload));
  }
}
