package dev.voicemedia.gateway.grpc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.voicemedia.gateway.upstream.Command;
import dev.voicemedia.v1.CommandReceipt;
import java.util.Objects;
import java.util.function.BiFunction;

/**
 * A media action: how its request becomes a command. All requests have a command_id, and all
 * responses a result and a receipt, under these names.
 *
 * @param <Q> its request
 * @param <R> its response
 */
final class Action<Q extends Message, R extends Message> {
  private static final String RESPONSE = "Response";

  private final R emptyResponse;
  private final FieldDescriptor result;
  private final FieldDescriptor receipt;
  private final BiFunction<Q, String, Command> toCommand;

  Action(R emptyResponse, BiFunction<Q, String, Command> toCommand) {
    this.emptyResponse = emptyResponse;
    this.toCommand = toCommand;
    result = field(emptyResponse.getDescriptorForType(), "result");
    receipt = field(emptyResponse.getDescriptorForType(), "receipt");
  }

  /** Name of its RPC, such as StartPlayback. */
  String name() {
    String name = emptyResponse.getDescriptorForType().getName();
    return name.substring(0, name.length() - RESPONSE.length());
  }

  /** The caller's; empty if it gave none. */
  String commandIdOf(Q request) {
    return (String) request.getField(field(request.getDescriptorForType(), "command_id"));
  }

  /**
   * @param request must be valid
   */
  Command toCommand(Q request, String commandId) {
    return toCommand.apply(request, commandId);
  }

  R toResponse(String word, CommandReceipt proof) {
    Message response =
        emptyResponse.newBuilderForType().setField(result, word).setField(receipt, proof).build();
    @SuppressWarnings("unchecked") // a message's builder builds the same type
    R typed = (R) response;
    return typed;
  }

  private static FieldDescriptor field(Descriptor message, String name) {
    return Objects.requireNonNull(
        message.findFieldByName(name), () -> message.getFullName() + "." + name);
  }
}
