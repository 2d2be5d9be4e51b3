package dev.voicemedia.gateway.cli.client;

import dev.voicemedia.v1.CallControlServiceGrpc;
import dev.voicemedia.v1.DialRequest;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command that starts an outgoing call. */
@Command(
    name = "dial",
    customSynopsis = "voicemedia dial --connection-id=ID --from=NUMBER [OPTION]... TO...",
    description = {
      "Dials a number or a SIP address and prints the gateway's answer as JSON, with the new"
          + " call's ids.",
      "Anything not given is left to Telnyx."
    })
public final class DialCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "TO",
      arity = "1..*",
      description = "number such as +12025550100, or SIP address; of several, the first to answer")
  List<String> to;

  @Option(
      names = "--connection-id",
      paramLabel = "ID",
      required = true,
      description = "Call Control application of the call")
  String connectionId;

  @Option(
      names = "--from",
      paramLabel = "NUMBER",
      required = true,
      description = "number that is shown")
  String from;

  @Option(
      names = "--timeout-secs",
      paramLabel = "SECONDS",
      description = "how long it may ring, 5 to 600 (default: 30)")
  @Nullable Integer timeoutSecs;

  @Option(
      names = "--time-limit-secs",
      paramLabel = "SECONDS",
      description = "longest call, 30 to 14400 (default: 14400)")
  @Nullable Integer timeLimitSecs;

  @Option(
      names = "--answering-machine-detection",
      paramLabel = "KIND",
      description = "such as detect or premium (default: disabled)")
  @Nullable String answeringMachineDetection;

  @Option(
      names = "--link-to",
      paramLabel = "CALL",
      description = "call whose session the new one joins (default: a session of its own)")
  @Nullable String linkTo;

  @Mixin AutoRecordOptions recording;

  @Mixin CommandOptions options;

  @Spec CommandSpec command;

  private DialCommand() {}

  @Override
  public Integer call() throws RpcException {
    return options.call(
        command,
        CallControlServiceGrpc.getDialMethod(),
        DialRequest.newBuilder().addAllTo(to).build());
  }
}
