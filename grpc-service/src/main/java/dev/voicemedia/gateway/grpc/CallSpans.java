package dev.voicemedia.gateway.grpc;

import dev.voicemedia.gateway.trace.Span;
import dev.voicemedia.gateway.trace.Tracing;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.EnumSet;
import java.util.Set;

/**
 * One span a call, as a part of its caller's trace. Only calls of the contract have one: health and
 * reflection would fill a trace store with probes.
 */
public final class CallSpans implements ServerInterceptor {
  private static final String TRACED = "voicemedia.";

  /** Those for which the server is to blame, by OpenTelemetry's conventions. */
  private static final Set<Status.Code> FAILURES =
      EnumSet.of(
          Status.Code.UNKNOWN,
          Status.Code.DEADLINE_EXCEEDED,
          Status.Code.UNIMPLEMENTED,
          Status.Code.INTERNAL,
          Status.Code.UNAVAILABLE,
          Status.Code.DATA_LOSS);

  private final Tracing tracing;

  public CallSpans(Tracing tracing) {
    this.tracing = tracing;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    String method = call.getMethodDescriptor().getFullMethodName();
    if (!method.startsWith(TRACED)) {
      return next.startCall(call, headers);
    }
    Span begun =
        tracing.carryOn(
            method, name -> headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER)));
    if (begun == Span.NONE) {
      return next.startCall(call, headers); // without a context of its own, as none is the default
    }
    Span span =
        begun
            .with("rpc.system", "grpc")
            .with("rpc.service", String.valueOf(call.getMethodDescriptor().getServiceName()))
            .with("rpc.method", String.valueOf(call.getMethodDescriptor().getBareMethodName()));
    ServerCall<Q, R> traced =
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            end(span, status.getCode());
            super.close(status, trailers);
          }
        };
    ServerCall.Listener<Q> listener =
        Contexts.interceptCall(
            Context.current().withValue(Span.OF_CALL, span), traced, headers, next);
    return new SimpleForwardingServerCallListener<>(listener) {
      @Override
      public void onCancel() {
        end(span, Status.Code.CANCELLED);
        super.onCancel();
      }
    };
  }

  private static void end(Span span, Status.Code code) {
    span.with("rpc.grpc.status_code", code.value());
    if (FAILURES.contains(code)) {
      span.failed(code.name());
    }
    span.end();
  }
}
