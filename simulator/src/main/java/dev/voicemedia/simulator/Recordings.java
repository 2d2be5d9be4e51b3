package dev.voicemedia.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.voicemedia.simulator.CallCommand.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A call's recordings: those in progress, and those that ended and are being saved. Several may run
 * at once. Knows no clock.
 */
final class Recordings {

  static final int MAX_RUNNING = 16;

  private final Duration processingTime;
  private final RecordingLinks links;
  private final Listener listener;
  private final List<Recording> running = new ArrayList<>();
  private final PriorityQueue<Later> later =
      new PriorityQueue<>(Comparator.comparing(Later::at).thenComparing(Later::number));
  private long scheduled;

  Recordings(Duration processingTime, RecordingLinks links, Listener listener) {
    this.processingTime = processingTime;
    this.links = links;
    this.listener = listener;
  }

  List<Recording> running() {
    return List.copyOf(running);
  }

  Optional<ApiError> refusesMore() {
    return running.size() < MAX_RUNNING
        ? Optional.empty()
        : Optional.of(ApiError.invalid("", MAX_RUNNING + " recordings run on the call already."));
  }

  /** Why a recording cannot be changed; null stands for all that run. */
  Optional<ApiError> refuses(@Nullable UUID id) {
    if (running.stream().anyMatch(one -> id == null || one.id().equals(id))) {
      return Optional.empty();
    }
    return Optional.of(
        id == null
            ? ApiError.invalid("", "The call is not being recorded.")
            : ApiError.notFound("The recording " + id));
  }

  void start(Recording.Settings settings, Instant now) {
    start(new Recording.Planned(UUID.randomUUID(), settings), now);
  }

  void start(Recording.Planned planned, Instant now) {
    running.add(new Recording(planned.id(), planned.settings(), now));
  }

  void change(Change change, @Nullable UUID id, Instant now) {
    for (Recording recording : running()) {
      if (id == null || recording.id().equals(id)) {
        switch (change) {
          case PAUSE -> recording.pause(now);
          case RESUME -> recording.resume(now);
          case STOP -> end(recording, now);
        }
      }
    }
  }

  void endAll(Instant now) {
    change(Change.STOP, null, now);
  }

  Optional<Instant> nextChange(Optional<Instant> silentSince) {
    return Stream.concat(
            running.stream().flatMap(one -> one.endsAt(silentSince).stream()),
            Stream.ofNullable(later.peek()).map(Later::at))
        .min(Instant::compareTo);
  }

  void advance(Instant now, Optional<Instant> silentSince) {
    for (Recording recording : running()) {
      if (recording.endsAt(silentSince).filter(end -> !end.isAfter(now)).isPresent()) {
        end(recording, now);
      }
    }
    for (Later next = later.peek(); next != null && !next.at().isAfter(now); next = later.peek()) {
      later.remove();
      next.event().run();
    }
  }

  private void end(Recording recording, Instant endedAt) {
    running.remove(recording);
    after(endedAt, now -> save(recording, endedAt, now));
  }

  private void save(Recording recording, Instant endedAt, Instant now) {
    String failure = recording.settings().failure();
    if (failure != null) {
      listener.happened("call.recording.error", now, object().put("reason", failure));
      return;
    }
    String format = recording.settings().format();
    String link = links.publish(recording.id(), format, recording.recorded(endedAt), now);
    String started = Timestamps.format(recording.startedAt());
    String ended = Timestamps.format(endedAt);
    ObjectNode saved =
        object()
            .put("channels", recording.settings().channels())
            .put("recording_started_at", started)
            .put("recording_ended_at", ended)
            .put("recording_id", recording.id().toString())
            .put("format", format)
            .put("start_time", started)
            .put("end_time", ended);
    saved.putObject("recording_urls").put(format, link);
    saved.putObject("public_recording_urls");
    listener.happened("call.recording.saved", now, saved);
    if (recording.settings().transcription()) {
      after(now, at -> transcribed(recording, at));
    }
  }

  private void transcribed(Recording recording, Instant now) {
    listener.happened(
        "call.recording.transcription.saved",
        now,
        object()
            .put("calling_party_type", "pstn")
            .put("recording_id", recording.id().toString())
            .put("recording_transcription_id", UUID.randomUUID().toString())
            .put("status", "completed")
            .put("transcription_text", "This is what was said on the simulated call."));
  }

  private void after(Instant now, Consumer<Instant> event) {
    Instant at = now.plus(processingTime);
    later.add(new Later(at, scheduled++, () -> event.accept(at)));
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Receiver of the events that become webhooks. */
  @FunctionalInterface
  interface Listener {
    void happened(String eventType, Instant at, ObjectNode fields);
  }

  private record Later(Instant at, long number, Runnable event) {}
}
