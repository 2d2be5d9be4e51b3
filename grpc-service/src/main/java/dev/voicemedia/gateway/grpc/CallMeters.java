package dev.voicemedia.gateway.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Counts calls by method and status code. Calls of methods that are not served never get here, so
 * that no caller can add to the number of series.
 */
public final class CallMeters implements ServerInterceptor {
  private final MeterRegistry registry;
  private final Map<Ended, Counter> calls = new ConcurrentHashMap<>();

  public CallMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    String method = call.getMethodDescriptor().getFullMethodName();
    AtomicBoolean ended = new AtomicBoolean();
    ServerCall<Q, R> counted =
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            count(ended, method, status.getCode());
            super.close(status, trailers);
          }
        };
    return new SimpleForwardingServerCallListener<>(next.startCall(counted, headers)) {
      @Override
      public void onCancel() {
        count(ended, method, Status.Code.CANCELLED);
        super.onCancel();
      }
    };
  }

  /** Counts a call once: it may be cancelled after its status was sent. */
  private void count(AtomicBoolean ended, String method, Status.Code code) {
    if (ended.compareAndSet(false, true)) {
      calls.computeIfAbsent(new Ended(method, code), this::counter).increment();
    }
  }

  private Counter counter(Ended ended) {
    return Counter.builder("voicemedia.grpc.calls")
        .description("gRPC calls that ended, by method and status code; streams when they end")
        .tag("method", ended.method())
        .tag("code", ended.code().name())
        .register(registry);
  }

  private record Ended(String method, Status.Code code) {}
}
