package dev.voicemedia.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.voicemedia.simulator.Audio.Ending;
import dev.voicemedia.simulator.CallCommand.Answer;
import dev.voicemedia.simulator.CallCommand.ChangeRecording;
import dev.voicemedia.simulator.CallCommand.HangUp;
import dev.voicemedia.simulator.CallCommand.Play;
import dev.voicemedia.simulator.CallCommand.Reject;
import dev.voicemedia.simulator.CallCommand.StartGather;
import dev.voicemedia.simulator.CallCommand.StartRecording;
import dev.voicemedia.simulator.CallCommand.Stop;
import dev.voicemedia.simulator.CallCommand.StopGather;
import dev.voicemedia.simulator.CallCommand.StopPlayback;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * State of one call, free of I/O, threads and clocks. Its owner serialises all access, passes the
 * time in, wakes it at {@link #nextChange} and sends the {@link #drainEvents events}.
 */
final class Call implements AudioQueue.Listener {

  /** Of calls that are not answered. */
  private static final Map<String, String> SIP_STATUSES =
      Map.of("user_busy", "486", "call_rejected", "603", "not_found", "404", "timeout", "408");

  private final CallIds ids;
  private final CallSetup setup;
  private final CallPayloads payloads;
  private final AudioQueue audio;
  private final Recordings recordings;
  private final RecentCommandIds recentCommandIds = new RecentCommandIds();
  private final List<CallEvent> events = new ArrayList<>();
  private @Nullable String clientState;
  private boolean answered;
  private boolean hungUp;
  private @Nullable Ringing ringing;
  private @Nullable Gather gather;

  /**
   * Opens the call: it rings, and is answered at once if its setup says so.
   *
   * @param dialled when and how it is answered by the other end; null if it is not dialled
   */
  Call(
      CallIds ids,
      CallSetup setup,
      @Nullable Ringing dialled,
      Pacing pacing,
      RecordingLinks links,
      Instant now) {
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
    ringing = dialled;
    String state = setup.direction().equals("incoming") ? "parked" : "bridging";
    emit(
        "call.initiated",
        now,
        payloads.ofState(state, clientState).put("direction", setup.direction()));
    if (setup.answered()) {
      answer(null, now);
    }
  }

  CallIds ids() {
    return ids;
  }

  CallSetup setup() {
    return setup;
  }

  boolean isAnswered() {
    return answered;
  }

  boolean isHungUp() {
    return hungUp;
  }

  boolean isGathering() {
    return gather != null;
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
  Optional<ApiError> execute(CallCommand command, @Nullable String state, Instant now) {
    Optional<ApiError> refusal = refusal(command);
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
      } else {
        executeControl(command, now);
      }
    }
    return refusal;
  }

  private void executeControl(CallCommand command, Instant now) {
    if (command instanceof Answer answer) {
      answer(answer.recording(), now);
    } else if (command instanceof HangUp) {
      hangUp("normal_clearing", setup.direction().equals("incoming") ? "callee" : "caller", now);
    } else if (command instanceof Reject reject) {
      hangUp(reject.cause(), "callee", now);
    } else if (command instanceof StartGather start) {
      gather = new Gather(start.settings(), now);
      prompt(start.settings().prompt(), now);
    } else if (command instanceof StopGather) {
      endGather("cancelled", now);
    }
  }

  /** The other end dials a digit. */
  void press(char digit, Instant now) {
    emit("call.dtmf.received", now, payloads.digit(digit, clientState));
    Gather current = gather;
    if (current != null) {
      audio.stop(current::hasPrompt, true, now);
      goOn(current, current.press(digit, now), now);
    }
  }

  void hangUp(String cause, String source, Instant now) {
    if (hungUp) {
      return;
    }
    hungUp = true;
    ringing = null;
    audio.hangUp(now);
    endGather("call_hangup", now);
    emit(
        "call.hangup",
        now,
        payloads
            .ofState("hangup", clientState)
            .put("hangup_cause", cause)
            .put("hangup_source", source)
            .put("sip_hangup_cause", answered ? "200" : SIP_STATUSES.getOrDefault(cause, "487"))
            .put("end_time", Timestamps.format(now)));
    recordings.endAll(now);
  }

  /** Emits an event that the simulator does not produce by itself, with the call's ids added. */
  void emitCustom(String type, ObjectNode fields, Instant now) {
    emit(type, now, payloads.any(clientState).setAll(fields));
  }

  /** Returns when something next happens by itself; empty if nothing will. */
  Optional<Instant> nextChange() {
    return Stream.of(
            audio.nextEnd(),
            recordings.nextChange(audio.silentSince()),
            Optional.ofNullable(gather).flatMap(Gather::deadline),
            Optional.ofNullable(ringing).map(Ringing::until))
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
      timeOutGather(next.get());
      endRinging(next.get());
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
    } else if (piece.kind() == Audio.Kind.PROMPT) {
      return; // the gather's end reports it
    } else if (piece.failure() == null || !piece.failure().beforeStart()) {
      emit("call.playback.started", at, payloads.playback(piece, clientState));
    }
  }

  @Override
  public void ended(Audio piece, Ending ending, Instant at) {
    if (piece.kind() == Audio.Kind.SPEECH) {
      emit("call.speak.ended", at, payloads.speakEnded(piece, ending, clientState));
    } else if (piece.kind() == Audio.Kind.PLAYBACK) {
      emit("call.playback.ended", at, payloads.playbackEnded(piece, ending, clientState));
    }
    if (gather != null) {
      gather.ended(piece, at);
    }
  }

  private Optional<ApiError> refusal(CallCommand command) {
    if (hungUp) {
      return Optional.of(ApiError.callEnded());
    }
    if (!answered && !command.suitsARingingCall()) {
      return Optional.of(ApiError.callNotAnswered());
    }
    boolean picksUp = command instanceof Answer || command instanceof Reject;
    if (picksUp && (answered || !setup.direction().equals("incoming"))) {
      return Optional.of(ApiError.invalid("", "The call does not wait to be answered."));
    }
    if (command instanceof StartGather && gather != null) {
      return Optional.of(ApiError.invalid("", "Digits are being gathered on the call already."));
    }
    if (command instanceof StopGather && gather == null) {
      return Optional.of(ApiError.invalid("", "No digits are being gathered on the call."));
    }
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

  private void answer(Recording.@Nullable Planned recording, Instant now) {
    answered = true;
    ringing = null;
    emit(
        "call.answered",
        now,
        payloads
            .ofState("answered", clientState)
            .put("codec", "PCMU")
            .put("sampling_rate", "8000"));
    if (recording != null) {
      recordings.start(recording, now);
    }
  }

  private void endRinging(Instant now) {
    Ringing current = ringing;
    if (current == null || current.until().isAfter(now)) {
      return;
    }
    if (current.failure() != null) {
      hangUp(current.failure(), "callee", now);
      return;
    }
    answer(current.recording(), now);
    if (current.audio() != null) {
      audio.add(current.audio(), now);
    }
  }

  private void timeOutGather(Instant now) {
    Gather current = gather;
    if (current != null && current.deadline().filter(at -> !at.isAfter(now)).isPresent()) {
      goOn(current, current.timeOut(), now);
    }
  }

  private void goOn(Gather current, Gather.Next next, Instant now) {
    switch (next) {
      case WAIT -> {}
      case PROMPT -> prompt(current.settings().prompt(), now);
      case PROMPT_AFTER_INVALID -> {
        prompt(current.settings().invalidPrompt(), now);
        prompt(current.settings().prompt(), now);
      }
      case END -> endGather(current.status(), now);
    }
  }

  private void prompt(@Nullable Audio prompt, Instant now) {
    if (prompt != null) {
      audio.add(prompt, now);
    }
  }

  private void endGather(String status, Instant now) {
    Gather ended = gather;
    if (ended != null) {
      gather = null;
      audio.stop(ended::hasPrompt, true, now);
      emit("call.gather.ended", now, payloads.gatherEnded(ended.digits(), status, clientState));
    }
  }

  private static boolean isUnderlay(Audio piece) {
    return piece.kind() == Audio.Kind.PLAYBACK && !piece.overlay();
  }

  private void emit(String type, Instant at, ObjectNode payload) {
    events.add(new CallEvent(UUID.randomUUID(), type, at, ids.callControlId(), payload));
  }
}
