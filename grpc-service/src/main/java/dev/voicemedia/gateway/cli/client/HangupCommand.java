package dev.voicemedia.gateway.cli.client;

import dev.voicemedia.v1.CallControlServiceGrpc;
import dev.voicemedia.v1.HangupRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Command that ends a call. */
@Command(
    name = "hangup",
    customSynopsis = "voicemedia hangup --call=ID [OPTION]...",
    description = "Ends a call and prints the gateway's answer as JSON.")
public final class HangupCommand implements Callable<Integer> {
  @Mixin ActionOptions action;

  private HangupCommand() {}

  @Override
  public Integer call() throws RpcException {
    return action.call(
        CallControlServiceGrpc.getHangupMethod(), HangupRequest.getDefaultInstance());
  }
}
