package dev.voicemedia.gateway.calls;

import com.google.protobuf.Timestamp;
import dev.voicemedia.gateway.calls.LatestByKey.Stamped;
import dev.voicemedia.gateway.event.EventTime;
import dev.voicemedia.v1.Call;
import dev.voicemedia.v1.CallRecording;
import dev.voicemedia.v1.CallRecordingError;
import dev.voicemedia.v1.CallRecordingFailure;
import dev.voicemedia.v1.CallRecordingSaved;
import dev.voicemedia.v1.Event;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** Recordings of a leg, as far as its events say. */
final class RecordingReducer {
  private static final int MAX_BYTES = 1 << 20;

  /** By recording_id, or where there is none by the event's id. */
  private final LatestByKey<String, CallRecording> saved = new LatestByKey<>();

  /** By the event's id, as a failure names no recording. */
  private final LatestByKey<String, CallRecordingFailure> failed = new LatestByKey<>();

  void add(Stamp at, Event event) {
    if (event.hasCallRecordingSaved()) {
      CallRecordingSaved payload = event.getCallRecordingSaved();
      saved.offer(
          payload.hasRecordingId() ? payload.getRecordingId() : event.getId(),
          at,
          recording(payload, at));
    } else if (event.hasCallRecordingError()) {
      failed.offer(event.getId(), at, failure(event.getCallRecordingError(), at));
    }
  }

  void describe(Call.Builder call) {
    call.addAllRecordings(newestThatFit(saved.inOrder()));
    failed.inOrder().forEach(each -> call.addRecordingFailures(each.getValue().value()));
  }

  private static Deque<CallRecording> newestThatFit(
      List<Map.Entry<String, Stamped<CallRecording>>> inOrder) {
    Deque<CallRecording> fitting = new ArrayDeque<>();
    int bytes = 0;
    for (int i = inOrder.size() - 1; i >= 0; i--) {
      CallRecording recording = inOrder.get(i).getValue().value();
      bytes += recording.getSerializedSize();
      if (bytes > MAX_BYTES) {
        break;
      }
      fitting.addFirst(recording);
    }
    return fitting;
  }

  private static CallRecording recording(CallRecordingSaved payload, Stamp at) {
    CallRecording.Builder recording = CallRecording.newBuilder().setSavedAt(timestamp(at));
    if (payload.hasRecordingId()) {
      recording.setRecordingId(payload.getRecordingId());
    }
    if (payload.hasRecordingStartedAt() || payload.hasStartTime()) {
      recording.setStartedAt(
          payload.hasRecordingStartedAt()
              ? payload.getRecordingStartedAt()
              : payload.getStartTime());
    }
    if (payload.hasRecordingEndedAt() || payload.hasEndTime()) {
      recording.setEndedAt(
          payload.hasRecordingEndedAt() ? payload.getRecordingEndedAt() : payload.getEndTime());
    }
    if (payload.hasChannels()) {
      recording.setChannels(payload.getChannels());
    }
    if (payload.hasFormat()) {
      recording.setFormat(payload.getFormat());
    }
    if (payload.hasRecordingUrls()) {
      recording.setRecordingUrls(payload.getRecordingUrls());
    }
    if (payload.hasPublicRecordingUrls()) {
      recording.setPublicRecordingUrls(payload.getPublicRecordingUrls());
    }
    return recording.build();
  }

  private static CallRecordingFailure failure(CallRecordingError payload, Stamp at) {
    CallRecordingFailure.Builder failure =
        CallRecordingFailure.newBuilder().setFailedAt(timestamp(at));
    if (payload.hasReason()) {
      failure.setReason(payload.getReason());
    }
    return failure.build();
  }

  private static Timestamp timestamp(Stamp at) {
    return EventTime.timestamp(at.at());
  }
}
