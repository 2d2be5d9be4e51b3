package dev.voicemedia.gateway.grpc;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.Descriptors;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.DynamicMessage;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthProto;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import java.util.List;
import java.util.function.Function;

/**
 * The method {@code List} of gRPC's health service, which lists every service with its status.
 * grpc-java's health service does not have it yet, nor its messages, so they are described here.
 */
final class HealthList {
  private static final String LIST = "List";
  private static final FileDescriptor FILE = describe();
  private static final Descriptor REQUEST = FILE.findMessageTypeByName("HealthListRequest");
  private static final Descriptor RESPONSE = FILE.findMessageTypeByName("HealthListResponse");
  private static final FieldDescriptor STATUSES = RESPONSE.findFieldByName("statuses");
  private static final FieldDescriptor KEY = STATUSES.getMessageType().findFieldByName("key");
  private static final FieldDescriptor VALUE = STATUSES.getMessageType().findFieldByName("value");
  private static final FieldDescriptor STATUS = VALUE.getMessageType().findFieldByName("status");

  private HealthList() {}

  /** The health service with {@code List}, which reports the status for each of the services. */
  static ServerServiceDefinition addedTo(
      ServerServiceDefinition health,
      List<String> services,
      Function<String, ServingStatus> statusOf) {
    String name = health.getServiceDescriptor().getName();
    MethodDescriptor<DynamicMessage, DynamicMessage> list =
        MethodDescriptor.<DynamicMessage, DynamicMessage>newBuilder()
            .setType(MethodType.UNARY)
            .setFullMethodName(MethodDescriptor.generateFullMethodName(name, LIST))
            .setRequestMarshaller(ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(REQUEST)))
            .setResponseMarshaller(
                ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(RESPONSE)))
            .setSchemaDescriptor(new Described())
            .build();
    ServerServiceDefinition.Builder definition = ServerServiceDefinition.builder(name);
    for (ServerMethodDefinition<?, ?> method : health.getMethods()) {
      definition.addMethod(method);
    }
    definition.addMethod(
        list,
        ServerCalls.asyncUnaryCall(
            (request, observer) -> {
              observer.onNext(response(services, statusOf));
              observer.onCompleted();
            }));
    return Reflection.described(definition.build(), FILE);
  }

  private static DynamicMessage response(
      List<String> services, Function<String, ServingStatus> statusOf) {
    DynamicMessage.Builder response = DynamicMessage.newBuilder(RESPONSE);
    for (String service : services) {
      response.addRepeatedField(
          STATUSES,
          DynamicMessage.newBuilder(STATUSES.getMessageType())
              .setField(KEY, service)
              .setField(VALUE, checked(statusOf.apply(service)))
              .build());
    }
    return response.build();
  }

  private static DynamicMessage checked(ServingStatus status) {
    return DynamicMessage.newBuilder(VALUE.getMessageType())
        .setField(STATUS, STATUS.getEnumType().findValueByNumber(status.getNumber()))
        .build();
  }

  /** grpc-java's file of the health service, with what the service's current definition adds. */
  private static FileDescriptor describe() {
    FileDescriptorProto.Builder file = HealthProto.getDescriptor().toProto().toBuilder();
    String scope = "." + file.getPackage() + ".";
    String entry = "StatusesEntry";
    file.addMessageType(DescriptorProto.newBuilder().setName("HealthListRequest"))
        .addMessageType(
            DescriptorProto.newBuilder()
                .setName("HealthListResponse")
                .addField(
                    field("statuses", 1, FieldDescriptorProto.Label.LABEL_REPEATED)
                        .setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
                        .setTypeName(scope + "HealthListResponse." + entry))
                .addNestedType(
                    DescriptorProto.newBuilder()
                        .setName(entry)
                        .setOptions(MessageOptions.newBuilder().setMapEntry(true))
                        .addField(
                            field("key", 1, FieldDescriptorProto.Label.LABEL_OPTIONAL)
                                .setType(FieldDescriptorProto.Type.TYPE_STRING))
                        .addField(
                            field("value", 2, FieldDescriptorProto.Label.LABEL_OPTIONAL)
                                .setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
                                .setTypeName(scope + "HealthCheckResponse"))));
    file.getServiceBuilder(0)
        .addMethodBuilder()
        .setName(LIST)
        .setInputType(scope + "HealthListRequest")
        .setOutputType(scope + "HealthListResponse");
    try {
      return FileDescriptor.buildFrom(file.build(), new FileDescriptor[0]);
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException("grpc-java's health service has changed", e);
    }
  }

  private static FieldDescriptorProto.Builder field(
      String name, int number, FieldDescriptorProto.Label label) {
    return FieldDescriptorProto.newBuilder().setName(name).setNumber(number).setLabel(label);
  }

  /** Where the method is described. */
  private static final class Described implements ProtoMethodDescriptorSupplier {
    @Override
    public Descriptors.MethodDescriptor getMethodDescriptor() {
      return getServiceDescriptor().findMethodByName(LIST);
    }

    @Override
    public ServiceDescriptor getServiceDescriptor() {
      return FILE.getServices().get(0);
    }

    @Override
    public FileDescriptor getFileDescriptor() {
      return FILE;
    }
  }
}
