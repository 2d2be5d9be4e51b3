package dev.voicemedia.gateway.grpc;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.rpc.ErrorDetailsProto;
import dev.voicemedia.v1.ErrorsProto;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.util.List;

/**
 * gRPC reflection, in the versions v1 and v1alpha: many tools and libraries know only the older
 * one. It also serves the types of the errors' details, which no service's own file imports;
 * without them a tool can only show the bytes of a detail.
 */
final class Reflection {
  private static final FileDescriptor V1_AND_ERRORS =
      file(
          "voicemedia/reflection/errors.proto",
          List.of(
              io.grpc.reflection.v1.ServerReflectionProto.getDescriptor(),
              ErrorDetailsProto.getDescriptor(),
              ErrorsProto.getDescriptor()));

  private Reflection() {}

  static List<ServerServiceDefinition> services() {
    return List.of(
        described(ProtoReflectionServiceV1.newInstance().bindService(), V1_AND_ERRORS), v1alpha());
  }

  /** The same service, with another file for reflection to find its types in. */
  static ServerServiceDefinition described(ServerServiceDefinition service, FileDescriptor file) {
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(service.getServiceDescriptor().getName())
            .setSchemaDescriptor((ProtoFileDescriptorSupplier) () -> file);
    service.getMethods().forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
    ServerServiceDefinition.Builder definition =
        ServerServiceDefinition.builder(descriptor.build());
    for (ServerMethodDefinition<?, ?> method : service.getMethods()) {
      definition.addMethod(method);
    }
    return definition.build();
  }

  @SuppressWarnings("deprecation") // only until clients know v1
  private static ServerServiceDefinition v1alpha() {
    return ProtoReflectionService.newInstance().bindService();
  }

  private static FileDescriptor file(String name, List<FileDescriptor> imports) {
    FileDescriptorProto.Builder file =
        FileDescriptorProto.newBuilder().setName(name).setSyntax("proto3");
    imports.forEach(each -> file.addDependency(each.getName()));
    try {
      return FileDescriptor.buildFrom(file.build(), imports.toArray(FileDescriptor[]::new));
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(name, e);
    }
  }
}
