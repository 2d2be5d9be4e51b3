package dev.voicemedia.gateway.waits;

import dev.voicemedia.gateway.event.EventTime;
import dev.voicemedia.v1.CallPlaybackEnded;
import dev.voicemedia.v1.CallPlaybackStarted;
import dev.voicemedia.v1.Event;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An event of a leg that says what is heard on it.
 *
 * @param position in the log
 * @param sound {@link Sound#NONE} for a hang-up and for the end of a gather
 * @param speakId empty if it has none
 * @param occurredAt by the vendor's clock; null if it does not say
 * @param status of an end; empty if it has none
 * @param detail of the status; empty if it has none
 */
public record LegEvent(
    long position,
    String eventId,
    Phase phase,
    Sound sound,
    String speakId,
    @Nullable Instant occurredAt,
    String status,
    String detail) {
  /** Types of all events that matter. */
  public static final List<String> EVENT_TYPES =
      List.of(
          "call.speak.started",
          "call.speak.ended",
          "call.playback.started",
          "call.playback.ended",
          "call.gather.ended",
          "call.hangup");

  /** As the vendor names it. */
  public String eventType() {
    return switch (phase) {
      case STARTED -> "call." + sound.type() + ".started";
      case ENDED -> "call." + sound.type() + ".ended";
      case GATHER_ENDED -> "call.gather.ended";
      case HANGUP -> "call.hangup";
    };
  }

  /** What has happened. */
  public enum Phase {
    STARTED,
    ENDED,
    GATHER_ENDED,
    HANGUP
  }

  /** Reads an event; empty if it does not matter, or if its content is erased. */
  public static Optional<LegEvent> of(long position, Event event) {
    return switch (event.getPayloadCase()) {
      case CALL_SPEAK_STARTED ->
          Optional.of(
              speech(position, event, Phase.STARTED, event.getCallSpeakStarted().getSpeakId(), ""));
      case CALL_SPEAK_ENDED ->
          Optional.of(
              speech(
                  position,
                  event,
                  Phase.ENDED,
                  event.getCallSpeakEnded().getSpeakId(),
                  event.getCallSpeakEnded().getStatus()));
      case CALL_PLAYBACK_STARTED -> {
        CallPlaybackStarted started = event.getCallPlaybackStarted();
        Sound sound = Sound.playback(started.getMediaUrl(), started.getMediaName());
        yield Optional.of(of(position, event, Phase.STARTED, sound, "", "", ""));
      }
      case CALL_PLAYBACK_ENDED -> {
        CallPlaybackEnded ended = event.getCallPlaybackEnded();
        Sound sound = Sound.playback(ended.getMediaUrl(), ended.getMediaName());
        yield Optional.of(
            of(
                position,
                event,
                Phase.ENDED,
                sound,
                "",
                ended.getStatus(),
                ended.getStatusDetail()));
      }
      case CALL_GATHER_ENDED ->
          Optional.of(
              of(
                  position,
                  event,
                  Phase.GATHER_ENDED,
                  Sound.NONE,
                  "",
                  event.getCallGatherEnded().getStatus(),
                  ""));
      case CALL_HANGUP ->
          Optional.of(
              of(
                  position,
                  event,
                  Phase.HANGUP,
                  Sound.NONE,
                  "",
                  event.getCallHangup().getHangupCause(),
                  ""));
      default -> Optional.empty();
    };
  }

  private static LegEvent speech(
      long position, Event event, Phase phase, String speakId, String status) {
    return of(position, event, phase, Sound.SPEECH, speakId, status, "");
  }

  private static LegEvent of(
      long position,
      Event event,
      Phase phase,
      Sound sound,
      String speakId,
      String status,
      String detail) {
    return new LegEvent(
        position,
        event.getId(),
        phase,
        sound,
        speakId,
        event.hasOccurredAt() ? EventTime.instant(event.getOccurredAt()) : null,
        status,
        detail);
  }
}
