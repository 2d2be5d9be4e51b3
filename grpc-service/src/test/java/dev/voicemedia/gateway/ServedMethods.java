package dev.voicemedia.gateway;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** What a gateway serves, by its own account: reflection. */
final class ServedMethods {
  private ServedMethods() {}

  /** Full names of all methods of all services. */
  static Set<String> of(Channel channel) throws InvalidProtocolBufferException {
    Set<String> methods = new TreeSet<>();
    for (ServiceResponse service :
        ask(channel, ServerReflectionRequest.newBuilder().setListServices("").build())
            .getListServicesResponse()
            .getServiceList()) {
      String name = service.getName();
      ServerReflectionResponse files =
          ask(channel, ServerReflectionRequest.newBuilder().setFileContainingSymbol(name).build());
      for (ByteString file : files.getFileDescriptorResponse().getFileDescriptorProtoList()) {
        FileDescriptorProto parsed = FileDescriptorProto.parseFrom(file);
        parsed.getServiceList().stream()
            .filter(each -> name.equals(parsed.getPackage() + "." + each.getName()))
            .flatMap(each -> each.getMethodList().stream())
            .forEach(method -> methods.add(name + "/" + method.getName()));
      }
    }
    return methods;
  }

  static ServerReflectionResponse ask(Channel channel, ServerReflectionRequest question) {
    CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> questions =
        ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    answer.complete(response);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    answer.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {
                    answer.completeExceptionally(new AssertionError("no answer"));
                  }
                });
    questions.onNext(question);
    try {
      return answer.orTimeout(GatewayRun.DEADLINE_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof StatusRuntimeException failure) {
        throw failure;
      }
      throw e;
    } finally {
      questions.onCompleted();
    }
  }
}
