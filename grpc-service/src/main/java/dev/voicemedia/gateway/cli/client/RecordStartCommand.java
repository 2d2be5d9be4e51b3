package dev.voicemedia.gateway.cli.client;

import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.RecordingChannels;
import dev.voicemedia.v1.RecordingFormat;
import dev.voicemedia.v1.RecordingTrack;
import dev.voicemedia.v1.RecordingTrim;
import dev.voicemedia.v1.StartRecordingRequest;
import dev.voicemedia.v1.TranscriptionEngine;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Command that starts a recording. */
@Command(
    name = "start",
    customSynopsis = "voicemedia record start --call=ID [OPTION]...",
    description = {
      "Starts recording a call and prints the gateway's answer as JSON.",
      "Anything not given is left to Telnyx."
    })
final class RecordStartCommand implements Callable<Integer> {
  @Option(
      names = "--format",
      paramLabel = "wav|mp3",
      defaultValue = "mp3",
      description = "container of the recording (default: ${DEFAULT-VALUE})")
  RecordingFormat format;

  @Option(
      names = "--channels",
      paramLabel = "single|dual",
      defaultValue = "single",
      description = "both sides mixed, or a channel each (default: ${DEFAULT-VALUE})")
  RecordingChannels channels;

  @Option(
      names = "--custom-file-name",
      paramLabel = "NAME",
      description = "name of the file, 1 to 40 characters")
  @Nullable String customFileName;

  @Option(
      names = "--max-length",
      paramLabel = "SECONDS",
      description = "longest recording, up to 14400, or 0 for no limit (default: 0)")
  @Nullable Integer maxLength;

  @Option(
      names = "--timeout-secs",
      paramLabel = "SECONDS",
      description = "silence that ends the recording, or 0 for none (default: 0)")
  @Nullable Integer timeoutSecs;

  @Option(names = "--play-beep", negatable = true, description = "beep at the start (default: no)")
  @Nullable Boolean playBeep;

  @Option(
      names = "--recording-track",
      paramLabel = "both|inbound|outbound",
      description = "direction to record (default: both)")
  @Nullable RecordingTrack recordingTrack;

  @Option(
      names = "--trim",
      paramLabel = "trim-silence",
      description = "cut silence from both ends (default: no)")
  @Nullable RecordingTrim trim;

  @Option(
      names = "--transcription",
      negatable = true,
      description = "transcribe the recording once it is saved (default: no)")
  @Nullable Boolean transcription;

  @Option(
      names = "--transcription-engine",
      paramLabel = "A|B|deepgram/nova-3",
      description = "Google, Telnyx or Deepgram (default: A)")
  @Nullable TranscriptionEngine transcriptionEngine;

  @Option(
      names = "--transcription-language",
      paramLabel = "TAG",
      description = "language such as en-US; deepgram/nova-3 takes only en and en-…")
  @Nullable String transcriptionLanguage;

  @Option(
      names = "--transcription-min-speaker-count",
      paramLabel = "COUNT",
      description = "fewest speakers to distinguish; engine A only (default: 2)")
  @Nullable Integer transcriptionMinSpeakerCount;

  @Option(
      names = "--transcription-max-speaker-count",
      paramLabel = "COUNT",
      description = "most speakers to distinguish; engine A only (default: 6)")
  @Nullable Integer transcriptionMaxSpeakerCount;

  @Option(
      names = "--transcription-profanity-filter",
      negatable = true,
      description = "mask profanities; engine A only (default: no)")
  @Nullable Boolean transcriptionProfanityFilter;

  @Option(
      names = "--transcription-speaker-diarization",
      negatable = true,
      description = "distinguish speakers; engine A only (default: no)")
  @Nullable Boolean transcriptionSpeakerDiarization;

  @Mixin ActionOptions action;

  private RecordStartCommand() {}

  @Override
  public Integer call() throws RpcException {
    return action.call(
        MediaActionsServiceGrpc.getStartRecordingMethod(),
        StartRecordingRequest.getDefaultInstance());
  }
}
