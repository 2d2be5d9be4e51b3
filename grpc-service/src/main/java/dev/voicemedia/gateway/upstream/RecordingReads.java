package dev.voicemedia.gateway.upstream;

import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import com.google.protobuf.util.Durations;
import dev.voicemedia.client.api.RecordingsApi;
import dev.voicemedia.gateway.event.EventTime;
import dev.voicemedia.v1.ListRecordingsRequest;
import dev.voicemedia.v1.Recording;
import dev.voicemedia.v1.RecordingUrls;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.Consumer;

/** Maps valid requests for recordings to reads at Telnyx, and what is read to the contract. */
public final class RecordingReads {
  private RecordingReads() {}

  /** The recording with this id. */
  public static Command one(String recordingId) {
    return Command.read(
        Proof.RECORD, client -> new RecordingsApi(client).getRecordingWithHttpInfo(recordingId));
  }

  /**
   * A page of a list.
   *
   * @param number of the page, counted from 1
   */
  public static Command page(ListRecordingsRequest request, int number, int size) {
    return Command.read(
        Proof.PAGE,
        client ->
            new RecordingsApi(client)
                .listRecordingsWithHttpInfo(
                    request.hasCallControlId() ? request.getCallControlId() : null,
                    request.hasCallLegId() ? request.getCallLegId() : null,
                    request.hasCallSessionId() ? request.getCallSessionId() : null,
                    number,
                    size));
  }

  /** The recording that was read. */
  public static Recording recording(Struct json) {
    Recording.Builder recording = Recording.newBuilder();
    ifText(json, "id", recording::setRecordingId);
    ifText(json, "call_control_id", recording::setCallControlId);
    ifText(json, "call_leg_id", recording::setCallLegId);
    ifText(json, "call_session_id", recording::setCallSessionId);
    ifText(json, "connection_id", recording::setConnectionId);
    ifText(json, "conference_id", recording::setConferenceId);
    ifText(json, "from", recording::setFrom);
    ifText(json, "to", recording::setTo);
    ifText(json, "status", recording::setStatus);
    ifText(json, "channels", recording::setChannels);
    ifText(json, "source", recording::setSource);
    ifText(json, "initiated_by", recording::setInitiatedBy);
    ifTime(json, "recording_started_at", recording::setRecordingStartedAt);
    ifTime(json, "recording_ended_at", recording::setRecordingEndedAt);
    ifTime(json, "created_at", recording::setCreatedAt);
    ifTime(json, "updated_at", recording::setUpdatedAt);
    if (value(json, "duration_millis").hasNumberValue()) {
      recording.setDuration(
          Durations.fromMillis((long) value(json, "duration_millis").getNumberValue()));
    }
    if (value(json, "download_urls").hasStructValue()) {
      Struct urls = value(json, "download_urls").getStructValue();
      RecordingUrls.Builder links = recording.getDownloadUrlsBuilder();
      ifText(urls, "mp3", links::setMp3);
      ifText(urls, "wav", links::setWav);
    }
    return recording.build();
  }

  /** The recordings of a page that was read. */
  public static List<Recording> recordings(Struct page) {
    return value(page, "data").getListValue().getValuesList().stream()
        .map(Value::getStructValue)
        .map(RecordingReads::recording)
        .toList();
  }

  /**
   * Whether there are more pages, as far as Telnyx says; if it does not, after a full one.
   *
   * @param number of the page that was read
   * @param size of a full page
   */
  public static boolean hasMore(Struct page, int number, int size) {
    Value pages = value(value(page, "meta").getStructValue(), "total_pages");
    return pages.hasNumberValue()
        ? number < pages.getNumberValue()
        : value(page, "data").getListValue().getValuesCount() >= size;
  }

  private static void ifText(Struct json, String name, Consumer<String> field) {
    Value value = value(json, name);
    if (value.hasStringValue()) {
      field.accept(value.getStringValue());
    }
  }

  private static void ifTime(Struct json, String name, Consumer<Timestamp> field) {
    String text = value(json, name).getStringValue();
    if (!text.isEmpty()) {
      try {
        field.accept(EventTime.timestamp(OffsetDateTime.parse(text).toInstant()));
      } catch (DateTimeException e) {
        // Not a time; there is no other field for it.
      }
    }
  }

  private static Value value(Struct json, String name) {
    return json.getFieldsOrDefault(name, Value.getDefaultInstance());
  }
}
