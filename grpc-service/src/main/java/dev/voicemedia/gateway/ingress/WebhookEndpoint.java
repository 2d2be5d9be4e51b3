package dev.voicemedia.gateway.ingress;

import dev.voicemedia.gateway.access.Source;
import dev.voicemedia.gateway.eventlog.EventLogException;
import dev.voicemedia.gateway.http.BareErrors;
import dev.voicemedia.gateway.http.BodyException;
import dev.voicemedia.gateway.http.BodyReader;
import dev.voicemedia.gateway.trace.Span;
import dev.voicemedia.webhook.WebhookVerificationException;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST} to the webhooks' path: answers 200 only once the webhook is stored. Telnyx delivers
 * again what is not answered 2xx.
 */
final class WebhookEndpoint extends Handler.Abstract {
  static final int MAX_BODY_BYTES = 1 << 20;

  private static final String RETRY_AFTER_SECONDS = "1";
  private static final Logger log = LoggerFactory.getLogger(WebhookEndpoint.class);

  private final String path;
  private final BodyReader bodies;
  private final SourceGuard guard;
  private final WebhookIntake intake;
  private final WebhookCounters counters;

  /**
   * @param path a slash after it is accepted, too
   */
  WebhookEndpoint(String path, BodyReader bodies, SourceGuard guard, WebhookIntake intake) {
    // Neither the body's arrival nor the disk is waited for on a thread: so the thread that reads
    // from connections may come here itself, which costs less than to wake another.
    super(InvocationType.NON_BLOCKING);
    this.path = path;
    this.bodies = bodies;
    this.guard = guard;
    this.intake = intake;
    this.counters = intake.counters();
  }

  @Override
  public boolean handle(Request request, Response response, Callback completed) {
    Callback callback =
        Callback.from(
            completed,
            () ->
                counters.answered(
                    response.getStatus(), System.nanoTime() - request.getHeadersNanoTime()));
    if (!isOurs(Request.getPathInContext(request))) {
      counters.refused(Refusal.NOT_FOUND);
      answer(HttpStatus.NOT_FOUND_404, response, callback);
    } else if (!HttpMethod.POST.is(request.getMethod())) {
      counters.refused(Refusal.NOT_POST);
      response.getHeaders().put(HttpHeader.ALLOW, HttpMethod.POST.asString());
      answer(HttpStatus.METHOD_NOT_ALLOWED_405, response, callback);
    } else if (isEncoded(request)) {
      counters.refused(Refusal.TRANSFER_CODING);
      refuseUnread(HttpStatus.NOT_IMPLEMENTED_501, response, callback);
    } else {
      guard
          .admit(request)
          .ifPresentOrElse(
              source -> receive(request, source, response, callback),
              () -> {
                counters.refused(Refusal.NOT_ALLOWED);
                refuseUnread(HttpStatus.FORBIDDEN_403, response, callback);
              });
    }
    return true;
  }

  private boolean isOurs(String requested) {
    return requested.startsWith(path)
        && (requested.length() == path.length() || requested.substring(path.length()).equals("/"));
  }

  /** Whether its body is in another transfer coding than chunks, such as gzip in chunks. */
  private static boolean isEncoded(Request request) {
    return request.getHeaders().getCSV(HttpHeader.TRANSFER_ENCODING, false).stream()
        .anyMatch(coding -> !coding.equalsIgnoreCase("chunked"));
  }

  private void receive(Request request, Source source, Response response, Callback answered) {
    Span span = intake.begin("POST " + path).with("http.request.method", "POST");
    Callback callback = Callback.from(answered, () -> end(span, response.getStatus()));
    var unused =
        bodies
            .read(
                request,
                MAX_BODY_BYTES,
                body ->
                    guard.verify(
                        request,
                        source,
                        body.length,
                        () ->
                            intake.take(
                                body, name -> request.getHeaders().getValuesList(name), span)))
            .whenComplete(
                (result, failure) -> {
                  if (failure == null) {
                    counters.stored(result.outcome());
                    answer(HttpStatus.OK_200, response, callback);
                  } else {
                    refuse(rootOf(failure), request, response, callback);
                  }
                });
  }

  private static void end(Span span, int status) {
    span.with("http.response.status_code", status);
    if (HttpStatus.isServerError(status)) {
      span.failed(Integer.toString(status));
    }
    span.end();
  }

  private void refuse(Throwable failure, Request request, Response response, Callback callback) {
    if (failure instanceof WebhookVerificationException e) {
      counters.refused(Refusal.of(e.reason()));
      answer(statusOf(e.reason()), response, callback);
    } else if (failure instanceof BudgetSpentException e) {
      counters.refused(Refusal.OVER_BUDGET);
      response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_AFTER_SECONDS);
      answer(
          e.isCharged() ? HttpStatus.TOO_MANY_REQUESTS_429 : HttpStatus.SERVICE_UNAVAILABLE_503,
          response,
          callback);
    } else if (failure instanceof EventLogException e) {
      counters.notStored();
      // The log itself reports it to its operator, once.
      log.debug("Webhook not stored, {}: {}", e.reason(), e.getMessage());
      response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_AFTER_SECONDS);
      answer(HttpStatus.SERVICE_UNAVAILABLE_503, response, callback);
    } else if (failure instanceof BodyException e) {
      refuseBody(e, request, response, callback);
    } else {
      log.error("Webhook not stored, by a fault of the gateway", failure);
      counters.notStored();
      answer(HttpStatus.INTERNAL_SERVER_ERROR_500, response, callback);
    }
  }

  private void refuseBody(
      BodyException failure, Request request, Response response, Callback callback) {
    switch (failure.reason()) {
      case TOO_LARGE -> {
        counters.refused(Refusal.TOO_LARGE);
        refuseUnread(HttpStatus.PAYLOAD_TOO_LARGE_413, response, callback);
      }
      case TOO_SLOW -> {
        counters.refused(Refusal.TOO_SLOW);
        refuseUnread(HttpStatus.REQUEST_TIMEOUT_408, response, callback);
      }
      case NO_ROOM -> {
        counters.unread();
        counters.refused(Refusal.NO_ROOM);
        response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_AFTER_SECONDS);
        refuseUnread(HttpStatus.SERVICE_UNAVAILABLE_503, response, callback);
      }
      case BROKEN -> {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        log.debug("Webhook not read", cause);
        counters.refused(Refusal.BROKEN_BODY);
        BareErrors.markCounted(request);
        callback.failed(cause);
      }
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
