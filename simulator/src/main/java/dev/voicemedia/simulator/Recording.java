package dev.voicemedia.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A recording in progress. */
final class Recording {

  private final UUID id;
  private final Settings settings;
  private final Instant startedAt;
  private Duration recordedBefore = Duration.ZERO;
  private @Nullable Instant runningSince;

  Recording(UUID id, Settings settings, Instant startedAt) {
    this.id = id;
    this.settings = settings;
    this.startedAt = startedAt;
    runningSince = startedAt;
  }

  UUID id() {
    return id;
  }

  Settings settings() {
    return settings;
  }

  Instant startedAt() {
    return startedAt;
  }

  boolean isPaused() {
    return runningSince == null;
  }

  void pause(Instant now) {
    recordedBefore = recorded(now);
    runningSince = null;
  }

  void resume(Instant now) {
    if (runningSince == null) {
      runningSince = now;
    }
  }

  /** Without the pauses. */
  Duration recorded(Instant now) {
    Instant since = runningSince;
    return since == null ? recordedBefore : recordedBefore.plus(Duration.between(since, now));
  }

  /**
   * When it ends by itself: at its maximal length or after too long a silence, neither of which
   * goes on during a pause.
   *
   * @param silentSince empty while audio plays
   */
  Optional<Instant> endsAt(Optional<Instant> silentSince) {
    Instant running = runningSince;
    if (running == null) {
      return Optional.empty();
    }
    Optional<Instant> full =
        settings.maxLength().isZero()
            ? Optional.empty()
            : Optional.of(running.plus(settings.maxLength().minus(recordedBefore)));
    Optional<Instant> silent =
        settings.silenceTimeout().isZero()
            ? Optional.empty()
            : silentSince.map(
                since ->
                    (since.isAfter(running) ? since : running).plus(settings.silenceTimeout()));
    return Stream.of(full, silent).flatMap(Optional::stream).min(Instant::compareTo);
  }

  /**
   * How a recording was asked for.
   *
   * @param format wav or mp3
   * @param channels single or dual
   * @param maxLength zero for no limit
   * @param silenceTimeout zero for none
   * @param transcription whether a transcription follows
   * @param failure the reason that call.recording.error gives instead of call.recording.saved; null
   *     if it is saved
   */
  record Settings(
      String format,
      String channels,
      Duration maxLength,
      Duration silenceTimeout,
      boolean transcription,
      @Nullable String failure) {

    Settings failing(String reason) {
      return new Settings(format, channels, maxLength, silenceTimeout, transcription, reason);
    }
  }

  /** A recording that starts when the call is answered; its id is known before. */
  record Planned(UUID id, Settings settings) {}
}
