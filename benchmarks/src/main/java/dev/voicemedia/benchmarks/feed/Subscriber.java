package dev.voicemedia.benchmarks.feed;

import dev.voicemedia.v1.EventFilter;
import dev.voicemedia.v1.StartEarliest;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Takes messages as fast as they come, and counts them without looking into them. */
public final class Subscriber extends ClientCall.Listener<byte[]> implements AutoCloseable {
  private static final MethodDescriptor<SubscribeRequest, byte[]> SUBSCRIBE =
      WebhookEventsServiceGrpc.getSubscribeMethod().toBuilder(
              WebhookEventsServiceGrpc.getSubscribeMethod().getRequestMarshaller(), new Bytes())
          .build();

  private final ClientCall<SubscribeRequest, byte[]> call;
  private final AtomicLong received = new AtomicLong();
  private final CountDownLatch ended = new CountDownLatch(1);

  private volatile long arrivedAt;

  private Subscriber(ManagedChannel channel, SubscribeRequest request) {
    call = channel.newCall(SUBSCRIBE, CallOptions.DEFAULT.withWaitForReady());
    call.start(this, new Metadata());
    call.request(Integer.MAX_VALUE);
    call.sendMessage(request);
    call.halfClose();
  }

  public static ManagedChannel connect(long port) {
    return NettyChannelBuilder.forAddress("127.0.0.1", (int) port)
        .usePlaintext()
        .directExecutor()
        .build();
  }

  /**
   * Everything that is stored.
   *
   * @param maxBatch events that may come in one message; 0 for one
   */
  public static Subscriber replaying(ManagedChannel channel, int maxBatch) {
    return new Subscriber(
        channel,
        SubscribeRequest.newBuilder()
            .setEarliest(StartEarliest.getDefaultInstance())
            .setStopAtHead(true)
            .setMaxBatch(maxBatch)
            .build());
  }

  /** What comes from now on; with seldom heartbeats, which others than the event would cost. */
  public static Subscriber live(ManagedChannel channel, EventFilter filter) {
    SubscribeRequest.Builder request = SubscribeRequest.newBuilder().setFilter(filter);
    request.getHeartbeatIntervalBuilder().setSeconds(300);
    Subscriber subscriber = new Subscriber(channel, request.build());
    subscriber.await(1);
    return subscriber;
  }

  public long received() {
    return received.get();
  }

  public void await(long messages) {
    while (received.get() < messages && ended.getCount() > 0) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Returns when the message after so many arrived, by {@link System#nanoTime}. */
  long awaitNext(long before) {
    while (received.get() == before) {
      LockSupport.parkNanos(20_000);
    }
    return arrivedAt;
  }

  public void awaitEnd() throws InterruptedException {
    ended.await();
  }

  @Override
  public void onMessage(byte[] message) {
    arrivedAt = System.nanoTime();
    received.incrementAndGet();
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    if (!status.isOk() && status.getCode() != Status.Code.CANCELLED) {
      System.err.println("A stream ended with " + status);
    }
    ended.countDown();
  }

  @Override
  public void close() {
    call.cancel("measured", null);
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      throw new UnsupportedOperationException("only received");
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
