package dev.voicemedia.gateway.grpc;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;
import java.util.Objects;

/**
 * Has a request that is no message of its type, such as one whose text is not UTF-8, answered with
 * an error of the contract. gRPC itself would end the call as UNKNOWN and log a stack trace.
 */
final class ReadableRequests {
  private final ErrorMapper errors;

  ReadableRequests(ErrorMapper errors) {
    this.errors = errors;
  }

  /** The same service behind the check. */
  ServerServiceDefinition of(ServerServiceDefinition service) {
    ServiceDescriptor described = service.getServiceDescriptor();
    var methods = service.getMethods().stream().map(this::checked).toList();
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(described.getName())
            .setSchemaDescriptor(described.getSchemaDescriptor());
    methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
    ServerServiceDefinition.Builder checked = ServerServiceDefinition.builder(descriptor.build());
    methods.forEach(checked::addMethod);
    return checked.build();
  }

  private <Q, R> ServerMethodDefinition<Object, R> checked(ServerMethodDefinition<Q, R> method) {
    MethodDescriptor<Q, R> descriptor = method.getMethodDescriptor();
    return ServerMethodDefinition.create(
        descriptor.toBuilder(
                new RequestReader<>(descriptor.getRequestMarshaller()),
                descriptor.getResponseMarshaller())
            .build(),
        handler(method.getServerCallHandler()));
  }

  private <Q, R> ServerCallHandler<Object, R> handler(ServerCallHandler<Q, R> service) {
    return (call, headers) -> {
      // A call takes no requests itself: they come through its listener.
      @SuppressWarnings("unchecked")
      ServerCall<Q, R> ofService = (ServerCall<Q, R>) call;
      return new Listener<>(call, service.startCall(ofService, headers));
    };
  }

  private void refuse(ServerCall<?, ?> call, Unreadable request) {
    StatusRuntimeException error = errors.unreadable(call.getMethodDescriptor(), request.failure());
    call.close(
        error.getStatus(), Objects.requireNonNullElseGet(error.getTrailers(), Metadata::new));
  }

  /** What came in place of a request. */
  private record Unreadable(RuntimeException failure) {}

  private record RequestReader<Q>(Marshaller<Q> marshaller) implements Marshaller<Object> {
    @Override
    public InputStream stream(Object value) {
      throw new UnsupportedOperationException("a server receives requests and sends none");
    }

    @Override
    public Object parse(InputStream stream) {
      try {
        return marshaller.parse(stream);
      } catch (StatusRuntimeException e) {
        return new Unreadable(e);
      }
    }
  }

  private final class Listener<Q> extends ServerCall.Listener<Object> {
    private final ServerCall<?, ?> call;
    private final ServerCall.Listener<Q> service;
    private boolean refused;

    Listener(ServerCall<?, ?> call, ServerCall.Listener<Q> service) {
      this.call = call;
      this.service = service;
    }

    @Override
    public void onMessage(Object request) {
      if (request instanceof Unreadable unreadable) {
        refused = true;
        refuse(call, unreadable);
      } else if (!refused) {
        @SuppressWarnings("unchecked") // the marshaller of this method has read it
        Q message = (Q) request;
        service.onMessage(message);
      }
    }

    @Override
    public void onHalfClose() {
      if (!refused) {
        service.onHalfClose();
      }
    }

    @Override
    public void onCancel() {
      service.onCancel();
    }

    @Override
    public void onComplete() {
      service.onComplete();
    }

    @Override
    public void onReady() {
      if (!refused) {
        service.onReady();
      }
    }
  }
}
