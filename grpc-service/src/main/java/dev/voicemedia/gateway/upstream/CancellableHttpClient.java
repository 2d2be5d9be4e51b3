package dev.voicemedia.gateway.upstream;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client for one exchange that can be cancelled, in the shape that the generated client
 * wants. It stands between that client and the shared one, because the generated code would
 * otherwise read bodies of any size while blocking a thread, continue on a pool that is not ours,
 * and leave no way to cancel.
 */
final class CancellableHttpClient extends HttpClient {
  private final HttpClient shared;
  private final BodyHandler<InputStream> body;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private @Nullable CompletableFuture<?> inFlight;

  @GuardedBy("lock")
  private @Nullable HttpResponse<?> answer;

  @GuardedBy("lock")
  private boolean cancelled;

  private volatile boolean sentBody;

  /**
   * @param shared with an executor of its own, on which everything goes on
   */
  CancellableHttpClient(HttpClient shared) {
    this(shared, LimitedBody.HANDLER);
  }

  /**
   * @param shared with an executor of its own, on which everything goes on
   * @param body reads bodies
   */
  CancellableHttpClient(HttpClient shared, BodyHandler<InputStream> body) {
    this.shared = shared;
    this.body = body;
  }

  /** Ends the exchange on the wire, too. */
  void cancel() {
    synchronized (lock) {
      cancelled = true;
      if (inFlight != null) {
        inFlight.cancel(true);
      }
    }
  }

  /** What came back; the generated client hides it when it cannot read the body. */
  Optional<HttpResponse<?>> answer() {
    synchronized (lock) {
      return Optional.ofNullable(answer);
    }
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> streaming) {
    // The generated client asks for an InputStream, and for nothing else.
    @SuppressWarnings("unchecked")
    BodyHandler<T> buffered = (BodyHandler<T>) body;
    CompletableFuture<HttpResponse<T>> received = new DirectFuture<>();
    CompletableFuture<HttpResponse<T>> sent =
        shared.sendAsync(observed(request), handingOver(request, buffered, received));
    register(sent);
    Executor executor = shared.executor().orElseThrow();
    var unused =
        sent.whenComplete(
            (response, failure) -> {
              if (failure != null) {
                executor.execute(() -> received.completeExceptionally(failure));
              } else if (!received.isDone()) {
                executor.execute(() -> answered(response, received));
              }
            });
    return received;
  }

  /**
   * Whether the connection was there and the body of the request was asked for: Telnyx has not seen
   * the command before.
   */
  boolean sentBody() {
    return sentBody;
  }

  /**
   * Hands over the answer as soon as its body is complete, on the thread that has read it. The
   * shared client completes on the common pool, even though it has threads of its own: that, and
   * the way back to them, would be two more changes of threads.
   */
  private <T> BodyHandler<T> handingOver(
      HttpRequest request, BodyHandler<T> handler, CompletableFuture<HttpResponse<T>> received) {
    return info -> {
      BodySubscriber<T> subscriber = handler.apply(info);
      var unused =
          subscriber
              .getBody()
              .thenAccept(read -> answered(new ReadAnswer<>(request, info, read), received));
      return subscriber;
    };
  }

  private <T> void answered(HttpResponse<T> response, CompletableFuture<HttpResponse<T>> received) {
    keep(response);
    received.complete(response);
  }

  private HttpRequest observed(HttpRequest request) {
    BodyPublisher body = request.bodyPublisher().orElseThrow();
    if (body.contentLength() == 0) {
      return request; // it only reads
    }
    return HttpRequest.newBuilder(request, (name, value) -> true)
        .method(
            request.method(),
            BodyPublishers.fromPublisher(
                subscriber -> {
                  sentBody = true;
                  body.subscribe(subscriber);
                },
                body.contentLength()))
        .build();
  }

  private void keep(HttpResponse<?> response) {
    synchronized (lock) {
      answer = response;
    }
  }

  private void register(CompletableFuture<?> sent) {
    synchronized (lock) {
      inFlight = sent;
      if (cancelled) {
        sent.cancel(true);
      }
    }
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler, PushPromiseHandler<T> pushPromises) {
    return sendAsync(request, handler);
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler) {
    throw new UnsupportedOperationException("the generated client sends asynchronously");
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return shared.cookieHandler();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return shared.connectTimeout();
  }

  @Override
  public Redirect followRedirects() {
    return shared.followRedirects();
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return shared.proxy();
  }

  @Override
  public SSLContext sslContext() {
    return shared.sslContext();
  }

  @Override
  public SSLParameters sslParameters() {
    return shared.sslParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return shared.authenticator();
  }

  @Override
  public Version version() {
    return shared.version();
  }

  @Override
  public Optional<Executor> executor() {
    return shared.executor();
  }

  /** Continues on the thread that completes it, as the generated client names no executor. */
  private static final class DirectFuture<T> extends CompletableFuture<T> {
    @Override
    public Executor defaultExecutor() {
      return Runnable::run;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
      return new DirectFuture<>();
    }
  }
}
