package dev.voicemedia.gateway.edge;

import dev.voicemedia.gateway.console.ConsoleFiles;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Keeps out pages that are not ours: a browser sends what they ask it to, from inside the network
 * that the gateway trusts. A name that leads here and is not ours is one that somebody else has
 * pointed at this address, to have pages of that name seem to be of the same origin.
 */
final class EdgeGuard {
  private static final List<String> LOOPBACK = List.of("127.0.0.1", "[::1]", "localhost");
  private static final String FETCH_SITE = "Sec-Fetch-Site";

  private final Set<String> hosts = new TreeSet<>(LOOPBACK);
  private final Set<String> origins;
  private final String scheme;

  EdgeGuard(EdgeSettings settings) {
    hosts.addAll(settings.allowedHosts());
    origins = Set.copyOf(settings.allowedOrigins());
    scheme = settings.tls().isPresent() ? "https" : "http";
  }

  /**
   * Checks where a request is addressed to, and what page has sent it.
   *
   * @throws RefusedException if it goes no further
   */
  void check(Request request) throws RefusedException {
    String host = request.getHttpURI().getHost();
    if (host == null || !hosts.contains(host.toLowerCase(Locale.ROOT))) {
      throw new RefusedException(
          EdgeRefusal.FOREIGN_HOST,
          EdgeError.of(
              HttpStatus.MISDIRECTED_REQUEST_421,
              ConnectCode.UNKNOWN,
              "Host: not one of this gateway's, expected loopback or one of --http-allowed-host"));
    }
    List<String> sent = request.getHeaders().getValuesList(HttpHeader.ORIGIN);
    boolean foreign =
        sent.isEmpty()
            ? isOfAnotherSite(request.getHeaders()) && !isLinkToTheConsole(request)
            : sent.size() > 1 || !(isOurs(sent.get(0), request) || isAllowed(sent.get(0)));
    if (foreign) {
      throw new RefusedException(
          EdgeRefusal.FOREIGN_ORIGIN,
          EdgeError.of(
              ConnectCode.PERMISSION_DENIED,
              "Origin: not allowed, expected one of --http-allowed-origin"));
    }
  }

  /** The origin of a page that may read the response; null without. */
  @Nullable String allowedOrigin(Request request) {
    String origin = request.getHeaders().get(HttpHeader.ORIGIN);
    return origin != null && isAllowed(origin) ? origin : null;
  }

  private boolean isAllowed(String origin) {
    return origins.contains(origin);
  }

  private boolean isOurs(String origin, Request request) {
    HttpURI uri = request.getHttpURI();
    return origin.equalsIgnoreCase(scheme + "://" + uri.getAuthority());
  }

  /** Somebody follows a link, from a wiki, say: the page that comes of it holds no data. */
  private static boolean isLinkToTheConsole(Request request) {
    HttpFields headers = request.getHeaders();
    return Request.getPathInContext(request).equals(ConsoleFiles.PAGE)
        && HttpMethod.GET.is(request.getMethod())
        && "navigate".equals(headers.get("Sec-Fetch-Mode"))
        && "document".equals(headers.get("Sec-Fetch-Dest"));
  }

  /** An image or a script, for which browsers send no Origin, but say that the page is foreign. */
  private static boolean isOfAnotherSite(HttpFields headers) {
    String site = headers.get(FETCH_SITE);
    return site != null && !site.equals("same-origin") && !site.equals("none");
  }
}
