package dev.voicemedia.gateway.grpc;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Resets new streams, on the thread that reads their headers, while too many exist. It is the last
 * resort against a flood that arrives faster than {@link CallLimiter} refuses: those who are reset
 * are not told why.
 */
final class StreamCount extends ServerStreamTracer.Factory {
  private final int max;
  private final AtomicInteger streams = new AtomicInteger();

  StreamCount(int max) {
    this.max = max;
  }

  /** How many are open. */
  int open() {
    return streams.get();
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
    if (streams.incrementAndGet() > max) {
      streams.decrementAndGet();
      throw Status.RESOURCE_EXHAUSTED.withDescription("too many streams").asRuntimeException();
    }
    AtomicBoolean open = new AtomicBoolean(true);
    return new ServerStreamTracer() {
      @Override
      public void streamClosed(Status status) {
        if (open.compareAndSet(true, false)) {
          streams.decrementAndGet();
        }
      }
    };
  }
}
