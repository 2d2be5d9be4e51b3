package dev.voicemedia.gateway.cli.client;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.voicemedia.gateway.cli.text.CallText;
import dev.voicemedia.gateway.cli.text.Terminal;
import dev.voicemedia.v1.Call;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command that shows a call as it is. */
@Command(
    name = "show",
    description = {
      "Shows a call, or each leg of a session: on a terminal for people, elsewhere as a line of"
          + " JSON a leg."
    })
final class CallShowCommand implements Callable<Integer> {
  @ArgGroup(multiplicity = "1")
  CallChoice choice;

  @Option(names = "--json", description = "print JSON, on a terminal too")
  boolean json;

  @Mixin ClientOptions client;

  @Spec private CommandSpec spec;

  private CallShowCommand() {}

  @Override
  public Integer call() throws RpcException, InvalidProtocolBufferException {
    PrintWriter out = spec.commandLine().getOut();
    ManagedChannel channel = client.connect();
    try {
      for (Call call : choice.find(channel).response().getCallsList()) {
        out.println(
            json || !Terminal.isStdout()
                ? JsonFormat.printer()
                    .preservingProtoFieldNames()
                    .omittingInsignificantWhitespace()
                    .print(call)
                : CallText.block(call));
      }
      return 0;
    } catch (StatusRuntimeException e) {
      throw new RpcException(e, client.address);
    } finally {
      channel.shutdownNow();
    }
  }
}
