package dev.voicemedia.gateway.http;

import java.util.function.IntConsumer;
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
public final class BareErrors implements Request.Handler {
  private static final String COUNTED = BareErrors.class.getName() + ".counted";

  private final IntConsumer refusals;

  /**
   * @param refusals takes the status of each request that is refused
   */
  public BareErrors(IntConsumer refusals) {
    this.refusals = refusals;
  }

  /** Has a request's failure counted already, so that it is not counted here. */
  public static void markCounted(Request request) {
    request.setAttribute(COUNTED, true);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (request.getAttribute(ErrorHandler.ERROR_EXCEPTION) instanceof HttpException refused) {
      response.setStatus(refused.getCode());
    }
    int status = response.getStatus();
    if (HttpStatus.isClientError(status) && request.getAttribute(COUNTED) == null) {
      refusals.accept(status);
    }
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
    response.write(true, BufferUtil.EMPTY_BUFFER, callback);
    return true;
  }
}
