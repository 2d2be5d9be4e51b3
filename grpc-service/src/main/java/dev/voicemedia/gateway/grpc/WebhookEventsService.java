package dev.voicemedia.gateway.grpc;

import com.google.protobuf.Message;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.EventLog;
import dev.voicemedia.v1.GetEventRequest;
import dev.voicemedia.v1.GetEventResponse;
import dev.voicemedia.v1.ListEventsRequest;
import dev.voicemedia.v1.ListEventsResponse;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.SubscribeResponse;
import dev.voicemedia.v1.WebhookEventsServiceGrpc.WebhookEventsServiceImplBase;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;

/** The feed of events. */
final class WebhookEventsService extends WebhookEventsServiceImplBase {
  private final RequestValidator validator;
  private final Subscribers subscribers;
  private final EventLog log;
  private final EventLister lister;
  private final ErrorMapper errors;

  WebhookEventsService(
      RequestValidator validator, Subscribers subscribers, EventLog log, ErrorMapper errors) {
    this.validator = validator;
    this.subscribers = subscribers;
    this.log = log;
    this.lister = new EventLister(log);
    this.errors = errors;
  }

  @Override
  public void subscribe(SubscribeRequest request, StreamObserver<SubscribeResponse> observer) {
    run(
        request,
        observer,
        () -> subscribers.open(request, (ServerCallStreamObserver<SubscribeResponse>) observer));
  }

  @Override
  public void listEvents(ListEventsRequest request, StreamObserver<ListEventsResponse> observer) {
    run(
        request,
        observer,
        () -> {
          observer.onNext(lister.list(request));
          observer.onCompleted();
        });
  }

  @Override
  public void getEvent(GetEventRequest request, StreamObserver<GetEventResponse> observer) {
    run(
        request,
        observer,
        () -> {
          Optional<LogEntry> entry = log.find(request.getId());
          if (entry.isEmpty()) {
            observer.onError(errors.eventNotFound(request.getId()));
          } else {
            observer.onNext(
                GetEventResponse.newBuilder().setEvent(lister.stored(entry.get())).build());
            observer.onCompleted();
          }
        });
  }

  private interface Body {
    void run() throws Exception;
  }

  private void run(Message request, StreamObserver<?> observer, Body body) {
    try {
      validator.check(request);
      body.run();
    } catch (Exception e) {
      observer.onError(errors.map(e));
    }
  }
}
