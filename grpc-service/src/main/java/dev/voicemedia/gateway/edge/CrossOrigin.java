package dev.voicemedia.gateway.edge;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/**
 * What pages of other origins may do (CORS): those that are listed may call, and read what comes
 * back. Never with credentials of the browser's own, such as cookies.
 */
final class CrossOrigin {
  private static final String METHODS = "POST, GET";
  private static final String HEADERS =
      "Content-Type, Connect-Protocol-Version, Connect-Timeout-Ms, Authorization, Last-Event-ID";

  /** As long as browsers remember it at most. */
  private static final int MAX_AGE_SECONDS = 7_200;

  private CrossOrigin() {}

  /**
   * Marks a response as one that a page may read.
   *
   * @param origin of the page, which is listed; null for no page, or one of ours
   */
  static void allow(@Nullable String origin, Response response) {
    HttpFields.Mutable headers = response.getHeaders();
    if (origin != null) {
      headers.put(HttpHeader.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
      headers.put(HttpHeader.ACCESS_CONTROL_ALLOW_METHODS, METHODS);
      headers.put(HttpHeader.ACCESS_CONTROL_ALLOW_HEADERS, HEADERS);
      headers.put(HttpHeader.ACCESS_CONTROL_MAX_AGE, MAX_AGE_SECONDS);
    }
  }

  /** Has caches keep responses for one page apart from those for another. */
  static void varies(Response response) {
    response.getHeaders().put(HttpHeader.VARY, "Origin");
  }

  /** Whether a browser asks for a page whether it may send a request, which is checked already. */
  static boolean isPreflight(Request request) {
    return HttpMethod.OPTIONS.is(request.getMethod())
        && request.getHeaders().contains(HttpHeader.ORIGIN)
        && request.getHeaders().contains(HttpHeader.ACCESS_CONTROL_REQUEST_METHOD);
  }
}
