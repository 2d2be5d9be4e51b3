package dev.voicemedia.gateway.cli.client;

import dev.voicemedia.v1.AudioType;
import dev.voicemedia.v1.Loop;
import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.StartPlaybackRequest;
import dev.voicemedia.v1.StopScope;
import dev.voicemedia.v1.TargetLegs;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Command that plays audio on a call. */
@Command(
    name = "play",
    customSynopsis = {
      "voicemedia play --call=ID [OPTION]...",
      "  (--audio-url=URL | --media-name=NAME | --playback-content=FILE)"
    },
    description = {
      "Plays audio on a call and prints the gateway's answer as JSON.",
      "Anything not given is left to Telnyx."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:the gateway accepted it; with --wait, it was heard to the end",
      "1:failure",
      "2:wrong input",
      "3:with --wait: it ended in another way, or the call ended",
      "4:with --wait: it is not known how it ended"
    })
public final class PlayCommand implements Callable<Integer> {
  /** Source of the audio. */
  static final class Source {
    @Option(
        names = "--audio-url",
        paramLabel = "URL",
        description = "address of an mp3 or wav file")
    @Nullable String audioUrl;

    @Option(
        names = "--media-name",
        paramLabel = "NAME",
        description = "name of a file in Telnyx media storage")
    @Nullable String mediaName;

    @Option(
        names = "--playback-content",
        paramLabel = "FILE",
        description = "mp3 or wav file on this machine, at most 4 MB")
    @Nullable Path playbackContent;

    private Source() {}
  }

  @ArgGroup(exclusive = true, multiplicity = "1")
  @Nullable Source source;

  @Option(
      names = "--audio-type",
      paramLabel = "mp3|wav",
      description = "container of the audio (default: mp3)")
  @Nullable AudioType audioType;

  @Option(
      names = "--cache-audio",
      negatable = true,
      description = "let Telnyx keep the file for later (default: yes)")
  @Nullable Boolean cacheAudio;

  @Option(
      names = "--loop",
      paramLabel = "TIMES",
      description = "repetitions, 1 to 100 or infinity (default: 1)")
  @Nullable Loop loop;

  @Option(
      names = "--overlay",
      negatable = true,
      description = "mix over audio that is playing; only with --target-legs self")
  @Nullable Boolean overlay;

  @Option(
      names = "--stop",
      paramLabel = "current|all",
      description = "audio to stop first (default: none)")
  @Nullable StopScope stop;

  @Option(
      names = "--target-legs",
      paramLabel = "self|opposite|both",
      description = "who hears it (default: self)")
  @Nullable TargetLegs targetLegs;

  @Mixin WaitOptions wait;

  @Mixin ActionOptions action;

  private PlayCommand() {}

  @Override
  public Integer call() throws RpcException {
    return wait.call(
        action,
        MediaActionsServiceGrpc.getStartPlaybackMethod(),
        MediaActionsServiceGrpc.getPlayAndWaitMethod(),
        StartPlaybackRequest.getDefaultInstance());
  }
}
