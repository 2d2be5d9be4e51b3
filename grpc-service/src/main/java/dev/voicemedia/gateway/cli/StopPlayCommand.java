package dev.voicemedia.gateway.cli;

import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.StopPlaybackRequest;
import dev.voicemedia.v1.StopScope;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Stops audio on a call. */
@Command(
    name = "stop-play",
    customSynopsis = "voicemedia stop-play --call=ID [OPTION]...",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description =
        "Stops what is played or spoken on a call, and prints the gateway's answer as JSON.")
final class StopPlayCommand implements Callable<Integer> {
  @Option(
      names = "--stop",
      paramLabel = "current|all",
      description = "what is playing, or the queue, too (default: all)")
  @Nullable StopScope stop;

  @Option(
      names = "--overlay",
      negatable = true,
      description = "stop what was started with --overlay (default: the other audio)")
  @Nullable Boolean overlay;

  @Mixin ActionOptions action;

  private StopPlayCommand() {}

  @Override
  public Integer call() throws ConfigException, RpcException {
    return action.call(
        MediaActionsServiceGrpc.getStopPlaybackMethod(), StopPlaybackRequest.getDefaultInstance());
  }
}
