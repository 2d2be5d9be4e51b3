package dev.voicemedia.gateway.grpc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.Optional;

/**
 * A method that this process can call, as its descriptor has it.
 *
 * @param name full name, such as {@code voicemedia.v1.MediaActionsService/Speak}
 * @param unary whether one request has one response
 * @param maxRequestBytes what a larger request is refused for
 */
public record LocalMethod(
    String name, boolean unary, Descriptor request, Descriptor response, int maxRequestBytes) {
  /** What gRPC itself takes. */
  private static final int MAX_REQUEST_BYTES = 4 << 20;

  /** Whether it takes less than gRPC itself. */
  boolean isBounded() {
    return maxRequestBytes < MAX_REQUEST_BYTES;
  }

  /** Empty for a method that is not described by a proto file. */
  static Optional<LocalMethod> of(ServerMethodDefinition<?, ?> served) {
    var method = served.getMethodDescriptor();
    if (!(method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier schema)) {
      return Optional.empty();
    }
    MethodDescriptor described = schema.getMethodDescriptor();
    return Optional.of(
        new LocalMethod(
            method.getFullMethodName(),
            !described.isClientStreaming() && !described.isServerStreaming(),
            described.getInputType(),
            described.getOutputType(),
            method.getRequestMarshaller() instanceof BoundedMarshaller
                ? BoundedMarshaller.MAX_BYTES
                : MAX_REQUEST_BYTES));
  }
}
