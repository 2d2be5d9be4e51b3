package dev.voicemedia.gateway.edge;

import dev.voicemedia.gateway.grpc.LocalCalls;
import dev.voicemedia.gateway.http.UnreadBody;
import io.grpc.Metadata;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** A request and its response, which is begun once. */
final class Exchange {
  static final String JSON = "application/json";

  /** What goes on to the method; everything else is HTTP's. */
  private static final List<String> PASSED_ON =
      List.of("authorization", "traceparent", "tracestate");

  private final Request request;
  private final Response response;
  private final Callback callback;
  private final AtomicBoolean begun = new AtomicBoolean();

  /** Done when nobody reads the request's body any more. */
  private volatile CompletableFuture<?> bodyRead = CompletableFuture.completedFuture(null);

  Exchange(Request request, Response response, Callback callback) {
    this.request = request;
    this.response = response;
    this.callback = callback;
  }

  Request request() {
    return request;
  }

  Response response() {
    return response;
  }

  Callback callback() {
    return callback;
  }

  /** Whether the caller of this is the one to write the response. */
  boolean begin() {
    return begun.compareAndSet(false, true);
  }

  boolean hasBegun() {
    return begun.get();
  }

  /** Where the request comes from. */
  InetSocketAddress client() {
    return request.getConnectionMetaData().getRemoteSocketAddress()
            instanceof InetSocketAddress address
        ? address
        : new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** The request's body is being read, until this is done. */
  void reading(CompletableFuture<?> body) {
    bodyRead = body;
  }

  /** Headers of the call that this is to become. */
  Metadata headers() {
    Metadata headers = LocalCalls.headersFrom(client());
    for (String name : PASSED_ON) {
      for (String value : request.getHeaders().getValuesList(name)) {
        headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
      }
    }
    return headers;
  }

  void answer(String mediaType, byte[] body) {
    answer(HttpStatus.OK_200, mediaType, body);
  }

  void answer(int status, String mediaType, byte[] body) {
    if (begin()) {
      write(status, mediaType, body);
    }
  }

  void fail(EdgeError error) {
    if (begin()) {
      error
          .retryAfterSeconds()
          .ifPresent(seconds -> response.getHeaders().put(HttpHeader.RETRY_AFTER, seconds));
      if (error.code() == ConnectCode.UNAUTHENTICATED) {
        response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
      }
      write(error.status(), JSON, error.json().getBytes(StandardCharsets.UTF_8));
    }
  }

  void refuse(RefusedException refused) {
    refused.headers().forEach((name, value) -> response.getHeaders().put(name, value));
    fail(refused.error());
  }

  /** Answers with a status alone. */
  void answerEmpty(int status) {
    if (begin()) {
      response.setStatus(status);
      response.write(true, ByteBuffer.allocate(0), callback);
    }
  }

  private void write(int status, String mediaType, byte[] body) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, mediaType);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    response.write(true, ByteBuffer.wrap(body), Callback.from(this::end, callback::failed));
  }

  private void end() {
    var unused = bodyRead.whenComplete((read, failure) -> UnreadBody.drop(request, callback));
  }
}
