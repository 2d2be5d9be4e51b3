package dev.voicemedia.gateway.cli.text;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.voicemedia.gateway.event.PrintableText;
import dev.voicemedia.v1.Call;
import dev.voicemedia.v1.CallGather;
import dev.voicemedia.v1.CallPlayback;
import dev.voicemedia.v1.CallRecording;
import dev.voicemedia.v1.RecordingUrls;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A call for people. */
public final class CallText {
  private static final String STATE_PREFIX = "CALL_STATE_";
  private static final int LABEL_COLUMNS = 12;

  private CallText() {}

  /** All that there is to say, a line for each thing. */
  public static String block(Call call) {
    List<String> lines = new ArrayList<>();
    add(lines, "call", call.getCallControlId());
    add(lines, "leg", call.getCallLegId());
    add(lines, "session", call.getCallSessionId());
    add(lines, "connection", call.getConnectionId());
    add(lines, "state", state(call));
    add(lines, call.hasDirection() ? call.getDirection() : "from, to", parties(call));
    addTime(lines, "started", call.hasStartedAt(), call.getStartedAt());
    addTime(lines, "answered", call.hasAnsweredAt(), call.getAnsweredAt());
    addTime(lines, "ended", call.hasEndedAt(), call.getEndedAt());
    for (CallPlayback playback : call.getPlaybacksList()) {
      add(lines, "plays", media(playback) + " since " + time(playback.getStartedAt()));
    }
    if (call.hasSpeech()) {
      add(lines, "speaks", "since " + time(call.getSpeech().getStartedAt()));
    }
    if (call.hasLastGather()) {
      add(lines, "gathered", gathered(call.getLastGather()));
    }
    call.getRecordingsList().forEach(recording -> addRecording(lines, recording));
    call.getRecordingFailuresList()
        .forEach(
            failure ->
                add(
                    lines,
                    "not recorded",
                    failure.getReason() + " " + time(failure.getFailedAt())));
    add(lines, "client state", call.getClientStateText());
    if (call.getIncomplete()) {
      add(lines, "incomplete", "events are missing, so there may be more to say");
    }
    return String.join(System.lineSeparator(), lines);
  }

  /** What changes as a call goes on, in one line. */
  public static String line(Call call) {
    List<String> parts = new ArrayList<>();
    parts.add(state(call));
    call.getPlaybacksList().forEach(playback -> parts.add("plays " + media(playback)));
    if (call.hasSpeech()) {
      parts.add("speaks");
    }
    if (call.hasLastGather()) {
      parts.add("gathered " + gathered(call.getLastGather()));
    }
    if (call.getRecordingsCount() > 0) {
      parts.add(call.getRecordingsCount() + " recorded");
    }
    return PrintableText.oneLine(String.join(", ", parts));
  }

  private static String state(Call call) {
    String state = call.getState().name().replace(STATE_PREFIX, "").toLowerCase(Locale.ROOT);
    return call.hasHangupCause() ? state + ": " + call.getHangupCause() : state;
  }

  private static String parties(Call call) {
    return call.hasFrom() || call.hasTo() ? call.getFrom() + " -> " + call.getTo() : "";
  }

  private static String media(CallPlayback playback) {
    return playback.hasMediaUrl() ? playback.getMediaUrl() : playback.getMediaName();
  }

  private static String gathered(CallGather gather) {
    return (gather.getDigits() + " (" + gather.getStatus() + ")").strip();
  }

  private static void addRecording(List<String> lines, CallRecording recording) {
    add(
        lines,
        "recorded",
        (recording.getRecordingId()
                + " "
                + time(recording.getStartedAt())
                + " to "
                + time(recording.getEndedAt()))
            .strip());
    RecordingUrls urls = recording.getRecordingUrls();
    add(lines, "", urls.getMp3());
    add(lines, "", urls.getWav());
  }

  private static void addTime(List<String> lines, String label, boolean known, Timestamp time) {
    if (known) {
      add(lines, label, time(time));
    }
  }

  private static void add(List<String> lines, String label, String value) {
    if (!value.isBlank()) {
      String shown = PrintableText.oneLine(label);
      String padding = " ".repeat(Math.max(0, LABEL_COLUMNS - shown.length()));
      lines.add(shown + padding + "  " + PrintableText.oneLine(value));
    }
  }

  private static String time(Timestamp time) {
    return Timestamps.toString(time.toBuilder().clearNanos().build());
  }
}
