package dev.voicemedia.gateway.cli.client;

import dev.voicemedia.v1.CallControlServiceGrpc;
import dev.voicemedia.v1.RejectCause;
import dev.voicemedia.v1.RejectRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Command that rejects an incoming call. */
@Command(
    name = "reject",
    customSynopsis = "voicemedia reject --call=ID [OPTION]...",
    description = "Rejects an incoming call and prints the gateway's answer as JSON.")
public final class RejectCommand implements Callable<Integer> {
  @Option(
      names = "--cause",
      paramLabel = "call_rejected|user_busy",
      defaultValue = "call_rejected",
      description = "what the caller hears (default: ${DEFAULT-VALUE})")
  RejectCause cause;

  @Mixin ActionOptions action;

  private RejectCommand() {}

  @Override
  public Integer call() throws RpcException {
    return action.call(
        CallControlServiceGrpc.getRejectMethod(), RejectRequest.getDefaultInstance());
  }
}
