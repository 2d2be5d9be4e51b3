package dev.voicemedia.gateway.edge;

import dev.voicemedia.gateway.grpc.LocalErrors;
import dev.voicemedia.gateway.grpc.LocalMethod;
import dev.voicemedia.gateway.http.Clients;
import dev.voicemedia.gateway.time.Timer;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * One unary call: it is begun before its request's body is there, so that who may not call is
 * refused without being read.
 */
final class UnaryCall extends ClientCall.Listener<byte[]> {
  /** What the method itself answers with has gone out by then. */
  private static final Duration LAST_MOMENT = Duration.ofMillis(50);

  /** A short time stays with the method for the most part. */
  private static final int SHARE = 4;

  private final UnaryRequest request;
  private final Exchange exchange;
  private final ClientCall<byte[], byte[]> call;
  private final Timer timer;
  private final CompletableFuture<Void> mayAnswer = new CompletableFuture<>();
  private final AtomicBoolean answered = new AtomicBoolean();
  private volatile boolean requested;
  private volatile byte @Nullable [] response;
  private volatile Runnable cancelTimer = () -> {};

  UnaryCall(UnaryRequest request, Exchange exchange, ClientCall<byte[], byte[]> call, Timer timer) {
    this.request = request;
    this.exchange = exchange;
    this.call = call;
    this.timer = timer;
  }

  /** Begins the call, whose message is to follow. */
  void start() {
    // Two, so that a second one would be found out; and what ends the call comes after the first.
    call.start(this, exchange.headers());
    call.request(2);
    Duration limit = request.timeout();
    Duration margin = limit.dividedBy(SHARE);
    cancelTimer =
        timer.after(
            limit.minus(margin.compareTo(LAST_MOMENT) < 0 ? margin : LAST_MOMENT), this::expire);
  }

  /** Sends what has arrived; answers if it is no request. */
  void send(byte[] body) {
    Clients.watch(exchange.request(), () -> call.cancel("the client has gone", null));
    try {
      requested = true;
      call.sendMessage(request.format().decode(body, method().request()));
      call.halfClose();
    } catch (UndecodableException e) {
      refuse(
          EdgeError.of(
              LocalErrors.invalidRequest(
                  method().name(), String.valueOf(e.getMessage()), e.violations())));
    }
  }

  /** Answers in the method's place. */
  void refuse(EdgeError error) {
    answer(() -> exchange.fail(error));
    cancelTimer.run();
    call.cancel("the request is refused", null);
  }

  /**
   * Lets the answer go out from now on, though the request may not be there: a client that is still
   * writing may take the end of its connection for a failure, and not read the answer.
   */
  void answerEarly() {
    mayAnswer.complete(null);
  }

  boolean isOver() {
    return answered.get();
  }

  @Override
  public void onMessage(byte[] message) {
    response = message;
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    cancelTimer.run();
    byte[] message = response;
    if (!status.isOk()) {
      EdgeError error = errorOf(status, trailers);
      answer(() -> exchange.fail(error));
    } else if (message == null) {
      answer(
          () -> exchange.fail(EdgeError.of(ConnectCode.INTERNAL, "the method has not answered")));
    } else {
      byte[] body = request.format().encode(message, method().response());
      answer(() -> exchange.answer(request.format().mediaType(), body));
    }
  }

  private EdgeError errorOf(Status status, Metadata trailers) {
    EdgeError error = EdgeError.of(status, trailers);
    if (error.code() != ConnectCode.DEADLINE_EXCEEDED) {
      return error;
    } else if (EdgeError.hasNoDetails(status, trailers)) {
      return late(); // gRPC itself has ended the call
    }
    return requested ? error : error.withStatus(HttpStatus.REQUEST_TIMEOUT_408);
  }

  private EdgeError late() {
    return EdgeError.of(
        LocalErrors.deadlineExceeded(method().name(), request.timeout(), requested));
  }

  private void expire() {
    EdgeError late = late();
    answer(() -> exchange.fail(late));
    answerEarly();
    call.cancel("the deadline", null);
  }

  /** The first answer is the one. */
  private void answer(Runnable write) {
    if (answered.compareAndSet(false, true)) {
      var unused = mayAnswer.thenRun(write);
    }
  }

  private LocalMethod method() {
    return request.method();
  }
}
