package dev.voicemedia.gateway.edge;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.voicemedia.gateway.http.Clients;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.util.IteratingCallback;

/**
 * One stream of server-sent events. It asks for more messages only as the client takes those that
 * are there; until then the stream is a slow reader of the feed, which goes back to the log.
 *
 * <p>A browser takes any status but 200 for the end for good, and comes back after everything else,
 * so what it is to try again after is a 200 that ends.
 */
final class EventStreamCall extends ClientCall.Listener<byte[]> {
  /** Messages that are asked for at a time: with more, threads are changed less. */
  private static final int WINDOW = 8;

  /** Bytes that may wait for the client. */
  private static final int MAX_WAITING_BYTES = 64 << 10;

  private static final Duration RETRY_AFTER_FAILURE = Duration.ofSeconds(30);

  private final Exchange exchange;
  private final ClientCall<byte[], byte[]> call;
  private final Duration retry;
  private final SharedEvents events;
  private final EdgeMeters meters;
  private final Writer writer = new Writer();
  private final Object lock = new Object();

  @GuardedBy("lock")
  private ByteArrayOutputStream waiting = new ByteArrayOutputStream();

  @GuardedBy("lock")
  private int beingWritten;

  @GuardedBy("lock")
  private int askedFor;

  @GuardedBy("lock")
  private boolean ended;

  /**
   * @param retry what a browser waits before it comes back
   */
  EventStreamCall(
      Exchange exchange,
      ClientCall<byte[], byte[]> call,
      Duration retry,
      SharedEvents events,
      EdgeMeters meters) {
    this.exchange = exchange;
    this.call = call;
    this.retry = retry;
    this.events = events;
    this.meters = meters;
  }

  /**
   * @param request an encoded SubscribeRequest
   */
  void start(byte[] request) {
    // Heartbeats come when they are due; the end of a stream is not waited for without end.
    exchange.request().addIdleTimeoutListener(idle -> hasEnded());
    call.start(this, exchange.headers());
    call.sendMessage(request);
    call.halfClose();
    Clients.watch(exchange.request(), this::clientGone);
    askForMore();
  }

  @Override
  public void onMessage(byte[] message) {
    if (exchange.begin()) {
      open(retry);
    }
    byte[] event = events.eventOf(message);
    synchronized (lock) {
      askedFor--;
      waiting.writeBytes(event);
    }
    writer.iterate();
    askForMore();
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    EdgeError error = status.isOk() ? null : EdgeError.of(status, trailers);
    if (error != null && !exchange.hasBegun() && error.code().isFinal()) {
      exchange.fail(error);
      return;
    }
    if (exchange.begin()) {
      open(retry);
    }
    synchronized (lock) {
      if (error != null) {
        waiting.writeBytes(ServerSentEvent.retry(RETRY_AFTER_FAILURE));
        waiting.writeBytes(ServerSentEvent.failed(error));
      }
      ended = true;
    }
    writer.iterate();
  }

  private void open(Duration retryAfter) {
    meters.streamOpened();
    exchange.response().setStatus(HttpStatus.OK_200);
    var headers = exchange.response().getHeaders();
    headers.put(HttpHeader.CONTENT_TYPE, "text/event-stream");
    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    headers.put("X-Accel-Buffering", "no");
    synchronized (lock) {
      waiting.writeBytes(ServerSentEvent.retry(retryAfter));
    }
  }

  private void askForMore() {
    int more;
    synchronized (lock) {
      more = ended || waiting.size() + beingWritten >= MAX_WAITING_BYTES ? 0 : WINDOW - askedFor;
      askedFor += more;
    }
    if (more > 0) {
      call.request(more);
    }
  }

  private boolean hasEnded() {
    synchronized (lock) {
      return ended;
    }
  }

  private void clientGone() {
    call.cancel("the client has gone", null);
  }

  /** Writes what waits, as one piece, when the piece before it has been taken. */
  private final class Writer extends IteratingCallback {
    private boolean last;

    @Override
    protected Action process() {
      if (last) {
        return Action.SUCCEEDED;
      }
      byte[] piece;
      synchronized (lock) {
        if (waiting.size() == 0 && !ended) {
          return Action.IDLE;
        }
        piece = waiting.toByteArray();
        waiting = new ByteArrayOutputStream();
        beingWritten = piece.length;
        last = ended;
      }
      exchange.response().write(last, ByteBuffer.wrap(piece), this);
      return Action.SCHEDULED;
    }

    @Override
    protected void onSuccess() {
      synchronized (lock) {
        beingWritten = 0;
      }
      askForMore();
    }

    @Override
    protected void onCompleteSuccess() {
      meters.streamEnded();
      exchange.callback().succeeded();
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
      meters.streamEnded();
      clientGone();
      exchange.callback().failed(cause);
    }
  }
}
