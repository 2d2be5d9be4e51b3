package dev.voicemedia.gateway.cli.client;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that every command on a call has. */
final class ActionOptions {
  @Option(
      names = {"--call", "--call-control-id"},
      paramLabel = "ID",
      required = true,
      description = "call_control_id of the call")
  String call;

  @Mixin CommandOptions options;

  @Spec(Spec.Target.MIXEE)
  CommandSpec command;

  private ActionOptions() {}

  /** The command that has these options. */
  CommandSpec command() {
    return command;
  }

  /**
   * Calls the gateway and prints its answer as a line of JSON.
   *
   * @param request holding the fields that no option sets
   * @return 0
   */
  <Q extends Message, R extends Message> int call(MethodDescriptor<Q, R> method, Q request)
      throws RpcException {
    return options.call(command, method, request);
  }

  /** The request with what the options set. */
  <Q extends Message> Q complete(MethodDescriptor<Q, ?> method, Q request) {
    return options.complete(command, method, request);
  }
}
