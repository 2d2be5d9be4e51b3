package dev.voicemedia.benchmarks.feed;

import dev.voicemedia.v1.GetEventRequest;
import dev.voicemedia.v1.GetEventResponse;
import dev.voicemedia.v1.StoredEvent;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.SubscribeResponse;
import dev.voicemedia.v1.WebhookEventsServiceGrpc.WebhookEventsServiceImplBase;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/**
 * What grpc-java does when nothing has to be found out: messages that are ready beforehand, to
 * streams that take them as they come.
 */
final class BareServer extends WebhookEventsServiceImplBase {
  private static final int READY_MESSAGES = 1000;

  private final List<SubscribeResponse> messages =
      LongStream.range(0, READY_MESSAGES)
          .mapToObj(
              number ->
                  SubscribeResponse.newBuilder()
                      .setCursor("AoQhFxPzqmv1ATwP_uEjRWeJAAAAAAAAEjS4JXJ6")
                      .setEvent(SampleEvents.event(number))
                      .build())
          .toList();

  private final GetEventResponse event =
      GetEventResponse.newBuilder()
          .setEvent(StoredEvent.newBuilder().setEvent(SampleEvents.event(0)))
          .build();

  private final Queue<ServerCallStreamObserver<SubscribeResponse>> live =
      new ConcurrentLinkedQueue<>();

  private final ExecutorService sender =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "sender"));
  private final long replayed;

  private BareServer(long replayed) {
    this.replayed = replayed;
  }

  public static void main(String[] args) throws IOException {
    BareServer bare = new BareServer(Long.parseLong(args[0]));
    ExecutorService workers = Executors.newFixedThreadPool(4);
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .executor(workers)
            .addService(bare)
            .build()
            .start();
    Commands.serve(
        command ->
            switch (command.name()) {
              case "port" -> server.getPort();
              case "push" -> bare.push(command.number(0), command.number(1), command.number(2));
              default -> throw new IllegalArgumentException(command.name());
            });
  }

  /** From the earliest: all messages at once. Else those that are pushed. */
  @Override
  public void subscribe(SubscribeRequest request, StreamObserver<SubscribeResponse> responses) {
    var observer = (ServerCallStreamObserver<SubscribeResponse>) responses;
    observer.setOnCancelHandler(() -> live.remove(observer));
    if (request.hasEarliest()) {
      observer.setOnReadyHandler(new Replay(observer));
    } else {
      live.add(observer);
      observer.onNext(messages.get(0));
    }
  }

  @Override
  public void getEvent(GetEventRequest request, StreamObserver<GetEventResponse> observer) {
    observer.onNext(event);
    observer.onCompleted();
  }

  private final class Replay implements Runnable {
    private final ServerCallStreamObserver<SubscribeResponse> observer;
    private long sent;

    Replay(ServerCallStreamObserver<SubscribeResponse> observer) {
      this.observer = observer;
    }

    @Override
    public void run() {
      while (observer.isReady() && sent < replayed) {
        observer.onNext(messages.get((int) (sent++ % READY_MESSAGES)));
        if (sent == replayed) {
          observer.onCompleted();
        }
      }
    }
  }

  /** Sends messages to every stream, in bursts with a pause after each. */
  private long push(long events, long burst, long pauseNanos) {
    long sent = 0;
    while (sent < events) {
      long first = sent;
      long end = Math.min(events, sent + burst);
      sender.execute(() -> push(first, end));
      sent = end;
      LockSupport.parkNanos(pauseNanos);
    }
    return sent;
  }

  private void push(long first, long end) {
    for (long number = first; number < end; number++) {
      SubscribeResponse message = messages.get((int) (number % READY_MESSAGES));
      for (ServerCallStreamObserver<SubscribeResponse> observer : live) {
        while (!observer.isReady() && !observer.isCancelled()) {
          Thread.onSpinWait();
        }
        observer.onNext(message);
      }
    }
  }
}
