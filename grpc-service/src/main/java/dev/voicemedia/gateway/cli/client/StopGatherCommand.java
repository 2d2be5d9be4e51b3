package dev.voicemedia.gateway.cli.client;

import dev.voicemedia.v1.CallControlServiceGrpc;
import dev.voicemedia.v1.StopGatherRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code voicemedia stop-gather}. */
@Command(
    name = "stop-gather",
    customSynopsis = "voicemedia stop-gather --call=ID [OPTION]...",
    description = "Stops collecting digits and prints the gateway's answer as JSON.")
public final class StopGatherCommand implements Callable<Integer> {
  @Mixin ActionOptions action;

  private StopGatherCommand() {}

  @Override
  public Integer call() throws RpcException {
    return action.call(
        CallControlServiceGrpc.getStopGatherMethod(), StopGatherRequest.getDefaultInstance());
  }
}
