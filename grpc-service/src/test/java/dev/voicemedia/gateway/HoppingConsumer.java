package dev.voicemedia.gateway;

import com.google.protobuf.ByteString;
import dev.voicemedia.v1.StartEarliest;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.SubscribeResponse;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Reads the feed from its beginning, from one gateway after the other, each after its cursor. */
final class HoppingConsumer implements AutoCloseable {
  private static final Duration AT_ONE_GATEWAY = Duration.ofMillis(1_500);
  private static final Duration WHOLE_LOG = Duration.ofSeconds(60);

  private final List<ManagedChannel> gateways;
  private final Thread thread = new Thread(this::run, "consumer");
  private final List<Received> received = new ArrayList<>();
  private volatile boolean running = true;
  private volatile String failure = "";

  HoppingConsumer(int... grpcPorts) {
    this.gateways = IntStream.of(grpcPorts).mapToObj(HoppingConsumer::channel).toList();
  }

  void start() {
    thread.start();
  }

  /** What it has received, in order. */
  List<Received> received() {
    synchronized (received) {
      return List.copyOf(received);
    }
  }

  /** Why it has stopped; empty while nothing is wrong with its cursor. */
  String failure() {
    return failure;
  }

  /** Everything that a gateway serves, from the earliest to the head. */
  static List<Received> everything(int grpcPort) {
    ManagedChannel channel = channel(grpcPort);
    try {
      List<Received> all = new ArrayList<>();
      Iterator<SubscribeResponse> stream =
          WebhookEventsServiceGrpc.newBlockingStub(channel)
              .withWaitForReady()
              .withDeadlineAfter(WHOLE_LOG.toSeconds(), TimeUnit.SECONDS)
              .subscribe(
                  SubscribeRequest.newBuilder()
                      .setEarliest(StartEarliest.getDefaultInstance())
                      .setStopAtHead(true)
                      .build());
      while (stream.hasNext()) {
        SubscribeResponse message = stream.next();
        if (message.hasEvent()) {
          all.add(Received.of(message));
        }
      }
      return all;
    } finally {
      channel.shutdownNow();
    }
  }

  @Override
  public void close() {
    running = false;
    gateways.forEach(ManagedChannel::shutdownNow); // its stream ends, and its thread with it
  }

  private void run() {
    SubscribeRequest.Builder request =
        SubscribeRequest.newBuilder().setEarliest(StartEarliest.getDefaultInstance());
    for (int turn = 0; running; turn++) {
      try {
        Iterator<SubscribeResponse> stream =
            WebhookEventsServiceGrpc.newBlockingStub(gateways.get(turn % gateways.size()))
                .withDeadlineAfter(AT_ONE_GATEWAY.toMillis(), TimeUnit.MILLISECONDS)
                .subscribe(request.build());
        while (stream.hasNext()) {
          SubscribeResponse message = stream.next();
          request.setAfter(message.getCursor());
          if (message.hasEvent()) {
            synchronized (received) {
              received.add(Received.of(message));
            }
          }
        }
      } catch (StatusRuntimeException e) {
        Code code = e.getStatus().getCode();
        if (code == Code.INVALID_ARGUMENT || code == Code.OUT_OF_RANGE || code == Code.DATA_LOSS) {
          failure = e.getStatus() + " after " + request.getAfter();
          return;
        }
      }
    }
  }

  private static ManagedChannel channel(int port) {
    return Grpc.newChannelBuilder("127.0.0.1:" + port, InsecureChannelCredentials.create()).build();
  }

  /** An event as it was delivered. */
  record Received(String id, String cursor, ByteString event) {
    static Received of(SubscribeResponse message) {
      return new Received(
          message.getEvent().getId(), message.getCursor(), message.getEvent().toByteString());
    }
  }
}
