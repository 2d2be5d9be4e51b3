package dev.voicemedia.gateway.edge;

import dev.voicemedia.gateway.grpc.LocalCalls;
import dev.voicemedia.gateway.grpc.LocalErrors;
import dev.voicemedia.gateway.grpc.LocalMethod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * The head of a unary call of the Connect protocol. Its media types are none that a page may send
 * without asking first, as it may forms and plain text; for the same reason nothing is called by
 * GET.
 *
 * @param timeout that its client sets, or the gateway in its place
 */
record UnaryRequest(LocalMethod method, MessageFormat format, Duration timeout) {
  static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(15);

  private static final String VERSION_HEADER = "Connect-Protocol-Version";
  private static final String VERSION = "1";
  private static final String TIMEOUT_HEADER = "Connect-Timeout-Ms";
  private static final Pattern MILLIS = Pattern.compile("[0-9]{1,10}");

  /**
   * Reads a request's head.
   *
   * @throws RefusedException if it calls nothing
   */
  static UnaryRequest of(Request request, LocalCalls calls) throws RefusedException {
    LocalMethod method =
        calls
            .method(Request.getPathInContext(request).substring(1))
            .orElseThrow(
                () ->
                    new RefusedException(
                        EdgeRefusal.NOT_FOUND,
                        EdgeError.of(
                            HttpStatus.NOT_FOUND_404,
                            ConnectCode.UNIMPLEMENTED,
                            "no such path, expected /package.Service/Method or /events")));
    if (!HttpMethod.POST.is(request.getMethod())) {
      throw wrongMethod(HttpMethod.POST);
    }
    if (!method.unary()) {
      throw new RefusedException(
          EdgeRefusal.STREAM,
          EdgeError.of(
              ConnectCode.UNIMPLEMENTED,
              method.name() + " is a stream, expected gRPC; for events, GET " + EventQuery.PATH));
    }
    return new UnaryRequest(method, formatOf(request.getHeaders()), timeoutOf(request, method));
  }

  static RefusedException wrongMethod(HttpMethod expected) {
    return new RefusedException(
        EdgeRefusal.WRONG_METHOD,
        EdgeError.of(
            HttpStatus.METHOD_NOT_ALLOWED_405,
            ConnectCode.UNKNOWN,
            "method: not served here, expected " + expected),
        Map.of("Allow", expected.asString()));
  }

  private static MessageFormat formatOf(HttpFields headers) throws RefusedException {
    String type = headers.get(HttpHeader.CONTENT_TYPE);
    MessageFormat format =
        MessageFormat.of(type == null ? "" : type)
            .orElseThrow(
                () ->
                    new RefusedException(
                        EdgeRefusal.MEDIA_TYPE,
                        EdgeError.of(
                            HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
                            ConnectCode.UNKNOWN,
                            "Content-Type: not read here, expected one of "
                                + MessageFormat.ACCEPTED),
                        Map.of("Accept-Post", MessageFormat.ACCEPTED)));
    for (String coding : headers.getValuesList(HttpHeader.CONTENT_ENCODING)) {
      if (!coding.equalsIgnoreCase("identity")) {
        throw new RefusedException(
            EdgeRefusal.CONTENT_ENCODING,
            EdgeError.of(
                ConnectCode.UNIMPLEMENTED, "Content-Encoding: not read here, expected identity"),
            Map.of("Accept-Encoding", "identity"));
      }
    }
    return format;
  }

  private static Duration timeoutOf(Request request, LocalMethod method) throws RefusedException {
    String version = onlyValue(VERSION_HEADER, request, method);
    if (version != null && !version.equals(VERSION)) {
      throw invalid(method, VERSION_HEADER + ": not known, expected " + VERSION);
    }
    String millis = onlyValue(TIMEOUT_HEADER, request, method);
    if (millis == null) {
      return DEFAULT_TIMEOUT;
    } else if (!MILLIS.matcher(millis).matches()) {
      throw invalid(method, TIMEOUT_HEADER + ": no number, expected 1 to 10 digits");
    }
    return Duration.ofMillis(Long.parseLong(millis));
  }

  /** Null without the header. */
  private static @Nullable String onlyValue(String header, Request request, LocalMethod method)
      throws RefusedException {
    List<String> values = request.getHeaders().getValuesList(header);
    if (values.size() > 1) {
      throw invalid(method, header + ": given twice, expected once");
    }
    return values.isEmpty() ? null : values.get(0);
  }

  private static RefusedException invalid(LocalMethod method, String message) {
    return new RefusedException(
        EdgeRefusal.INVALID,
        EdgeError.of(LocalErrors.invalidRequest(method.name(), message, List.of())));
  }
}
