package dev.voicemedia.gateway.cli.client;

import dev.voicemedia.v1.RecordCall;
import dev.voicemedia.v1.RecordingChannels;
import dev.voicemedia.v1.RecordingFormat;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the recording that starts when a call is answered. */
final class AutoRecordOptions {
  @Option(
      names = "--record",
      paramLabel = "record-from-answer",
      description = "record from the moment the call is answered (default: no recording)")
  @Nullable RecordCall record;

  @Option(
      names = "--record-format",
      paramLabel = "wav|mp3",
      description = "container of the recording (default: mp3)")
  @Nullable RecordingFormat recordFormat;

  @Option(
      names = "--record-channels",
      paramLabel = "single|dual",
      description = "channels of the recording (default: dual)")
  @Nullable RecordingChannels recordChannels;

  private AutoRecordOptions() {}
}
