package dev.voicemedia.simulator;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a client asks of a call, checked and free of JSON. */
sealed interface CallCommand {

  /** How much of the audio that plays or waits is stopped. */
  enum Stop {
    CURRENT,
    ALL
  }

  enum Change {
    PAUSE,
    RESUME,
    STOP
  }

  /**
   * speak and playback_start.
   *
   * @param stop what is stopped to make room; null waits for its turn
   */
  record Play(Audio audio, @Nullable Stop stop) implements CallCommand {}

  /** playback_stop: of the overlay, or of everything else, speech included. */
  record StopPlayback(boolean overlay, Stop stop) implements CallCommand {}

  record StartRecording(Recording.Settings settings) implements CallCommand {}

  /**
   * record_pause, record_resume and record_stop.
   *
   * @param recordingId null for every recording of the call
   */
  record ChangeRecording(Change change, @Nullable UUID recordingId) implements CallCommand {}

  /**
   * answer.
   *
   * @param recording what is recorded from then on; null for nothing
   */
  record Answer(Recording.@Nullable Planned recording) implements CallCommand {}

  record HangUp() implements CallCommand {}

  /**
   * reject.
   *
   * @param cause as call.hangup names it
   */
  record Reject(String cause) implements CallCommand {}

  /** client_state_update: the state comes with every command. */
  record UpdateState() implements CallCommand {}

  /** send_dtmf: nobody listens on the other end. */
  record SendDigits() implements CallCommand {}

  record StartGather(Gather.Settings settings) implements CallCommand {}

  record StopGather() implements CallCommand {}

  /** Whether it makes sense before the call is answered. */
  default boolean suitsARingingCall() {
    return this instanceof Answer
        || this instanceof HangUp
        || this instanceof Reject
        || this instanceof UpdateState;
  }
}
