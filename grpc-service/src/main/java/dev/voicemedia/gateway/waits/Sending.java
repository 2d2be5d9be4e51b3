package dev.voicemedia.gateway.waits;

import com.google.protobuf.Message;
import dev.voicemedia.v1.GatherRequest;
import dev.voicemedia.v1.GatherUsingAudioRequest;
import dev.voicemedia.v1.GatherUsingSpeakRequest;
import dev.voicemedia.v1.SendCommandRequest;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.StartPlaybackRequest;
import dev.voicemedia.v1.StopPlaybackRequest;
import dev.voicemedia.v1.StopScope;
import dev.voicemedia.v1.TargetLegs;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What of a command matters to those who wait for one on the same leg.
 *
 * @param call call_control_id of the leg
 * @param sound what its events name; null if it starts no audio
 * @param plain whether it waits for its turn behind all other audio, and is heard by the leg alone
 * @param stops whether it may end or discard audio of commands before it
 */
public record Sending(String call, Kind kind, Sound sound, boolean plain, boolean stops) {
  /** Commands by name that play nothing. */
  private static final Pattern SILENT =
      Pattern.compile(
          "(streaming|transcription|siprec|fork|suppression)_(start|stop)"
              + "|refer|switch_supervisor_role");

  /** What a command does on the leg. */
  public enum Kind {
    /** Speaks: its events are call.speak.started and call.speak.ended. */
    SPEECH,
    /** Plays: its events are call.playback.started and call.playback.ended. */
    PLAYBACK,
    /** Gathers digits; its prompt may have events, which the vendor does not document. */
    GATHER,
    /** Stops audio, and starts none. */
    STOP,
    /** Anything: what it has the vendor do is not known here. */
    OTHER
  }

  /** What a request has to do with audio; empty if nothing. */
  public static Optional<Sending> of(Message request) {
    if (request instanceof SpeakRequest speak) {
      return Optional.of(
          new Sending(
              speak.getCallControlId(),
              Kind.SPEECH,
              Sound.SPEECH,
              isHeardByLegAlone(speak.getTargetLegs()),
              stops(speak.getStop())));
    } else if (request instanceof StartPlaybackRequest play) {
      return Optional.of(
          new Sending(
              play.getCallControlId(),
              Kind.PLAYBACK,
              Sound.playback(play.getAudioUrl(), play.getMediaName()),
              isHeardByLegAlone(play.getTargetLegs()) && !play.getOverlay(),
              stops(play.getStop())));
    } else if (request instanceof StopPlaybackRequest stop) {
      return Optional.of(new Sending(stop.getCallControlId(), Kind.STOP, Sound.NONE, false, true));
    } else if (request instanceof GatherRequest gather) {
      return Optional.of(gather(gather.getCallControlId(), Sound.NONE));
    } else if (request instanceof GatherUsingSpeakRequest gather) {
      return Optional.of(gather(gather.getCallControlId(), Sound.SPEECH));
    } else if (request instanceof GatherUsingAudioRequest gather) {
      return Optional.of(
          gather(
              gather.getCallControlId(),
              Sound.playback(gather.getAudioUrl(), gather.getMediaName())));
    } else if (request instanceof SendCommandRequest other
        && !SILENT.matcher(other.getAction()).matches()) {
      return Optional.of(
          new Sending(other.getCallControlId(), Kind.OTHER, Sound.NONE, false, true));
    }
    return Optional.empty();
  }

  /** Whether events of this sound may be this command's. */
  boolean mayCause(Sound events) {
    return kind == Kind.OTHER || (sound.equals(events) && kind != Kind.STOP);
  }

  /** Whether it has the two events of its sound, unless something stops it. */
  boolean isAudio() {
    return kind == Kind.SPEECH || kind == Kind.PLAYBACK;
  }

  private static Sending gather(String call, Sound prompt) {
    return new Sending(call, Kind.GATHER, prompt, false, false);
  }

  private static boolean isHeardByLegAlone(TargetLegs legs) {
    return legs == TargetLegs.TARGET_LEGS_SELF || legs == TargetLegs.TARGET_LEGS_UNSPECIFIED;
  }

  private static boolean stops(StopScope scope) {
    return scope != StopScope.STOP_SCOPE_UNSPECIFIED;
  }
}
