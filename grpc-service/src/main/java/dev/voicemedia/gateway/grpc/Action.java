package dev.voicemedia.gateway.grpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.voicemedia.gateway.upstream.Command;
import dev.voicemedia.v1.CommandReceipt;
import java.util.Objects;
import java.util.function.BiFunction;

/**
 * An action: how its request becomes a command, and the answer its response. All responses have a
 * receipt under this name; other fields are named like what Telnyx's answer has, or {@code data}
 * for all of it.
 *
 * @param <Q> its request
 * @param <R> its response
 */
final class Action<Q extends Message, R extends Message> {
  private static final String RESPONSE = "Response";
  private static final String WHOLE_ANSWER = "data";
  private static final Value NOTHING = Value.getDefaultInstance();

  private final R emptyResponse;
  private final FieldDescriptor receipt;
  private final BiFunction<Q, String, Command> toCommand;

  Action(R emptyResponse, BiFunction<Q, String, Command> toCommand) {
    this.emptyResponse = emptyResponse;
    this.toCommand = toCommand;
    receipt =
        Objects.requireNonNull(
            emptyResponse.getDescriptorForType().findFieldByName("receipt"), "receipt");
  }

  /** Name of its RPC, such as StartPlayback. */
  String name() {
    String name = emptyResponse.getDescriptorForType().getName();
    return name.substring(0, name.length() - RESPONSE.length());
  }

  /** The caller's; empty if it gave none, or if the action takes none. */
  String commandIdOf(Q request) {
    FieldDescriptor field = request.getDescriptorForType().findFieldByName("command_id");
    return field == null ? "" : (String) request.getField(field);
  }

  /**
   * @param request must be valid
   */
  Command toCommand(Q request, String commandId) {
    return toCommand.apply(request, commandId);
  }

  R toResponse(Struct answer, CommandReceipt proof) {
    Message.Builder response = emptyResponse.newBuilderForType().setField(receipt, proof);
    for (FieldDescriptor field : response.getDescriptorForType().getFields()) {
      if (field.getName().equals(WHOLE_ANSWER)) {
        response.setField(field, answer);
      } else if (field.getJavaType() == FieldDescriptor.JavaType.STRING) {
        response.setField(
            field, answer.getFieldsOrDefault(field.getName(), NOTHING).getStringValue());
      }
    }
    @SuppressWarnings("unchecked") // a message's builder builds the same type
    R typed = (R) response.build();
    return typed;
  }
}
