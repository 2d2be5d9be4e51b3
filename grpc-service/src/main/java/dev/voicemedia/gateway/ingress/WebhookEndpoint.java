package dev.voicemedia.gateway.ingress;

import dev.voicemedia.gateway.eventlog.AppendResult;
import dev.voicemedia.gateway.eventlog.EventAppender;
import dev.voicemedia.gateway.eventlog.EventLogException;
import dev.voicemedia.webhook.VerifiedWebhook;
import dev.voicemedia.webhook.WebhookVerificationException;
import dev.voicemedia.webhook.WebhookVerifier;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /webhooks/telnyx}: verifies the raw bytes, stores them, and only then answers 200.
 * Telnyx delivers again what is not answered 2xx.
 */
final class WebhookEndpoint extends Handler.Abstract {
  static final String PATH = "/webhooks/telnyx";
  static final int MAX_BODY_BYTES = 1 << 20;

  /** So large no webhook of a call is; the limit on connections bounds how many there are. */
  private static final int SMALL_BODY_BYTES = 32 << 10;

  private static final int MAX_LARGE_BODIES_BYTES = 128 << 20;

  private static final String RETRY_AFTER_SECONDS = "1";
  private static final Logger log = LoggerFactory.getLogger(WebhookEndpoint.class);

  private final WebhookVerifier verifier;
  private final EventAppender eventLog;
  private final WebhookCounters counters;
  private final Duration bodyTimeout;

  /**
   * Of the large bodies that are being read or stored. Whoever sends them is not known yet, and
   * must not keep the small ones out by announcing large ones.
   */
  private final Semaphore largeBodyBytes = new Semaphore(MAX_LARGE_BODIES_BYTES);

  WebhookEndpoint(
      WebhookVerifier verifier,
      EventAppender eventLog,
      WebhookCounters counters,
      Duration bodyTimeout) {
    // Neither the body's arrival nor the disk is waited for on a thread: so the thread that reads
    // from connections may come here itself, which costs less than to wake another.
    super(InvocationType.NON_BLOCKING);
    this.verifier = verifier;
    this.eventLog = eventLog;
    this.counters = counters;
    this.bodyTimeout = bodyTimeout;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (!PATH.equals(Request.getPathInContext(request))) {
      answer(HttpStatus.NOT_FOUND_404, response, callback);
    } else if (!HttpMethod.POST.is(request.getMethod())) {
      response.getHeaders().put(HttpHeader.ALLOW, HttpMethod.POST.asString());
      answer(HttpStatus.METHOD_NOT_ALLOWED_405, response, callback);
    } else if (request.getLength() > MAX_BODY_BYTES) {
      refuseUnread(HttpStatus.PAYLOAD_TOO_LARGE_413, response, callback);
    } else {
      receive(request, response, callback);
    }
    return true;
  }

  private void receive(Request request, Response response, Callback callback) {
    int bytes = largeBytes(request.getLength());
    if (!largeBodyBytes.tryAcquire(bytes)) {
      counters.unread();
      response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_AFTER_SECONDS);
      refuseUnread(HttpStatus.SERVICE_UNAVAILABLE_503, response, callback);
      return;
    }
    var unused =
        bodyOf(request)
            .thenCompose(body -> store(body, request))
            .whenComplete(
                (result, failure) -> {
                  largeBodyBytes.release(bytes);
                  if (failure == null) {
                    counters.stored(result.outcome());
                    answer(HttpStatus.OK_200, response, callback);
                  } else {
                    refuse(rootOf(failure), response, callback);
                  }
                });
  }

  /**
   * @param length negative if it was not announced
   */
  private static int largeBytes(long length) {
    if (length < 0) {
      return MAX_BODY_BYTES;
    }
    return length <= SMALL_BODY_BYTES ? 0 : (int) length;
  }

  private CompletableFuture<byte[]> bodyOf(Request request) {
    CompletableFuture<byte[]> body = new CompletableFuture<>();
    Content.Source.asByteArrayAsync(
        request,
        MAX_BODY_BYTES,
        new Promise.Invocable<>() {
          @Override
          public void succeeded(byte[] bytes) {
            body.complete(bytes);
          }

          @Override
          public void failed(Throwable failure) {
            body.completeExceptionally(new BodyException(failure));
          }

          @Override
          public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
          }
        });
    if (!body.isDone()) { // most are there already
      Scheduler.Task timeout =
          request
              .getComponents()
              .getScheduler()
              .schedule(
                  () -> request.fail(new TimeoutException("body")),
                  bodyTimeout.toMillis(),
                  TimeUnit.MILLISECONDS);
      var unused = body.whenComplete((bytes, failure) -> timeout.cancel());
    }
    return body;
  }

  /** A body that could not be read, as opposed to one that could not be dealt with. */
  private static final class BodyException extends Exception {
    private static final long serialVersionUID = 1L;

    BodyException(Throwable cause) {
      super(cause);
    }
  }

  private CompletableFuture<AppendResult> store(byte[] body, Request request) {
    try {
      VerifiedWebhook webhook =
          verifier.verify(body, name -> request.getHeaders().getValuesList(name));
      return eventLog.append(EventParser.parse(webhook));
    } catch (WebhookVerificationException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void refuse(Throwable failure, Response response, Callback callback) {
    if (failure instanceof WebhookVerificationException e) {
      counters.refused(e.reason());
      log.debug("Webhook refused: {}", e.reason());
      answer(statusOf(e.reason()), response, callback);
    } else if (failure instanceof EventLogException e) {
      counters.notStored();
      // The log itself tells its operator, once.
      log.debug("Webhook not stored, {}: {}", e.reason(), e.getMessage());
      response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_AFTER_SECONDS);
      answer(HttpStatus.SERVICE_UNAVAILABLE_503, response, callback);
    } else if (failure instanceof BodyException) {
      refuseBody(failure.getCause(), response, callback);
    } else {
      log.error("Webhook not stored, by a fault of the gateway", failure);
      counters.notStored();
      answer(HttpStatus.INTERNAL_SERVER_ERROR_500, response, callback);
    }
  }

  private static void refuseBody(@Nullable Throwable cause, Response response, Callback callback) {
    if (cause instanceof TimeoutException) {
      refuseUnread(HttpStatus.REQUEST_TIMEOUT_408, response, callback);
    } else if (cause instanceof IllegalStateException) {
      // What Jetty reports for a body without a length that turns out to be too long.
      refuseUnread(HttpStatus.PAYLOAD_TOO_LARGE_413, response, callback);
    } else {
      log.debug("Webhook not read", cause);
      callback.failed(cause == null ? new IOException("body not read") : cause);
    }
  }

  private static int statusOf(WebhookVerificationException.Reason reason) {
    return switch (reason) {
      case MISSING_HEADER, REPEATED_HEADER, MALFORMED_TIMESTAMP, MALFORMED_SIGNATURE ->
          HttpStatus.BAD_REQUEST_400;
      case STALE, FROM_THE_FUTURE, NO_KEY_MATCHES -> HttpStatus.UNAUTHORIZED_401;
    };
  }

  /** Answers and closes the connection, rather than to read what nobody wants. */
  private static void refuseUnread(int status, Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    answer(status, response, callback);
  }

  private static void answer(int status, Response response, Callback callback) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
    // Written here, not left to Jetty: on another thread than the request's, that loses answers
    // when requests are pipelined.
    response.write(true, BufferUtil.EMPTY_BUFFER, callback);
  }

  private static Throwable rootOf(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
