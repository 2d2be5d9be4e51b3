package dev.voicemedia.gateway.cli;

import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.PauseRecordingRequest;
import dev.voicemedia.v1.ResumeRecordingRequest;
import dev.voicemedia.v1.StopRecordingRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Records a call. */
@Command(
    name = "record",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = "Records a call.",
    subcommands = RecordStartCommand.class)
final class RecordCommand implements Runnable {
  /** Which recording. */
  static final class Recording {
    @Option(
        names = "--recording-id",
        paramLabel = "UUID",
        description = "which recording (default: Telnyx decides)")
    @Nullable String recordingId;

    private Recording() {}
  }

  @Spec CommandSpec spec;

  private RecordCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "start, stop, pause or resume is missing, see --help");
  }

  @Command(
      customSynopsis = "voicemedia record stop --call=ID [OPTION]...",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      sortOptions = false,
      description = "Stops a recording, and prints the gateway's answer as JSON.")
  int stop(@Mixin Recording recording, @Mixin ActionOptions action)
      throws ConfigException, RpcException {
    return action.call(
        MediaActionsServiceGrpc.getStopRecordingMethod(),
        StopRecordingRequest.getDefaultInstance());
  }

  @Command(
      customSynopsis = "voicemedia record pause --call=ID [OPTION]...",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      sortOptions = false,
      description = "Pauses a recording, and prints the gateway's answer as JSON.")
  int pause(@Mixin Recording recording, @Mixin ActionOptions action)
      throws ConfigException, RpcException {
    return action.call(
        MediaActionsServiceGrpc.getPauseRecordingMethod(),
        PauseRecordingRequest.getDefaultInstance());
  }

  @Command(
      customSynopsis = "voicemedia record resume --call=ID [OPTION]...",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      sortOptions = false,
      description = "Continues a paused recording, and prints the gateway's answer as JSON.")
  int resume(@Mixin Recording recording, @Mixin ActionOptions action)
      throws ConfigException, RpcException {
    return action.call(
        MediaActionsServiceGrpc.getResumeRecordingMethod(),
        ResumeRecordingRequest.getDefaultInstance());
  }
}
