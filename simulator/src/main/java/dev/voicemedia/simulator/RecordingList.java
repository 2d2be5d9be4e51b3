package dev.voicemedia.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The vendor's list of recordings, {@code GET /v2/recordings}, and each of them, {@code GET
 * /v2/recordings/<id>}: what was saved, newest first, with links that are made for the request.
 */
final class RecordingList {
  private static final String SAVED = "call.recording.saved";
  private static final int DEFAULT_PAGE_SIZE = 20;
  private static final int MAX_PAGE_SIZE = 250;
  private static final String PAGE = "page[number]";
  private static final String SIZE = "page[size]";

  /** Filters, by what they compare. */
  private static final Map<String, String> FILTERS =
      Map.of(
          "call_control_id", "filter[call_control_id]",
          "call_leg_id", "filter[call_leg_id]",
          "call_session_id", "filter[call_session_id]");

  private static final List<String> CARRIED_OVER =
      List.of(
          "call_control_id",
          "call_leg_id",
          "call_session_id",
          "connection_id",
          "channels",
          "recording_started_at",
          "recording_ended_at");

  private final RecordingFiles files;
  private final Timeline timeline;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Map<String, Saved> saved = new LinkedHashMap<>();

  RecordingList(RecordingFiles files, Timeline timeline) {
    this.files = files;
    this.timeline = timeline;
  }

  /** Takes what has happened on a call: recordings that were saved are listed from now on. */
  void happened(CallEvent event) {
    if (!event.type().equals(SAVED)) {
      return;
    }
    String id = event.payload().path("recording_id").asText();
    String format = event.payload().path("format").asText();
    Saved recording =
        new Saved(
            UUID.fromString(id),
            format,
            files.lengthOf(id + "." + format),
            Timestamps.format(event.occurredAt()),
            event.payload());
    synchronized (lock) {
      if (saved.size() == RecordingFiles.MAX_FILES) {
        Iterator<String> oldest = saved.keySet().iterator();
        oldest.next();
        oldest.remove();
      }
      saved.put(id, recording);
    }
  }

  /**
   * Answers with all that match, or with one.
   *
   * @param id null for all
   */
  HttpAnswer answer(HttpExchange exchange, @Nullable String id) {
    if (id == null) {
      return list(exchange);
    }
    Saved recording;
    synchronized (lock) {
      recording = saved.get(id);
    }
    return recording == null
        ? HttpAnswer.refused(ApiError.notFound("The recording " + id))
        : HttpAnswer.ok(json(recording));
  }

  private HttpAnswer list(HttpExchange exchange) {
    try {
      List<String> known = new ArrayList<>(FILTERS.values());
      known.addAll(List.of(PAGE, SIZE));
      exchange.requireQuery(known.toArray(String[]::new));
      int number = DeliveryList.number(exchange, PAGE, 1, Integer.MAX_VALUE).orElse(1);
      int size = DeliveryList.number(exchange, SIZE, 1, MAX_PAGE_SIZE).orElse(DEFAULT_PAGE_SIZE);
      return HttpAnswer.json(200, page(matching(exchange), number, size));
    } catch (IllegalArgumentException e) {
      return HttpAnswer.refused(
          new ApiError(422, "10015", "Invalid value", String.valueOf(e.getMessage()), null));
    }
  }

  private List<Saved> matching(HttpExchange exchange) {
    List<Saved> all;
    synchronized (lock) {
      all = new ArrayList<>(saved.values());
    }
    Collections.reverse(all);
    all.removeIf(
        recording ->
            FILTERS.entrySet().stream()
                .anyMatch(
                    filter -> {
                      String wanted = exchange.query(filter.getValue());
                      return wanted != null
                          && !recording.payload().path(filter.getKey()).asText().equals(wanted);
                    }));
    return all;
  }

  private ObjectNode page(List<Saved> recordings, int number, int size) {
    ObjectNode page = JsonNodeFactory.instance.objectNode();
    ArrayNode data = page.putArray("data");
    recordings.stream()
        .skip((long) (number - 1) * size)
        .limit(size)
        .forEach(recording -> data.add(json(recording)));
    page.putObject("meta")
        .put("page_number", number)
        .put("page_size", size)
        .put("total_pages", (recordings.size() + size - 1) / size)
        .put("total_results", recordings.size());
    return page;
  }

  private ObjectNode json(Saved recording) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("record_type", "recording")
            .put("id", recording.id().toString())
            .put("status", "completed")
            .put("source", "call")
            .put("initiated_by", "StartCallRecordingAPI")
            .put("duration_millis", recording.length().toMillis())
            .put("created_at", recording.savedAt())
            .put("updated_at", recording.savedAt());
    CARRIED_OVER.forEach(name -> json.set(name, recording.payload().path(name)));
    json.putObject("download_urls")
        .put(
            recording.format(),
            files.publishAgain(
                recording.id(), recording.format(), recording.length(), timeline.instant()));
    return json;
  }

  /**
   * A recording.
   *
   * @param payload of its event
   */
  private record Saved(
      UUID id, String format, Duration length, String savedAt, ObjectNode payload) {}
}
