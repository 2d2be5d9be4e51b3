package dev.voicemedia.gateway.cli;

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

/** Starts a recording. */
@Command(
    name = "start",
    customSynopsis = "voicemedia record start --call=ID [OPTION]...",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Starts to record a call, and prints the gateway's answer as JSON.",
      "What is not given is left to Telnyx."
    })
final class RecordStartCommand implements Callable<Integer> {
  @Option(
      names = "--format",
      paramLabel = "wav|mp3",
      defaultValue = "mp3",
      description = "container of the recording (default: mp3)")
  RecordingFormat format;

  @Option(
      names = "--channels",
      paramLabel = "single|dual",
      defaultValue = "single",
      description = "all mixed, or one for each side (default: single)")
  RecordingChannels channels;

  @Option(
      names = "--custom-file-name",
      paramLabel = "NAME",
      description = "of the file, 1 to 40 characters")
  @Nullable String customFileName;

  @Option(
      names = "--max-length",
      paramLabel = "SECONDS",
      description = "longest recording, up to 14400; 0: no limit (default: 0)")
  @Nullable Integer maxLength;

  @Option(
      names = "--timeout-secs",
      paramLabel = "SECONDS",
      description = "of silence that end the recording; 0: none do (default: 0)")
  @Nullable Integer timeoutSecs;

  @Option(names = "--play-beep", negatable = true, description = "beep at the start (default: no)")
  @Nullable Boolean playBeep;

  @Option(
      names = "--recording-track",
      paramLabel = "both|inbound|outbound",
      description = "which direction is recorded (default: both)")
  @Nullable RecordingTrack recordingTrack;

  @Option(
      names = "--trim",
      paramLabel = "trim-silence",
      description = "cut silence from both ends (default: nothing)")
  @Nullable RecordingTrim trim;

  @Option(
      names = "--transcription",
      negatable = true,
      description = "transcribe the recording once it is saved (default: no)")
  @Nullable Boolean transcription;

  @Option(
      names = "--transcription-engine",
      paramLabel = "A|B|deepgram/nova-3",
      description = "who transcribes: Google, Telnyx or Deepgram (default: A)")
  @Nullable TranscriptionEngine transcriptionEngine;

  @Option(
      names = "--transcription-language",
      paramLabel = "TAG",
      description = "such as en-US; deepgram/nova-3 takes only en and en-…")
  @Nullable String transcriptionLanguage;

  @Option(
      names = "--transcription-min-speaker-count",
      paramLabel = "COUNT",
      description = "fewest speakers to tell apart; engine A only (default: 2)")
  @Nullable Integer transcriptionMinSpeakerCount;

  @Option(
      names = "--transcription-max-speaker-count",
      paramLabel = "COUNT",
      description = "most speakers to tell apart; engine A only (default: 6)")
  @Nullable Integer transcriptionMaxSpeakerCount;

  @Option(
      names = "--transcription-profanity-filter",
      negatable = true,
      description = "mask profanities; engine A only (default: no)")
  @Nullable Boolean transcriptionProfanityFilter;

  @Option(
      names = "--transcription-speaker-diarization",
      negatable = true,
      description = "tell speakers apart; engine A only (default: no)")
  @Nullable Boolean transcriptionSpeakerDiarization;

  @Mixin ActionOptions action;

  private RecordStartCommand() {}

  @Override
  public Integer call() throws ConfigException, RpcException {
    return action.call(
        MediaActionsServiceGrpc.getStartRecordingMethod(),
        StartRecordingRequest.getDefaultInstance());
  }
}
