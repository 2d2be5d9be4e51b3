package dev.voicemedia.gateway.cli.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.ProtocolMessageEnum;
import com.google.protobuf.util.JsonFormat;
import dev.voicemedia.gateway.cli.text.SecondsOrDuration;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * Options that every command to Telnyx has, and the RPC that sends it. An option sets the field of
 * its name, {@code --audio-type} the field {@code audio_type}: a field that is added to the
 * contract needs an option and nothing more.
 */
final class CommandOptions {
  @Option(
      names = "--client-state",
      paramLabel = "TEXT",
      description = "text that every later event of the call carries")
  @Nullable String clientState;

  @Option(
      names = "--command-id",
      paramLabel = "ID",
      description =
          "id that makes the command safe to repeat within 60 s (default: assigned by the gateway)")
  @Nullable String commandId;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      converter = SecondsOrDuration.class,
      description =
          "how long to wait for the answer, in seconds or as 500ms or 2m (default:"
              + " ${DEFAULT-VALUE})")
  Duration timeout = Duration.ofSeconds(15);

  @Mixin ClientOptions client;

  private CommandOptions() {}

  /**
   * Calls the gateway and prints its answer as a line of JSON.
   *
   * @param command that has these options
   * @param request holding the fields that no option sets
   * @return 0
   */
  <Q extends Message, R extends Message> int call(
      CommandSpec command, MethodDescriptor<Q, R> method, Q request) throws RpcException {
    Q complete = method.parseRequest(withOptions(command, request).toByteString().newInput());
    ManagedChannel channel = client.connect();
    try {
      R answer =
          ClientCalls.blockingUnaryCall(
              channel,
              method,
              CallOptions.DEFAULT.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS),
              complete);
      command
          .commandLine()
          .getOut()
          .println(
              JsonFormat.printer()
                  .preservingProtoFieldNames()
                  .omittingInsignificantWhitespace()
                  .print(answer));
      return 0;
    } catch (StatusRuntimeException e) {
      throw new RpcException(e, client.address);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("an answer without Any fields always prints", e);
    } finally {
      channel.shutdownNow();
    }
  }

  private static Message withOptions(CommandSpec command, Message request) {
    Message.Builder builder = request.toBuilder();
    for (OptionSpec option : command.options()) {
      for (String name : option.names()) {
        FieldDescriptor field =
            request
                .getDescriptorForType()
                .findFieldByName(name.replaceFirst("^--", "").replace('-', '_'));
        Object value = option.getValue();
        if (field != null && value != null) {
          builder.setField(field, valueOf(command, field, value, name));
        }
      }
    }
    return builder.build();
  }

  private static Object valueOf(
      CommandSpec command, FieldDescriptor field, Object value, String option) {
    if (value instanceof ProtocolMessageEnum constant) {
      return constant.getValueDescriptor();
    } else if (value instanceof Path file) {
      return contentOf(command, file, option);
    } else if (field.getJavaType() == FieldDescriptor.JavaType.BYTE_STRING) {
      return ByteString.copyFromUtf8((String) value);
    } else {
      return value;
    }
  }

  private static ByteString contentOf(CommandSpec command, Path file, String option) {
    try {
      return FileContent.read(file);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), option + ": " + e.getMessage(), e);
    }
  }
}
