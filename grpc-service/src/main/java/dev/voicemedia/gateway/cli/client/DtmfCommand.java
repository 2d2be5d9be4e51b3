package dev.voicemedia.gateway.cli.client;

import dev.voicemedia.v1.CallControlServiceGrpc;
import dev.voicemedia.v1.SendDtmfRequest;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Command that sends tones. */
@Command(
    name = "dtmf",
    customSynopsis = "voicemedia dtmf --call=ID [OPTION]... DIGITS",
    description = {
      "Sends tones to the other end of a call and prints the gateway's answer as JSON."
    })
public final class DtmfCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "DIGITS",
      description = "0-9, A-D, * and #; w waits half a second, W a second")
  String digits;

  @Option(
      names = "--duration-millis",
      paramLabel = "MILLIS",
      description = "length of each tone, 100 to 500 (default: 250)")
  @Nullable Integer durationMillis;

  @Mixin ActionOptions action;

  private DtmfCommand() {}

  @Override
  public Integer call() throws RpcException {
    return action.call(
        CallControlServiceGrpc.getSendDtmfMethod(),
        SendDtmfRequest.newBuilder().setDigits(digits).build());
  }
}
