package dev.voicemedia.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.URIUtil;
import org.jspecify.annotations.Nullable;

/** A request with its body read, and the means to answer it once. */
final class HttpExchange {

  /** Room for the base64 of a playback's content. */
  static final int MAX_BODY_BYTES = 16 << 20;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Request request;
  private final Response response;
  private final Callback callback;
  private final byte[] body;

  private HttpExchange(Request request, Response response, Callback callback, byte[] body) {
    this.request = request;
    this.response = response;
    this.callback = callback;
    this.body = body;
  }

  /** Reads the body, of which no more is taken than one byte over the limit. */
  static HttpExchange read(Request request, Response response, Callback callback)
      throws IOException {
    try (InputStream input = Content.Source.asInputStream(request)) {
      return new HttpExchange(request, response, callback, input.readNBytes(MAX_BODY_BYTES + 1));
    }
  }

  String method() {
    return request.getMethod();
  }

  /** The decoded segments; split before decoding, since an id may hold an encoded slash. */
  List<String> path() {
    String path = Optional.ofNullable(request.getHttpURI().getPath()).orElse("/");
    return Arrays.stream(path.substring(1).split("/", -1)).map(URIUtil::decodePath).toList();
  }

  @Nullable String header(HttpHeader name) {
    return request.getHeaders().get(name);
  }

  /** The value of a query parameter; null if it is absent. */
  @Nullable String query(String name) {
    return Request.extractQueryParameters(request).getValue(name);
  }

  /**
   * Refuses query parameters of other names.
   *
   * @throws IllegalArgumentException naming the first of them
   */
  void requireQuery(String... names) {
    for (String name : Request.extractQueryParameters(request).getNames()) {
      if (!List.of(names).contains(name)) {
        throw new IllegalArgumentException(
            "query parameter \"" + name + "\", expected one of " + String.join(", ", names));
      }
    }
  }

  byte[] body() {
    return body;
  }

  boolean isBodyTooLarge() {
    return body.length > MAX_BODY_BYTES;
  }

  /** The body as a JSON object, {@code {}} if there is none; empty if it is no JSON object. */
  Optional<ObjectNode> json() {
    try {
      JsonNode json = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
      return json instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory failed", e);
    }
  }

  void addHeader(String name, String value) {
    response.getHeaders().put(name, value);
  }

  void answer(HttpAnswer answer) {
    byte[] bytes = begin(answer);
    response.write(true, ByteBuffer.wrap(bytes), callback);
  }

  void answer(int status, String contentType, byte[] bytes) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
    response.write(true, ByteBuffer.wrap(bytes), callback);
  }

  /** Sends the headers and half of the body, and hands over what sends the rest. */
  void answerHalf(HttpAnswer answer, Consumer<Runnable> rest) {
    byte[] bytes = begin(answer);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
    int half = bytes.length / 2;
    response.write(
        false,
        ByteBuffer.wrap(bytes, 0, half),
        Callback.from(
            () ->
                rest.accept(
                    () ->
                        response.write(
                            true, ByteBuffer.wrap(bytes, half, bytes.length - half), callback)),
            callback::failed));
  }

  /** Closes the connection without an answer. */
  void drop() {
    request.getConnectionMetaData().getConnection().getEndPoint().close();
    // The server logs any other exception with its stack trace.
    callback.failed(new EofException("the simulator was asked to drop the connection"));
  }

  /** Resets the connection without an answer: what was sent before may be lost, too. */
  void reset() {
    if (request.getConnectionMetaData().getConnection().getEndPoint().getTransport()
        instanceof SocketChannel channel) {
      try {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      } catch (IOException e) {
        // The other side was faster.
      }
    }
    drop();
  }

  private byte[] begin(HttpAnswer answer) {
    response.setStatus(answer.status());
    answer.headers().forEach((name, value) -> response.getHeaders().put(name, value));
    return answer.body().getBytes(StandardCharsets.UTF_8);
  }
}
