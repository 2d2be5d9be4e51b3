package dev.voicemedia.gateway.grpc;

import static io.grpc.stub.ServerCalls.asyncServerStreamingCall;
import static io.grpc.stub.ServerCalls.asyncUnaryCall;

import com.google.protobuf.Message;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.EventLog;
import dev.voicemedia.gateway.feed.FeedMessage;
import dev.voicemedia.v1.GetEventRequest;
import dev.voicemedia.v1.GetEventResponse;
import dev.voicemedia.v1.ListEventsRequest;
import dev.voicemedia.v1.ListEventsResponse;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;

/**
 * The feed of events. It is bound by hand and not by the generated base class, as that would take
 * apart every stored event and encode it again for each subscriber.
 */
final class WebhookEventsService implements BindableService {
  static final MethodDescriptor<SubscribeRequest, FeedMessage> SUBSCRIBE =
      WebhookEventsServiceGrpc.getSubscribeMethod().toBuilder(
              WebhookEventsServiceGrpc.getSubscribeMethod().getRequestMarshaller(),
              new FeedMessageMarshaller())
          .build();

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
  public ServerServiceDefinition bindService() {
    ServiceDescriptor service =
        ServiceDescriptor.newBuilder(WebhookEventsServiceGrpc.SERVICE_NAME)
            .setSchemaDescriptor(
                WebhookEventsServiceGrpc.getServiceDescriptor().getSchemaDescriptor())
            .addMethod(SUBSCRIBE)
            .addMethod(WebhookEventsServiceGrpc.getListEventsMethod())
            .addMethod(WebhookEventsServiceGrpc.getGetEventMethod())
            .build();
    return ServerServiceDefinition.builder(service)
        .addMethod(SUBSCRIBE, asyncServerStreamingCall(this::subscribe))
        .addMethod(WebhookEventsServiceGrpc.getListEventsMethod(), asyncUnaryCall(this::listEvents))
        .addMethod(WebhookEventsServiceGrpc.getGetEventMethod(), asyncUnaryCall(this::getEvent))
        .build();
  }

  private void subscribe(SubscribeRequest request, StreamObserver<FeedMessage> observer) {
    run(
        request,
        observer,
        () -> subscribers.open(request, (ServerCallStreamObserver<FeedMessage>) observer));
  }

  private void listEvents(ListEventsRequest request, StreamObserver<ListEventsResponse> observer) {
    run(
        request,
        observer,
        () -> {
          observer.onNext(lister.list(request));
          observer.onCompleted();
        });
  }

  private void getEvent(GetEventRequest request, StreamObserver<GetEventResponse> observer) {
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
