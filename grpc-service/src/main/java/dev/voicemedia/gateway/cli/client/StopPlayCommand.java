package dev.voicemedia.gateway.cli.client;

import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.StopPlaybackRequest;
import dev.voicemedia.v1.StopScope;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Command that stops audio on a call. */
@Command(
    name = "stop-play",
    customSynopsis = "voicemedia stop-play --call=ID [OPTION]...",
    description = "Stops audio and speech on a call and prints the gateway's answer as JSON.")
public final class StopPlayCommand implements Callable<Integer> {
  @Option(
      names = "--stop",
      paramLabel = "current|all",
      description = "what is playing, or that and the queue (default: all)")
  @Nullable StopScope stop;

  @Option(
      names = "--overlay",
      negatable = true,
      description = "stop audio that was started with --overlay (default: the other audio)")
  @Nullable Boolean overlay;

  @Mixin ActionOptions action;

  private StopPlayCommand() {}

  @Override
  public Integer call() throws RpcException {
    return action.call(
        MediaActionsServiceGrpc.getStopPlaybackMethod(), StopPlaybackRequest.getDefaultInstance());
  }
}
