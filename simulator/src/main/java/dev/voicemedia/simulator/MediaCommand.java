package dev.voicemedia.simulator;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a client asks of a call, checked and free of JSON. */
sealed interface MediaCommand {

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
  record Play(Audio audio, @Nullable Stop stop) implements MediaCommand {}

  /** playback_stop: of the overlay, or of everything else, speech included. */
  record StopPlayback(boolean overlay, Stop stop) implements MediaCommand {}

  record StartRecording(Recording.Settings settings) implements MediaCommand {}

  /**
   * record_pause, record_resume and record_stop.
   *
   * @param recordingId null for every recording of the call
   */
  record ChangeRecording(Change change, @Nullable UUID recordingId) implements MediaCommand {}
}
