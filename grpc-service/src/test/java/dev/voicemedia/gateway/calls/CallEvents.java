package dev.voicemedia.gateway.calls;

import dev.voicemedia.gateway.event.EventTime;
import dev.voicemedia.v1.CallHangup;
import dev.voicemedia.v1.CallInitiated;
import dev.voicemedia.v1.CallPlaybackEnded;
import dev.voicemedia.v1.CallPlaybackStarted;
import dev.voicemedia.v1.CallRecordingSaved;
import dev.voicemedia.v1.CallSpeakEnded;
import dev.voicemedia.v1.CallSpeakStarted;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.RecordingUrls;
import java.time.Instant;

/** Events of one leg, each at a second of its own. */
final class CallEvents {
  static final Instant START = Instant.parse("2026-01-31T09:30:00Z");

  private CallEvents() {}

  static Event.Builder event(String type, int second) {
    return Event.newBuilder()
        .setId(type + " " + second)
        .setEventType(type)
        .setOccurredAt(EventTime.timestamp(START.plusSeconds(second)))
        .setReceivedAt(EventTime.timestamp(START.plusSeconds(second + 1)))
        .setCallControlId("v3:a")
        .setCallLegId("leg-a")
        .setCallSessionId("session")
        .setConnectionId("connection");
  }

  static Event initiated(int second) {
    return event("call.initiated", second)
        .setCallInitiated(
            CallInitiated.newBuilder().setFrom("+1").setTo("+2").setDirection("incoming"))
        .build();
  }

  static Event answered(int second) {
    return event("call.answered", second).build();
  }

  static Event hangup(int second) {
    return event("call.hangup", second)
        .setCallHangup(CallHangup.newBuilder().setHangupCause("normal_clearing"))
        .build();
  }

  static Event playbackStarted(int second, String url, boolean overlay) {
    return event("call.playback.started", second)
        .setCallPlaybackStarted(
            CallPlaybackStarted.newBuilder().setMediaUrl(url).setOverlay(overlay))
        .build();
  }

  static Event playbackEnded(int second, String url, boolean overlay) {
    return event("call.playback.ended", second)
        .setCallPlaybackEnded(CallPlaybackEnded.newBuilder().setMediaUrl(url).setOverlay(overlay))
        .build();
  }

  static Event speakStarted(int second, String speakId) {
    CallSpeakStarted.Builder payload = CallSpeakStarted.newBuilder();
    if (!speakId.isEmpty()) {
      payload.setSpeakId(speakId);
    }
    return event("call.speak.started", second).setCallSpeakStarted(payload).build();
  }

  static Event speakEnded(int second, String speakId) {
    CallSpeakEnded.Builder payload = CallSpeakEnded.newBuilder().setStatus("completed");
    if (!speakId.isEmpty()) {
      payload.setSpeakId(speakId);
    }
    return event("call.speak.ended", second).setCallSpeakEnded(payload).build();
  }

  static Event recordingSaved(int second, String recordingId) {
    return event("call.recording.saved", second)
        .clearCallControlId()
        .setCallRecordingSaved(
            CallRecordingSaved.newBuilder()
                .setRecordingId(recordingId)
                .setRecordingUrls(RecordingUrls.newBuilder().setWav("https://" + recordingId)))
        .build();
  }
}
