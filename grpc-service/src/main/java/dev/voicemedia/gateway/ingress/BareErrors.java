package dev.voicemedia.gateway.ingress;

import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * Answers what the HTTP layer refuses by its status alone: Jetty's pages say what server this is,
 * and repeat what the client sent.
 */
final class BareErrors implements Request.Handler {
  private static final String COUNTED = BareErrors.class.getName() + ".counted";

  private final Consumer<Refusal> refusals;

  BareErrors(Consumer<Refusal> refusals) {
    this.refusals = refusals;
  }

  /** Has a request's failure counted already, so that it is not counted here. */
  static void markCounted(Request request) {
    request.setAttribute(COUNTED, true);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (request.getAttribute(ErrorHandler.ERROR_EXCEPTION) instanceof HttpException refused) {
      response.setStatus(refused.getCode());
    }
    int status = response.getStatus();
    if (HttpStatus.isClientError(status) && request.getAttribute(COUNTED) == null) {
      refusals.accept(
          status == HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431
              ? Refusal.HEADERS_TOO_LARGE
              : Refusal.NO_HTTP);
    }
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
    response.write(true, BufferUtil.EMPTY_BUFFER, callback);
    return true;
  }
}
