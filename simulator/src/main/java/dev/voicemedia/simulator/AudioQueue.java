package dev.voicemedia.simulator;

import dev.voicemedia.simulator.Audio.Ending;
import dev.voicemedia.simulator.Audio.Lane;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What plays on a call and what waits. Knows no clock: every change is given its time. */
final class AudioQueue {

  static final int MAX_WAITING = 1_000;

  private final Listener listener;
  private final List<Playing> playing = new ArrayList<>();
  private final List<Audio> waiting = new ArrayList<>();
  private Instant silentSince;

  AudioQueue(Instant created, Listener listener) {
    this.listener = listener;
    silentSince = created;
  }

  boolean isFull() {
    return waiting.size() >= MAX_WAITING;
  }

  boolean plays(Predicate<Audio> audio) {
    return playing.stream().anyMatch(current -> audio.test(current.audio()));
  }

  /** What plays, in the order it started. */
  List<Audio> playing() {
    return playing.stream().map(Playing::audio).toList();
  }

  /** What waits, in the order it came. */
  List<Audio> waiting() {
    return List.copyOf(waiting);
  }

  /** Since when nothing plays; empty while something does. */
  Optional<Instant> silentSince() {
    return playing.isEmpty() ? Optional.of(silentSince) : Optional.empty();
  }

  void add(Audio audio, Instant now) {
    waiting.add(audio);
    startWhatCan(now);
  }

  /** When the next audio ends by itself. */
  Optional<Instant> nextEnd() {
    return playing.stream().map(Playing::end).flatMap(Optional::stream).min(Instant::compareTo);
  }

  /** Ends what has come to its end; what waited for it starts. */
  void endDue(Instant now) {
    end(
        current -> current.end().filter(end -> !end.isAfter(now)).isPresent(),
        Ending.COMPLETED,
        now);
    startWhatCan(now);
  }

  /** Stops the audio that plays, and with {@code all} also forgets what waits after it. */
  void stop(Predicate<Audio> audio, boolean all, Instant now) {
    if (all) {
      waiting.removeIf(audio);
    }
    end(current -> audio.test(current.audio()), Ending.CANCELLED, now);
    startWhatCan(now);
  }

  void hangUp(Instant now) {
    waiting.clear();
    end(current -> true, Ending.HUNG_UP, now);
  }

  private void end(Predicate<Playing> which, Ending ending, Instant now) {
    List<Playing> ended = playing.stream().filter(which).toList();
    if (ended.isEmpty()) {
      return;
    }
    playing.removeAll(ended);
    silentSince = now;
    ended.forEach(one -> listener.ended(one.audio(), ending, now));
  }

  /**
   * Audio for both legs waits until both are free, and what comes after it does not overtake it.
   */
  private void startWhatCan(Instant now) {
    Set<Lane> taken = EnumSet.noneOf(Lane.class);
    playing.forEach(current -> taken.addAll(current.audio().lanes()));
    Iterator<Audio> candidates = waiting.iterator();
    while (candidates.hasNext()) {
      Audio audio = candidates.next();
      if (audio.lanes().stream().noneMatch(taken::contains)) {
        candidates.remove();
        playing.add(new Playing(audio, now));
        listener.started(audio, now);
      }
      taken.addAll(audio.lanes());
    }
  }

  /** Receiver of the starts and ends of audio. */
  interface Listener {
    void started(Audio audio, Instant at);

    void ended(Audio audio, Ending ending, Instant at);
  }

  /** By identity: the same audio may play on two lanes. */
  private static final class Playing {
    private final Audio audio;
    private final @Nullable Instant end;

    Playing(Audio audio, Instant started) {
      this.audio = audio;
      Duration length = audio.length();
      end = length == null ? null : started.plus(length);
    }

    Audio audio() {
      return audio;
    }

    Optional<Instant> end() {
      return Optional.ofNullable(end);
    }
  }
}
