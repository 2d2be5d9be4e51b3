package dev.voicemedia.gateway.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.voicemedia.gateway.calls.CallReducer;
import dev.voicemedia.gateway.feed.FeedMessage;
import dev.voicemedia.v1.CallSnapshot;
import dev.voicemedia.v1.Checkpoint;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.Goodbye;
import dev.voicemedia.v1.WatchCallResponse;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.UncheckedIOException;

/**
 * One open stream of a call, as the feed sees it: it takes what a subscription says of the call's
 * events and sends what that means for the call. Its handlers may be set at any time, since the
 * call is read from the log, on another thread, before it is subscribed to.
 */
final class CallStream extends ServerCallStreamObserver<FeedMessage> {
  /** Leaves room below the 4 MiB that gRPC clients take. */
  static final int MAX_SNAPSHOT_BYTES = 3 << 20;

  private final ServerCallStreamObserver<WatchCallResponse> observer;
  private volatile Runnable onReady = () -> {};
  private volatile Runnable onCancel = () -> {};
  private volatile Runnable onClose = () -> {};

  /** Belongs to whoever sends. */
  private CallReducer calls = new CallReducer();

  /** Must be called before the RPC method returns. */
  CallStream(ServerCallStreamObserver<WatchCallResponse> observer) {
    this.observer = observer;
    observer.setOnReadyHandler(() -> onReady.run());
    observer.setOnCancelHandler(() -> onCancel.run());
    observer.setOnCloseHandler(() -> onClose.run());
  }

  /** Begins with a call as it is; the subscription must continue with what follows. */
  void beginWith(CallReducer snapshot) {
    calls = snapshot;
  }

  @Override
  public void onNext(FeedMessage message) {
    WatchCallResponse.Builder response =
        WatchCallResponse.newBuilder().setCursor(message.cursor().encode());
    if (message instanceof FeedMessage.Opened) {
      response.setSnapshot(CallSnapshot.newBuilder().addAllCalls(calls.calls(MAX_SNAPSHOT_BYTES)));
    } else if (message instanceof FeedMessage.Delivery delivery) {
      sendEvent(delivery, response);
      return;
    } else if (message instanceof FeedMessage.Goodbye goodbye) {
      response.setGoodbye(Goodbye.newBuilder().setReason(FeedMessageMarshaller.reasonOf(goodbye)));
    } else {
      response.setCheckpoint(Checkpoint.getDefaultInstance());
    }
    observer.onNext(response.build());
  }

  @Override
  public void onError(Throwable failure) {
    observer.onError(failure);
  }

  @Override
  public void onCompleted() {
    observer.onCompleted();
  }

  @Override
  public boolean isCancelled() {
    return observer.isCancelled();
  }

  @Override
  public boolean isReady() {
    return observer.isReady();
  }

  /** Whoever sets it asks for the state, too, so that no change before is missed. */
  @Override
  public void setOnReadyHandler(Runnable handler) {
    onReady = handler;
  }

  @Override
  public void setOnCancelHandler(Runnable handler) {
    onCancel = handler;
    if (observer.isCancelled()) {
      handler.run(); // perhaps once more, if it happens just now
    }
  }

  @Override
  public void setOnCloseHandler(Runnable handler) {
    onClose = handler;
  }

  /** The transport's own threshold is enough: a call has few events. */
  @Override
  public void setOnReadyThreshold(int bytes) {}

  @Override
  public void setCompression(String compression) {
    observer.setCompression(compression);
  }

  @Override
  public void setMessageCompression(boolean enable) {
    observer.setMessageCompression(enable);
  }

  @Override
  public void disableAutoInboundFlowControl() {
    observer.disableAutoInboundFlowControl();
  }

  @Override
  public void request(int count) {
    observer.request(count);
  }

  /** In two messages, as together they might exceed what clients take. */
  private void sendEvent(FeedMessage.Delivery delivery, WatchCallResponse.Builder response) {
    Event event = decode(delivery);
    observer.onNext(response.setEvent(event).build());
    calls
        .addAndCompare(delivery.position(), event)
        .ifPresent(call -> observer.onNext(response.setCall(call).build()));
  }

  private static Event decode(FeedMessage.Delivery delivery) {
    try {
      return Event.parseFrom(delivery.encodedEvent());
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException("stored event: not a protobuf message", e);
    }
  }
}
