package dev.voicemedia.gateway;

import dev.voicemedia.v1.StartLatest;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.SubscribeResponse;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** An open stream from latest on, and what it has seen. */
final class LiveStream implements StreamObserver<SubscribeResponse> {
  private final Set<String> types = ConcurrentHashMap.newKeySet();
  private volatile boolean live;
  private volatile String goodbye = "";
  private volatile String end = "";

  LiveStream(Channel channel) {
    WebhookEventsServiceGrpc.newStub(channel)
        .subscribe(
            SubscribeRequest.newBuilder().setLatest(StartLatest.getDefaultInstance()).build(),
            this);
  }

  boolean isLive() {
    return live;
  }

  boolean hasSeen(String type) {
    return types.contains(type);
  }

  boolean isOver() {
    return !end.isEmpty();
  }

  /** The goodbye's reason and the status; empty while it is open. */
  String end() {
    return end;
  }

  @Override
  public void onNext(SubscribeResponse message) {
    if (message.hasCaughtUp()) {
      live = true;
    } else if (message.hasEvent()) {
      types.add(message.getEvent().getEventType());
    } else if (message.hasGoodbye()) {
      goodbye = message.getGoodbye().getReason().name();
    }
  }

  @Override
  public void onError(Throwable failure) {
    end = goodbye + ", " + Status.fromThrowable(failure).getCode();
  }

  @Override
  public void onCompleted() {
    end = goodbye + ", OK";
  }
}
