package dev.voicemedia.gateway.grpc;

import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.StoredEvent;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.SubscribeResponse;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A client that takes as many messages as it is told to, and leaves the rest in the network. */
final class SlowReader implements ClientResponseObserver<SubscribeRequest, SubscribeResponse> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<SubscribeResponse> messages = new CopyOnWriteArrayList<>();
  private @Nullable ClientCallStreamObserver<SubscribeRequest> call;
  private volatile @Nullable Status end;
  private volatile @Nullable Throwable failure;

  static SlowReader open(ManagedChannel channel, SubscribeRequest request) {
    SlowReader reader = new SlowReader();
    WebhookEventsServiceGrpc.newStub(channel).subscribe(request, reader);
    return reader;
  }

  static void await(BooleanSupplier condition) {
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .atMost(PATIENCE)
        .until(condition::getAsBoolean);
  }

  /** Waits for so many more messages. */
  SlowReader take(int count) {
    int before = messages.size();
    Objects.requireNonNull(call).request(count);
    await(() -> messages.size() >= before + count || end != null);
    return this;
  }

  /** From now on, as a reader that keeps up. */
  SlowReader takeAll() {
    Objects.requireNonNull(call).request(1_000_000);
    return this;
  }

  List<SubscribeResponse> messages() {
    return messages;
  }

  List<SubscribeResponse.MessageCase> kinds() {
    return messages.stream().map(SubscribeResponse::getMessageCase).toList();
  }

  List<String> eventIds() {
    return messages.stream()
        .flatMap(
            message ->
                message.hasEvent()
                    ? Stream.of(message.getEvent())
                    : message.getEventBatch().getEventsList().stream().map(StoredEvent::getEvent))
        .map(Event::getId)
        .toList();
  }

  SubscribeResponse last() {
    return messages.get(messages.size() - 1);
  }

  boolean hasEnded() {
    return end != null;
  }

  Status end() {
    await(this::hasEnded);
    return Objects.requireNonNull(end);
  }

  RpcError error() {
    end();
    return RpcError.of((StatusRuntimeException) Objects.requireNonNull(failure));
  }

  void cancel() {
    Objects.requireNonNull(call).cancel("test", null);
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<SubscribeRequest> started) {
    call = started;
    started.disableAutoRequestWithInitial(0);
  }

  @Override
  public void onNext(SubscribeResponse message) {
    messages.add(message);
  }

  @Override
  public void onError(Throwable error) {
    failure = error;
    end = Status.fromThrowable(error);
  }

  @Override
  public void onCompleted() {
    end = Status.OK;
  }
}
