package dev.voicemedia.gateway.grpc;

import dev.voicemedia.gateway.connection.AddressQuota;
import dev.voicemedia.gateway.connection.ConnectionLimits;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Refuses calls while as many are open as may be: in all, and half as many from one address. They
 * count from their headers on, since a request that never arrives takes memory, too.
 */
public final class CallLimiter implements ServerInterceptor {
  /** Room for actions beside as many streams as there may be. */
  private static final int MAX_CALLS = StreamSettings.DEFAULTS.maxStreams() + 4_000;

  private final AddressQuota quota;

  public CallLimiter(ConnectionLimits limits) {
    this(new AddressQuota(MAX_CALLS, MAX_CALLS / 2, limits.exempt()));
  }

  CallLimiter(AddressQuota quota) {
    this.quota = quota;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    InetAddress address = ConnectionLimiter.addressOf(call.getAttributes());
    if (address == null) {
      return next.startCall(call, headers);
    }
    if (!quota.take(address)) {
      return refuse(call);
    }
    AtomicBoolean ended = new AtomicBoolean();
    Runnable giveBack =
        () -> {
          if (ended.compareAndSet(false, true)) {
            quota.giveBack(address);
          }
        };
    try {
      return new Counted<>(next.startCall(call, headers), giveBack);
    } catch (RuntimeException e) {
      giveBack.run();
      throw e;
    }
  }

  private static <Q> ServerCall.Listener<Q> refuse(ServerCall<Q, ?> call) {
    StatusRuntimeException busy =
        ErrorDetails.of(
                Reason.GATEWAY_BUSY,
                "as many calls are open as this gateway serves, in all or from one address")
            .with("outcome", "not_sent")
            .build();
    Metadata trailers = busy.getTrailers();
    call.close(Status.fromThrowable(busy), trailers == null ? new Metadata() : trailers);
    return new ServerCall.Listener<>() {};
  }

  private static final class Counted<Q> extends SimpleForwardingServerCallListener<Q> {
    private final Runnable giveBack;

    Counted(ServerCall.Listener<Q> listener, Runnable giveBack) {
      super(listener);
      this.giveBack = giveBack;
    }

    @Override
    public void onComplete() {
      giveBack.run();
      super.onComplete();
    }

    @Override
    public void onCancel() {
      giveBack.run();
      super.onCancel();
    }
  }
}
