package dev.voicemedia.gateway.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.voicemedia.client.ApiClient;
import dev.voicemedia.client.ApiException;
import dev.voicemedia.client.ApiResponse;
import dev.voicemedia.v1.SendCommandRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A request that the OpenAPI document has no operation for, and so the generated client no method:
 * the same on the wire as one of its own.
 *
 * @param path behind the base URL
 */
record OpenCommand(String path, Map<String, Object> body) implements Command.Request {
  private static final String JSON_TYPE = "application/json";

  static OpenCommand of(SendCommandRequest request, String commandId) {
    Map<String, Object> body = OpenJson.toMap(request.getBody());
    body.put("command_id", commandId);
    String call = ApiClient.urlEncode(request.getCallControlId());
    return new OpenCommand("/calls/" + call + "/actions/" + request.getAction(), body);
  }

  @Override
  public CompletableFuture<ApiResponse<JsonNode>> send(ApiClient client) throws ApiException {
    ObjectMapper json = client.getObjectMapper();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(client.getBaseUri() + path))
            .header("Content-Type", JSON_TYPE)
            .header("Accept", JSON_TYPE);
    try {
      request.POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body)));
    } catch (JsonProcessingException e) {
      throw new ApiException(e);
    }
    client.getRequestInterceptor().accept(request);
    return client
        .getHttpClient()
        .sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream())
        .thenApply(answer -> read(answer, json));
  }

  private static ApiResponse<JsonNode> read(HttpResponse<InputStream> answer, ObjectMapper json) {
    try (InputStream stream = answer.body()) {
      byte[] bytes = stream.readAllBytes();
      if (answer.statusCode() / 100 != 2) {
        throw new CompletionException(
            new ApiException(
                answer.statusCode(),
                "HTTP " + answer.statusCode(),
                answer.headers(),
                new String(bytes, StandardCharsets.UTF_8)));
      }
      return new ApiResponse<>(answer.statusCode(), answer.headers().map(), json.readTree(bytes));
    } catch (IOException e) {
      throw new CompletionException(new ApiException(e));
    }
  }
}
