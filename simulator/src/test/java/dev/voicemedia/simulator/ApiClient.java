package dev.voicemedia.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Someone's client of the API. */
final class ApiClient {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String baseUrl;
  private final String controlUrl;
  private final String apiKey;

  ApiClient(Simulator simulator) {
    this(simulator, simulator.apiKey());
  }

  ApiClient(Simulator simulator, String apiKey) {
    controlUrl = simulator.controlUrl().toString();
    baseUrl = simulator.baseUrl().toString();
    this.apiKey = apiKey;
  }

  Reply command(SimulatedCall call, String action, String body) {
    return command(call.callControlId(), action, body);
  }

  /** Single quotes in the body stand for double ones. */
  Reply command(String callControlId, String action, String body) {
    return send("POST", baseUrl + "/calls/" + callControlId + "/actions/" + action, body(body));
  }

  Reply put(SimulatedCall call, String action, String body) {
    return send(
        "PUT", baseUrl + "/calls/" + call.callControlId() + "/actions/" + action, body(body));
  }

  /** Posts to a path behind the base URL; single quotes in the body stand for double ones. */
  Reply post(String path, String body) {
    return send("POST", baseUrl + path, body(body));
  }

  Reply get(String path) {
    return send("GET", baseUrl + path, body(""));
  }

  /** Asks the control API; single quotes in the body stand for double ones. */
  Reply control(String method, String path, String body) {
    return send(method, controlUrl + path, body(body));
  }

  Reply control(String method, String path, byte[] body) {
    return send(method, controlUrl + path, HttpRequest.BodyPublishers.ofByteArray(body));
  }

  private static HttpRequest.BodyPublisher body(String text) {
    return HttpRequest.BodyPublishers.ofString(text.replace('\'', '"'));
  }

  private Reply send(String method, String url, HttpRequest.BodyPublisher body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .header("authorization", "Bearer " + apiKey)
            .header("content-type", "application/json")
            .method(method, body)
            .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      return new Reply(answer.statusCode(), answer.headers(), answer.body());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  record Reply(int status, HttpHeaders headers, String body) {

    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new IllegalStateException("not JSON: " + body, e);
      }
    }

    JsonNode error() {
      return json().path("errors").path(0);
    }

    String code() {
      return error().path("code").asText();
    }

    String pointer() {
      return error().path("source").path("pointer").asText();
    }
  }
}
