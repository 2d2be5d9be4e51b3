package dev.voicemedia.gateway.grpc;

import dev.voicemedia.gateway.time.Timer;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Ends calls whose request does not arrive in time after their headers. The request and its end are
 * waited for; of a method that takes several requests, the first one.
 */
public final class RequestTimeLimit implements ServerInterceptor {
  static final Duration LIMIT = Duration.ofSeconds(10);

  private final Timer timer;

  public RequestTimeLimit(Timer timer) {
    this.timer = timer;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    AtomicReference<Request> request = new AtomicReference<>(Request.WAITED_FOR);
    ServerCall.Listener<Q> listener = next.startCall(call, headers);
    Runnable cancel = timer.after(LIMIT, () -> expire(call, request));
    boolean one = call.getMethodDescriptor().getType().clientSendsOneMessage();
    return new Waiting<>(listener, request, cancel, one);
  }

  /** On the timer's thread: nobody else uses the call as long as no request has arrived. */
  private static void expire(ServerCall<?, ?> call, AtomicReference<Request> request) {
    if (request.compareAndSet(Request.WAITED_FOR, Request.EXPIRED)) {
      StatusRuntimeException error =
          ErrorDetails.of(
                  Reason.DEADLINE_EXCEEDED,
                  "request: incomplete " + LIMIT.toSeconds() + " s after its headers")
              .with("outcome", "not_sent")
              .build();
      Metadata trailers = error.getTrailers();
      call.close(Status.fromThrowable(error), trailers == null ? new Metadata() : trailers);
    }
  }

  private enum Request {
    WAITED_FOR,
    ARRIVED,
    EXPIRED
  }

  private static final class Waiting<Q> extends SimpleForwardingServerCallListener<Q> {
    private final AtomicReference<Request> request;
    private final Runnable cancel;
    private final boolean one;

    Waiting(
        ServerCall.Listener<Q> listener,
        AtomicReference<Request> request,
        Runnable cancel,
        boolean one) {
      super(listener);
      this.request = request;
      this.cancel = cancel;
      this.one = one;
    }

    @Override
    public void onMessage(Q message) {
      if (one || arrived()) {
        super.onMessage(message);
      }
    }

    @Override
    public void onHalfClose() {
      if (arrived()) {
        super.onHalfClose();
      }
    }

    @Override
    public void onCancel() {
      arrived();
      super.onCancel();
    }

    @Override
    public void onComplete() {
      arrived();
      super.onComplete();
    }

    private boolean arrived() {
      if (request.compareAndSet(Request.WAITED_FOR, Request.ARRIVED)) {
        cancel.run();
      }
      return request.get() == Request.ARRIVED;
    }
  }
}
