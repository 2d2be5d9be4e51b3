package dev.voicemedia.gateway.cli.client;

import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.PauseRecordingRequest;
import dev.voicemedia.v1.ResumeRecordingRequest;
import dev.voicemedia.v1.StopRecordingRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Commands about a call's recordings. */
@Command(name = "record", description = "Records a call.", subcommands = RecordStartCommand.class)
public final class RecordCommand {
  /** Choice of a recording. */
  static final class Recording {
    @Option(
        names = "--recording-id",
        paramLabel = "UUID",
        description = "recording to act on (default: Telnyx decides)")
    @Nullable String recordingId;

    private Recording() {}
  }

  private RecordCommand() {}

  @Command(
      customSynopsis = "voicemedia record stop --call=ID [OPTION]...",
      description = "Stops a recording and prints the gateway's answer as JSON.")
  int stop(@Mixin Recording recording, @Mixin ActionOptions action) throws RpcException {
    return action.call(
        MediaActionsServiceGrpc.getStopRecordingMethod(),
        StopRecordingRequest.getDefaultInstance());
  }

  @Command(
      customSynopsis = "voicemedia record pause --call=ID [OPTION]...",
      description = "Pauses a recording and prints the gateway's answer as JSON.")
  int pause(@Mixin Recording recording, @Mixin ActionOptions action) throws RpcException {
    return action.call(
        MediaActionsServiceGrpc.getPauseRecordingMethod(),
        PauseRecordingRequest.getDefaultInstance());
  }

  @Command(
      customSynopsis = "voicemedia record resume --call=ID [OPTION]...",
      description = "Resumes a paused recording and prints the gateway's answer as JSON.")
  int resume(@Mixin Recording recording, @Mixin ActionOptions action) throws RpcException {
    return action.call(
        MediaActionsServiceGrpc.getResumeRecordingMethod(),
        ResumeRecordingRequest.getDefaultInstance());
  }
}
