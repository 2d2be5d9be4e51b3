package dev.voicemedia.gateway.cli.text;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.JsonFormat;
import com.google.protobuf.util.Timestamps;
import dev.voicemedia.gateway.event.PrintableText;
import dev.voicemedia.v1.Recording;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Prints a recording. */
@FunctionalInterface
public interface RecordingPrinter {
  String print(Recording recording) throws InvalidProtocolBufferException;

  /** Prints all of it as a line of JSON, or what people want to know: its links last. */
  static RecordingPrinter of(boolean json) {
    return json
        ? JsonFormat.printer().preservingProtoFieldNames().omittingInsignificantWhitespace()::print
        : RecordingPrinter::lines;
  }

  private static String lines(Recording recording) {
    String started =
        recording.hasRecordingStartedAt() ? time(recording.getRecordingStartedAt()) : "";
    String length =
        recording.hasDuration() ? Durations.toSeconds(recording.getDuration()) + " s" : "";
    return Stream.of(
            recording.getRecordingId() + "  " + started + "  " + length,
            recording.getDownloadUrls().getMp3(),
            recording.getDownloadUrls().getWav())
        .map(PrintableText::oneLine)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining(System.lineSeparator() + "  "));
  }

  private static String time(Timestamp time) {
    return Timestamps.toString(time.toBuilder().clearNanos().build());
  }
}
