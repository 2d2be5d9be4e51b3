package dev.voicemedia.gateway.http;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Reads bodies of bounded size in bounded time. Large ones share a bounded memory: whoever sends
 * them is not known yet, and must not keep the small ones out by announcing large ones.
 */
public final class BodyReader {
  /** Largest body that is read without a share: more than any webhook of a call has. */
  private static final int SMALL_BODY_BYTES = 32 << 10;

  private static final int MAX_LARGE_BODIES_BYTES = 128 << 20;

  private final Duration timeout;
  private final Semaphore largeBodyBytes = new Semaphore(MAX_LARGE_BODIES_BYTES);

  /**
   * @param timeout how long a body may take to arrive
   */
  public BodyReader(Duration timeout) {
    this.timeout = timeout;
  }

  /** How long a body may take to arrive. */
  public Duration timeout() {
    return timeout;
  }

  /**
   * Reads a request's body and uses it. It counts as memory in use until that is done.
   *
   * @param maxBytes that it may have
   * @return what the use returns; a {@link BodyException} if the body cannot be had
   */
  public <T> CompletableFuture<T> read(
      Request request, int maxBytes, Function<byte[], CompletableFuture<T>> use) {
    if (request.getLength() > maxBytes) {
      return CompletableFuture.failedFuture(new BodyException(BodyException.Reason.TOO_LARGE));
    }
    int share = largeBytes(request.getLength(), maxBytes);
    if (!largeBodyBytes.tryAcquire(share)) {
      return CompletableFuture.failedFuture(new BodyException(BodyException.Reason.NO_ROOM));
    }
    return bytesOf(request, maxBytes)
        .thenCompose(use)
        .whenComplete((result, failure) -> largeBodyBytes.release(share));
  }

  private CompletableFuture<byte[]> bytesOf(Request request, int maxBytes) {
    CompletableFuture<byte[]> body = new CompletableFuture<>();
    Content.Source.asByteArrayAsync(request, maxBytes, new Completion(body));
    if (!body.isDone()) { // most are there already
      Scheduler.Task timer =
          request
              .getComponents()
              .getScheduler()
              .schedule(
                  () -> request.fail(new TimeoutException("body")),
                  timeout.toMillis(),
                  TimeUnit.MILLISECONDS);
      var unused = body.whenComplete((bytes, failure) -> timer.cancel());
    }
    return body;
  }

  /**
   * @param length negative if it was not announced
   */
  private static int largeBytes(long length, int maxBytes) {
    if (length < 0) {
      return maxBytes <= SMALL_BODY_BYTES ? 0 : maxBytes;
    }
    return length <= SMALL_BODY_BYTES ? 0 : (int) length;
  }

  private static BodyException.Reason reasonOf(Throwable failure) {
    if (failure instanceof TimeoutException) {
      return BodyException.Reason.TOO_SLOW;
    } else if (failure instanceof IllegalStateException) {
      // What Jetty reports for a body without a length that turns out to be too long.
      return BodyException.Reason.TOO_LARGE;
    } else {
      return BodyException.Reason.BROKEN;
    }
  }

  private static final class Completion implements Promise.Invocable<byte[]> {
    private final CompletableFuture<byte[]> body;

    Completion(CompletableFuture<byte[]> body) {
      this.body = body;
    }

    @Override
    public void succeeded(byte[] bytes) {
      body.complete(bytes);
    }

    @Override
    public void failed(Throwable failure) {
      body.completeExceptionally(new BodyException(reasonOf(failure), failure));
    }

    @Override
    public InvocationType getInvocationType() {
      return InvocationType.NON_BLOCKING;
    }
  }
}
