package dev.voicemedia.gateway.cli.client;

import dev.voicemedia.v1.ListPublicKeysRequest;
import dev.voicemedia.v1.PublicKey;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.PrintWriter;
import java.util.Base64;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Command that lists the keys that webhooks are signed with. */
@Command(
    name = "keys",
    description = {
      "Prints the public keys that webhooks are or were signed with, to verify events with.",
      "Each is one line: its id, the key in base64, and whether it is in use or retired."
    })
public final class KeysCommand implements Callable<Integer> {
  @Mixin ClientOptions client;

  @Spec private CommandSpec spec;

  private KeysCommand() {}

  @Override
  public Integer call() throws RpcException {
    PrintWriter out = spec.commandLine().getOut();
    ManagedChannel channel = client.connect();
    try {
      WebhookEventsServiceGrpc.newBlockingStub(channel)
          .listPublicKeys(ListPublicKeysRequest.getDefaultInstance())
          .getKeysList()
          .forEach(key -> out.println(line(key)));
      out.flush();
      return ExitCode.OK;
    } catch (StatusRuntimeException e) {
      throw new RpcException(e, client.address);
    } finally {
      channel.shutdownNow();
    }
  }

  private static String line(PublicKey key) {
    return key.getId()
        + "  "
        + Base64.getEncoder().encodeToString(key.getKey().toByteArray())
        + "  "
        + (key.getRetired() ? "retired" : "in use");
  }
}
