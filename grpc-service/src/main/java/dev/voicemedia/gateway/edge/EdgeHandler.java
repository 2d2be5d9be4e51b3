package dev.voicemedia.gateway.edge;

import dev.voicemedia.gateway.grpc.LocalCalls;
import dev.voicemedia.gateway.grpc.LocalErrors;
import dev.voicemedia.gateway.grpc.LocalMethod;
import dev.voicemedia.gateway.http.BodyException;
import dev.voicemedia.gateway.http.BodyReader;
import dev.voicemedia.gateway.time.Failures;
import dev.voicemedia.gateway.time.Timer;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import io.grpc.CallOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Serves the edge's requests: unary calls of every method, events, and the console. */
final class EdgeHandler extends Handler.Abstract {
  private static final String SUBSCRIBE =
      WebhookEventsServiceGrpc.getSubscribeMethod().getFullMethodName();

  /**
   * Read before a refusal is sent, so that a client which is still writing gets it, and its
   * connection stays. Of whom nothing is to be read are those who are not to be here.
   */
  private static final int SMALL_BODY_BYTES = 64 << 10;

  private static final int LEAST_RETRY_MILLIS = 500;
  private static final int MOST_RETRY_MILLIS = 3_000;

  private final LocalCalls calls;
  private final EdgeGuard guard;
  private final ConsoleHandler console;
  private final BodyReader bodies;
  private final Timer timer;
  private final RandomGenerator random;
  private final EdgeMeters meters;
  private final SharedEvents events = new SharedEvents();

  EdgeHandler(
      LocalCalls calls,
      EdgeGuard guard,
      ConsoleHandler console,
      BodyReader bodies,
      Timer timer,
      RandomGenerator random,
      EdgeMeters meters) {
    super(InvocationType.NON_BLOCKING);
    this.calls = calls;
    this.guard = guard;
    this.console = console;
    this.bodies = bodies;
    this.timer = timer;
    this.random = random;
    this.meters = meters;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Exchange exchange = new Exchange(request, response, callback);
    CrossOrigin.varies(response);
    try {
      guard.check(request);
    } catch (RefusedException e) {
      refuse(e, exchange);
      return true;
    }
    try {
      CrossOrigin.allow(guard.allowedOrigin(request), response);
      if (CrossOrigin.isPreflight(request)) {
        exchange.answerEmpty(HttpStatus.NO_CONTENT_204);
      } else if (Request.getPathInContext(request).equals(EventQuery.PATH)) {
        stream(exchange);
      } else if (!console.serve(exchange)) {
        call(UnaryRequest.of(request, calls), exchange);
      }
    } catch (RefusedException e) {
      var unused =
          bodies
              .read(request, SMALL_BODY_BYTES, CompletableFuture::completedFuture)
              .whenComplete((body, failure) -> refuse(e, exchange));
    }
    return true;
  }

  private void refuse(RefusedException e, Exchange exchange) {
    meters.refused(e.refusal());
    Optional<String> stream = EndOfStream.mediaTypeFor(exchange.request());
    if (e.refusal() == EdgeRefusal.STREAM && stream.isPresent()) {
      exchange.answer(stream.get(), EndOfStream.of(e.error()));
    } else {
      exchange.refuse(e);
    }
  }

  private void stream(Exchange exchange) throws RefusedException {
    if (!HttpMethod.GET.is(exchange.request().getMethod())) {
      throw UnaryRequest.wrongMethod(HttpMethod.GET);
    }
    SubscribeRequest wanted;
    try {
      wanted = EventQuery.of(exchange.request());
    } catch (UndecodableException e) {
      throw new RefusedException(EdgeRefusal.INVALID, invalid(SUBSCRIBE, e));
    }
    LocalMethod subscribe = calls.method(SUBSCRIBE).orElseThrow();
    new EventStreamCall(
            exchange,
            calls.call(subscribe, CallOptions.DEFAULT),
            Duration.ofMillis(random.nextInt(LEAST_RETRY_MILLIS, MOST_RETRY_MILLIS + 1)),
            events,
            meters)
        .start(wanted.toByteArray());
  }

  private void call(UnaryRequest request, Exchange exchange) {
    CallOptions options =
        CallOptions.DEFAULT.withDeadlineAfter(request.timeout().toMillis(), TimeUnit.MILLISECONDS);
    UnaryCall call = new UnaryCall(request, exchange, calls.call(request.method(), options), timer);
    CompletableFuture<Void> read = new CompletableFuture<>();
    exchange.reading(read);
    call.start();
    if (exchange.request().getLength() > SMALL_BODY_BYTES) {
      call.answerEarly();
    }
    var unused =
        bodies
            .read(
                exchange.request(),
                request.method().maxRequestBytes(),
                body -> {
                  call.send(body);
                  return CompletableFuture.completedFuture(body.length);
                })
            .whenComplete(
                (length, failure) -> {
                  if (failure != null && !call.isOver()) {
                    refuseBody(Failures.unwrap(failure), request.method(), call, exchange);
                  }
                  read.complete(null);
                  call.answerEarly(); // which is no longer early
                });
  }

  private void refuseBody(
      Throwable failure, LocalMethod method, UnaryCall call, Exchange exchange) {
    meters.refused(EdgeRefusal.BODY);
    exchange.response().getHeaders().put(HttpHeader.CONNECTION, "close");
    BodyException.Reason reason =
        failure instanceof BodyException e ? e.reason() : BodyException.Reason.BROKEN;
    call.refuse(
        switch (reason) {
          case TOO_LARGE ->
              EdgeError.of(LocalErrors.requestTooLarge(method))
                  .withStatus(HttpStatus.PAYLOAD_TOO_LARGE_413);
          case TOO_SLOW ->
              EdgeError.of(LocalErrors.requestIncomplete(method.name(), bodies.timeout()))
                  .withStatus(HttpStatus.REQUEST_TIMEOUT_408);
          case NO_ROOM -> EdgeError.of(LocalErrors.noRoom(method.name()));
          case BROKEN -> EdgeError.of(ConnectCode.CANCELED, "the request has broken off");
        });
  }

  private static EdgeError invalid(String method, UndecodableException e) {
    return EdgeError.of(
        LocalErrors.invalidRequest(method, String.valueOf(e.getMessage()), e.violations()));
  }
}
