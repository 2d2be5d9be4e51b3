package dev.voicemedia.gateway.grpc;

import static io.grpc.stub.ServerCalls.asyncServerStreamingCall;
import static io.grpc.stub.ServerCalls.asyncUnaryCall;

import com.google.protobuf.Message;
import dev.voicemedia.gateway.access.AccessControl;
import dev.voicemedia.gateway.access.Connections;
import dev.voicemedia.gateway.calls.CallReader;
import dev.voicemedia.gateway.eventlog.EventLog;
import dev.voicemedia.gateway.feed.EventFeed;
import dev.voicemedia.gateway.feed.FeedMessage;
import dev.voicemedia.gateway.time.DaemonThreads;
import dev.voicemedia.gateway.time.Timer;
import dev.voicemedia.gateway.upstream.CommandSender;
import dev.voicemedia.v1.GetEventRequest;
import dev.voicemedia.v1.GetEventResponse;
import dev.voicemedia.v1.ListEventsRequest;
import dev.voicemedia.v1.ListEventsResponse;
import dev.voicemedia.v1.ListPublicKeysRequest;
import dev.voicemedia.v1.ListPublicKeysResponse;
import dev.voicemedia.v1.StoredEvent;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The feed of events. It is bound by hand and not by the generated base class, which would decode
 * every stored event and encode it again for each subscriber.
 */
public final class WebhookEventsService implements BindableService, AutoCloseable {
  private static final BoundedMarshaller<SubscribeRequest> SUBSCRIBE_REQUESTS =
      new BoundedMarshaller<>(
          WebhookEventsServiceGrpc.getSubscribeMethod().getRequestMarshaller(),
          SubscribeRequest.newBuilder().build());
  private static final BoundedMarshaller<ListEventsRequest> LIST_REQUESTS =
      new BoundedMarshaller<>(
          WebhookEventsServiceGrpc.getListEventsMethod().getRequestMarshaller(),
          ListEventsRequest.newBuilder().build());
  private static final BoundedMarshaller<GetEventRequest> GET_REQUESTS =
      new BoundedMarshaller<>(
          WebhookEventsServiceGrpc.getGetEventMethod().getRequestMarshaller(),
          GetEventRequest.newBuilder().build());

  private static final MethodDescriptor<SubscribeRequest, FeedMessage> SUBSCRIBE =
      WebhookEventsServiceGrpc.getSubscribeMethod().toBuilder(
              SUBSCRIBE_REQUESTS, new FeedMessageMarshaller())
          .build();
  private static final MethodDescriptor<ListEventsRequest, ListEventsResponse> LIST_EVENTS =
      WebhookEventsServiceGrpc.getListEventsMethod().toBuilder(
              LIST_REQUESTS, WebhookEventsServiceGrpc.getListEventsMethod().getResponseMarshaller())
          .build();
  private static final MethodDescriptor<GetEventRequest, GetEventResponse> GET_EVENT =
      WebhookEventsServiceGrpc.getGetEventMethod().toBuilder(
              GET_REQUESTS, WebhookEventsServiceGrpc.getGetEventMethod().getResponseMarshaller())
          .build();

  private static final BoundedMarshaller<ListPublicKeysRequest> KEYS_REQUESTS =
      new BoundedMarshaller<>(
          WebhookEventsServiceGrpc.getListPublicKeysMethod().getRequestMarshaller(),
          ListPublicKeysRequest.newBuilder().build());
  private static final MethodDescriptor<ListPublicKeysRequest, ListPublicKeysResponse> LIST_KEYS =
      WebhookEventsServiceGrpc.getListPublicKeysMethod().toBuilder(
              KEYS_REQUESTS,
              WebhookEventsServiceGrpc.getListPublicKeysMethod().getResponseMarshaller())
          .build();

  private static final int READERS = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());

  /** Lists leave half of the processors to everything else. */
  private static final int LISTS_AT_ONCE =
      Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  private static final int LISTS_WAITING = 1_000;

  private final RequestValidator validator;
  private final Subscribers subscribers;
  private final EventLister lister;
  private final PublicKeyList keys;
  private final ErrorMapper errors;
  private final CallsService calls;
  private final CallOwners owners;
  private final ExecutorService listThreads =
      Executors.newFixedThreadPool(LISTS_AT_ONCE, DaemonThreads.named("event-list"));
  private final FairTurns lists = new FairTurns(listThreads, LISTS_WAITING);

  WebhookEventsService(
      RequestValidator validator,
      Subscribers subscribers,
      EventLog log,
      PublicKeyList keys,
      ErrorMapper errors) {
    this.validator = validator;
    this.subscribers = subscribers;
    this.lister = new EventLister(log);
    this.keys = keys;
    this.errors = errors;
    this.owners = new CallOwners(log);
    this.calls =
        new CallsService(
            new CallQueries(validator, new CallReader(log), lists, errors), subscribers, errors);
  }

  /**
   * A service with threads of its own for streams that read from the disk.
   *
   * @param timer for heartbeats and the age of streams
   * @param access ends streams whose callers may no longer have them
   */
  public static WebhookEventsService of(
      EventFeed feed,
      EventLog log,
      StreamSettings settings,
      Timer timer,
      StreamMeters meters,
      AccessControl access,
      PublicKeyList keys) {
    ErrorMapper errors = new ErrorMapper();
    ExecutorService readers =
        Executors.newFixedThreadPool(READERS, DaemonThreads.named("feed-reader"));
    Subscribers subscribers =
        new Subscribers(feed, log, settings, readers, timer, new Random(), access, errors, meters);
    return new WebhookEventsService(
        RequestValidator.withoutPermissions(), subscribers, log, keys, errors);
  }

  @Override
  public ServerServiceDefinition bindService() {
    ServiceDescriptor service =
        ServiceDescriptor.newBuilder(WebhookEventsServiceGrpc.SERVICE_NAME)
            .setSchemaDescriptor(
                WebhookEventsServiceGrpc.getServiceDescriptor().getSchemaDescriptor())
            .addMethod(SUBSCRIBE)
            .addMethod(LIST_EVENTS)
            .addMethod(GET_EVENT)
            .addMethod(LIST_KEYS)
            .build();
    return ServerServiceDefinition.builder(service)
        .addMethod(SUBSCRIBE, asyncServerStreamingCall(this::subscribe))
        .addMethod(LIST_EVENTS, this::startList)
        .addMethod(GET_EVENT, asyncUnaryCall(this::getEvent))
        .addMethod(LIST_KEYS, asyncUnaryCall(this::listPublicKeys))
        .build();
  }

  private ServerCall.Listener<ListEventsRequest> startList(
      ServerCall<ListEventsRequest, ListEventsResponse> call, Metadata headers) {
    Object caller = CallsService.peerOf(call);
    return ServerCalls.<ListEventsRequest, ListEventsResponse>asyncUnaryCall(
            (request, observer) -> listEvents(caller, request, observer))
        .startCall(call, headers);
  }

  /** The service that shows calls: it shares these streams' bounds and these lists' turns. */
  public BindableService calls() {
    return calls;
  }

  /** What streams need that wait for the end of a command. */
  WaitStreams waits() {
    return subscribers.waits(errors);
  }

  /**
   * A service of recordings. What its callers may see is read from the log in turns with lists.
   *
   * @param sender reads at Telnyx
   */
  public BindableService recordings(CommandSender sender) {
    return new RecordingsService(
        new RecordingQueries(
            RequestValidator.withoutPermissions(),
            sender,
            new RecordingBounds(owners),
            lists,
            errors));
  }

  /** Says goodbye to every stream. */
  void drain() {
    subscribers.drain();
  }

  /** Executor of a call; null for the server's own. Streams that read delay no other call. */
  @Nullable Executor executorOf(ServerCall<?, ?> call, Metadata unused) {
    String method = call.getMethodDescriptor().getFullMethodName();
    return method.equals(SUBSCRIBE.getFullMethodName()) || method.equals(CallsService.WATCH)
        ? subscribers.readers()
        : null;
  }

  /** Ends the threads that read; the server must have ended the streams. */
  @Override
  public void close() {
    subscribers.close();
    listThreads.shutdown();
  }

  private void subscribe(SubscribeRequest request, StreamObserver<FeedMessage> observer) {
    run(
        SUBSCRIBE_REQUESTS,
        request,
        observer,
        () -> subscribers.open(request, (ServerCallStreamObserver<FeedMessage>) observer));
  }

  private void listEvents(
      Object caller, ListEventsRequest request, StreamObserver<ListEventsResponse> observer) {
    Connections visible = Callers.current().caller().connections(); // another thread has no context
    run(
        LIST_REQUESTS,
        request,
        observer,
        () ->
            lists.run(
                caller,
                () ->
                    list(request, visible, (ServerCallStreamObserver<ListEventsResponse>) observer),
                busy -> observer.onError(errors.map(busy))));
  }

  private void list(
      ListEventsRequest request,
      Connections visible,
      ServerCallStreamObserver<ListEventsResponse> observer) {
    if (observer.isCancelled()) {
      return;
    }
    try {
      observer.onNext(lister.list(request, visible));
      observer.onCompleted();
    } catch (Exception e) {
      observer.onError(errors.map(e));
    }
  }

  private void getEvent(GetEventRequest request, StreamObserver<GetEventResponse> observer) {
    run(
        GET_REQUESTS,
        request,
        observer,
        () -> {
          Optional<StoredEvent> event = lister.find(request.getId());
          if (event.isEmpty()) {
            observer.onError(errors.eventNotFound(request.getId()));
          } else {
            observer.onNext(GetEventResponse.newBuilder().setEvent(event.get()).build());
            observer.onCompleted();
          }
        });
  }

  private void listPublicKeys(
      ListPublicKeysRequest request, StreamObserver<ListPublicKeysResponse> observer) {
    run(
        KEYS_REQUESTS,
        request,
        observer,
        () -> {
          observer.onNext(keys.response());
          observer.onCompleted();
        });
  }

  private <T extends Message> void run(
      BoundedMarshaller<T> marshaller, T request, StreamObserver<?> observer, Body body) {
    try {
      marshaller.check(request);
      validator.check(request);
      body.run();
    } catch (Exception e) {
      observer.onError(errors.map(e));
    }
  }

  private interface Body {
    void run() throws Exception;
  }
}
