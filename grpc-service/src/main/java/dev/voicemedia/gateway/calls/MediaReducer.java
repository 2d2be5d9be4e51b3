package dev.voicemedia.gateway.calls;

import dev.voicemedia.gateway.calls.LatestByKey.Stamped;
import dev.voicemedia.gateway.event.EventTime;
import dev.voicemedia.v1.Call;
import dev.voicemedia.v1.CallGather;
import dev.voicemedia.v1.CallGatherEnded;
import dev.voicemedia.v1.CallPlayback;
import dev.voicemedia.v1.CallPlaybackEnded;
import dev.voicemedia.v1.CallPlaybackStarted;
import dev.voicemedia.v1.CallSpeakStarted;
import dev.voicemedia.v1.CallSpeech;
import dev.voicemedia.v1.Event;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What plays, speaks and gathers on a leg. */
final class MediaReducer {
  private final LatestByKey<Audio, Boolean> audioStarted = new LatestByKey<>();
  private final LatestByKey<Audio, Boolean> audioEnded = new LatestByKey<>();
  private final Latest<CallSpeakStarted> speechStarted = new Latest<>();

  /** By speak_id, which is empty where there is none. */
  private final LatestByKey<String, Boolean> speechEnded = new LatestByKey<>();

  private final Latest<CallGatherEnded> gather = new Latest<>();

  void add(Stamp at, Event event) {
    switch (event.getPayloadCase()) {
      case CALL_PLAYBACK_STARTED ->
          audioStarted.offer(Audio.of(event.getCallPlaybackStarted()), at, true);
      case CALL_PLAYBACK_ENDED ->
          audioEnded.offer(Audio.of(event.getCallPlaybackEnded()), at, true);
      case CALL_SPEAK_STARTED -> speechStarted.offer(at, event.getCallSpeakStarted());
      case CALL_SPEAK_ENDED -> speechEnded.offer(event.getCallSpeakEnded().getSpeakId(), at, true);
      case CALL_GATHER_ENDED -> gather.offer(at, event.getCallGatherEnded());
      default -> {} // is about something else
    }
  }

  /**
   * Describes what has ended, and what has not.
   *
   * @param ended whether the leg has, and everything on it
   */
  void describe(Call.Builder call, boolean ended) {
    if (!ended) {
      addPlaybacks(call);
      speechStarted
          .get()
          .filter(this::isGoingOn)
          .ifPresent(started -> call.setSpeech(speech(started)));
    }
    gather.get().ifPresent(last -> call.setLastGather(gather(last)));
  }

  /** Overlays that have not ended; and of the rest, which Telnyx queues, what started last. */
  private void addPlaybacks(Call.Builder call) {
    Optional<Audio> last =
        audioStarted.inOrder().stream()
            .map(Map.Entry::getKey)
            .filter(Predicate.not(Audio::overlay))
            .reduce((earlier, later) -> later);
    for (Map.Entry<Audio, Stamped<Boolean>> started : audioStarted.inOrder()) {
      Audio audio = started.getKey();
      Stamp at = started.getValue().stamp();
      boolean current = audio.overlay() || last.equals(Optional.of(audio));
      if (current && isBefore(audioEnded.stampOf(audio), at)) {
        call.addPlaybacks(audio.startedAt(at));
      }
    }
  }

  /** By its speak_id, whenever its end happened; without one, by time. */
  private boolean isGoingOn(CallSpeakStarted started) {
    Stamp at = speechStarted.stamp().orElseThrow();
    if (started.hasSpeakId()) {
      return speechEnded.stampOf(started.getSpeakId()).isEmpty()
          && isBefore(speechEnded.stampOf(""), at);
    }
    return speechEnded.inOrder().stream().allMatch(end -> end.getValue().stamp().compareTo(at) < 0);
  }

  private CallSpeech speech(CallSpeakStarted started) {
    CallSpeech.Builder speech =
        CallSpeech.newBuilder()
            .setStartedAt(EventTime.timestamp(speechStarted.stamp().orElseThrow().at()));
    if (started.hasSpeakId()) {
      speech.setSpeakId(started.getSpeakId());
    }
    return speech.build();
  }

  private CallGather gather(CallGatherEnded last) {
    CallGather.Builder ended =
        CallGather.newBuilder().setEndedAt(EventTime.timestamp(gather.stamp().orElseThrow().at()));
    if (last.hasDigits()) {
      ended.setDigits(last.getDigits());
    }
    if (last.hasStatus()) {
      ended.setStatus(last.getStatus());
    }
    return ended.build();
  }

  private static boolean isBefore(Optional<Stamp> end, Stamp start) {
    return end.map(stamp -> stamp.compareTo(start) < 0).orElse(true);
  }

  /** What of a playback its start and its end have in common; empty where they have nothing. */
  private record Audio(String url, String name, boolean overlay) {
    static Audio of(CallPlaybackStarted started) {
      return new Audio(started.getMediaUrl(), started.getMediaName(), started.getOverlay());
    }

    static Audio of(CallPlaybackEnded ended) {
      return new Audio(ended.getMediaUrl(), ended.getMediaName(), ended.getOverlay());
    }

    CallPlayback startedAt(Stamp at) {
      CallPlayback.Builder playback =
          CallPlayback.newBuilder().setOverlay(overlay).setStartedAt(EventTime.timestamp(at.at()));
      if (!url.isEmpty()) {
        playback.setMediaUrl(url);
      }
      if (!name.isEmpty()) {
        playback.setMediaName(name);
      }
      return playback.build();
    }
  }
}
