package dev.voicemedia.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.UUID;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.URIUtil;

/** The vendor's API: {@code /v2/…}. */
final class ApiHandler extends Handler.Abstract {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Room for the base64 of a playback's content. */
  private static final int MAX_BODY_BYTES = 16 << 20;

  private final byte[] authorization;
  private final String publicKey;
  private final CallCommands commands;

  ApiHandler(String apiKey, String publicKey, CallCommands commands) {
    authorization = ("Bearer " + apiKey).getBytes(StandardCharsets.UTF_8);
    this.publicKey = publicKey;
    this.commands = commands;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws IOException {
    byte[] body = read(request);
    Answer answer = isAuthenticated(request) ? answer(request, body) : refuseKey();
    response.setStatus(answer.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json; charset=utf-8");
    response.getHeaders().put("x-request-id", UUID.randomUUID().toString());
    response.write(true, ByteBuffer.wrap(JSON.writeValueAsBytes(answer.body())), callback);
    return true;
  }

  private Answer answer(Request request, byte[] body) {
    List<String> path = segments(request);
    if (request.getMethod().equals("GET") && path.equals(List.of("v2", "public_key"))) {
      ObjectNode answer = JsonNodeFactory.instance.objectNode();
      answer.putObject("data").put("record_type", "public_key").put("public", publicKey);
      return new Answer(200, answer);
    }
    if (request.getMethod().equals("POST")
        && path.size() == 5
        && path.subList(0, 2).equals(List.of("v2", "calls"))
        && path.get(3).equals("actions")) {
      return execute(path.get(2), path.get(4), body);
    }
    return Answer.refused(ApiError.notFound("The resource " + request.getHttpURI().getPath()));
  }

  private Answer execute(String callControlId, String action, byte[] body) {
    if (body.length > MAX_BODY_BYTES) {
      return Answer.refused(
          new ApiError(413, "10015", "Bad request", "The body is over 16 MiB.", null));
    }
    try {
      JsonNode json = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
      return json instanceof ObjectNode object
          ? commands.execute(callControlId, action, object)
          : Answer.refused(ApiError.notJson());
    } catch (JsonProcessingException e) {
      return Answer.refused(ApiError.notJson());
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory failed", e);
    }
  }

  private boolean isAuthenticated(Request request) {
    String given = request.getHeaders().get(HttpHeader.AUTHORIZATION);
    return given != null
        && MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), authorization);
  }

  private static Answer refuseKey() {
    return Answer.refused(ApiError.unauthenticated());
  }

  private static byte[] read(Request request) throws IOException {
    try (InputStream input = Content.Source.asInputStream(request)) {
      return input.readNBytes(MAX_BODY_BYTES + 1);
    }
  }

  /** Split before decoding: an id may hold an encoded slash. */
  private static List<String> segments(Request request) {
    String path = request.getHttpURI().getPath();
    return path == null
        ? List.of()
        : List.of(path.substring(1).split("/", -1)).stream().map(URIUtil::decodePath).toList();
  }
}
