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
 * an error of the contract, and so none or two where one is due. gRPC itself would end the call
 * without details, for the former as UNKNOWN and with a stack trace in the log.
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

  private void refuse(ServerCall<?, ?> call, String why) {
    StatusRuntimeException error = errors.unreadable(call.getMethodDescriptor(), why);
    call.close(
        error.getStatus(), Objects.requireNonNullElseGet(error.getTrailers(), Metadata::new));
  }

  /** What came in place of a request. */
  private record Unreadable(StatusRuntimeException failure) {
    String why() {
      Throwable cause = failure.getCause();
      String status = String.valueOf(failure.getStatus().getDescription());
      return "the request cannot be read: " + (cause == null ? status : cause.getMessage());
    }
  }

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
    private final boolean one;
    private boolean received;
    private boolean refused;

    Listener(ServerCall<?, ?> call, ServerCall.Listener<Q> service) {
      this.call = call;
      this.service = service;
      this.one = call.getMethodDescriptor().getType().clientSendsOneMessage();
    }

    @Override
    public void onMessage(Object request) {
      if (refused) {
        return;
      }
      if (request instanceof Unreadable unreadable) {
        refuse(unreadable.why());
      } else if (one && received) {
        refuse("request: more than one, expected one");
      } else {
        received = true;
        @SuppressWarnings("unchecked") // the marshaller of this method has read it
        Q message = (Q) request;
        service.onMessage(message);
      }
    }

    @Override
    public void onHalfClose() {
      if (refused) {
        return;
      }
      if (one && !received) {
        refuse("request: none, expected one");
      } else {
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

    private void refuse(String why) {
      refused = true;
      ReadableRequests.this.refuse(call, why);
    }
  }
}
