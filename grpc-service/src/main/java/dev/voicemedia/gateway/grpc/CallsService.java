package dev.voicemedia.gateway.grpc;

import dev.voicemedia.gateway.calls.CallSnapshot;
import dev.voicemedia.gateway.feed.SubscriptionRequest;
import dev.voicemedia.gateway.feed.SubscriptionRequest.Start;
import dev.voicemedia.v1.CallsServiceGrpc;
import dev.voicemedia.v1.EventFilter;
import dev.voicemedia.v1.GetCallRequest;
import dev.voicemedia.v1.GetCallResponse;
import dev.voicemedia.v1.WatchCallRequest;
import dev.voicemedia.v1.WatchCallResponse;
import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;

/**
 * Calls at a glance. It is bound by hand, as its callers take turns by their connections, which
 * only a call knows.
 */
public final class CallsService implements BindableService {
  static final String WATCH = CallsServiceGrpc.getWatchCallMethod().getFullMethodName();

  private static final int MAX_RESPONSE_BYTES = CallStream.MAX_SNAPSHOT_BYTES;

  private final CallQueries queries;
  private final Subscribers subscribers;
  private final ErrorMapper errors;

  CallsService(CallQueries queries, Subscribers subscribers, ErrorMapper errors) {
    this.queries = queries;
    this.subscribers = subscribers;
    this.errors = errors;
  }

  @Override
  public ServerServiceDefinition bindService() {
    return ServerServiceDefinition.builder(CallsServiceGrpc.getServiceDescriptor())
        .addMethod(
            CallsServiceGrpc.getGetCallMethod(),
            (call, headers) ->
                ServerCalls.<GetCallRequest, GetCallResponse>asyncUnaryCall(
                        (request, observer) -> getCall(peerOf(call), request, observer))
                    .startCall(call, headers))
        .addMethod(
            CallsServiceGrpc.getWatchCallMethod(),
            (call, headers) ->
                ServerCalls.<WatchCallRequest, WatchCallResponse>asyncServerStreamingCall(
                        (request, observer) -> watchCall(peerOf(call), request, observer))
                    .startCall(call, headers))
        .build();
  }

  /** Who takes turns: a connection. */
  static Object peerOf(ServerCall<?, ?> call) {
    Object address = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    return address == null ? call : address;
  }

  private void getCall(
      Object peer, GetCallRequest request, StreamObserver<GetCallResponse> observer) {
    EventFilter call =
        EventFilter.newBuilder()
            .setCallControlId(request.getCallControlId())
            .setCallLegId(request.getCallLegId())
            .setCallSessionId(request.getCallSessionId())
            .build();
    queries.read(
        peer,
        request,
        call,
        observer,
        snapshot -> {
          observer.onNext(
              GetCallResponse.newBuilder()
                  .addAllCalls(snapshot.calls().calls(MAX_RESPONSE_BYTES))
                  .setCursor(snapshot.cursor().encode())
                  .build());
          observer.onCompleted();
        });
  }

  private void watchCall(
      Object peer, WatchCallRequest request, StreamObserver<WatchCallResponse> observer) {
    CallStream stream = new CallStream((ServerCallStreamObserver<WatchCallResponse>) observer);
    EventFilter call =
        EventFilter.newBuilder()
            .setCallControlId(request.getCallControlId())
            .setCallLegId(request.getCallLegId())
            .setCallSessionId(request.getCallSessionId())
            .build();
    Duration heartbeat =
        Subscribers.heartbeat(request.hasHeartbeatInterval(), request.getHeartbeatInterval());
    queries.read(
        peer,
        request,
        call,
        observer,
        snapshot ->
            subscribers
                .readers()
                .execute(Context.current().wrap(() -> follow(snapshot, heartbeat, stream))));
  }

  /** On a reader, with what has come since the call was read. */
  private void follow(CallSnapshot snapshot, Duration heartbeat, CallStream stream) {
    stream.beginWith(snapshot.calls());
    try {
      subscribers.open(
          new SubscriptionRequest(
              new Start.After(snapshot.cursor()), snapshot.matcher(), heartbeat, false, false),
          WATCH,
          /* maxBatch= */ 0,
          stream);
    } catch (Exception e) {
      stream.onError(errors.map(e));
    }
  }
}
