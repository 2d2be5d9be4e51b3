package dev.voicemedia.simulator.example;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Someone's service: greets every caller, retries once when the greeting fails, and remembers the
 * calls on which the greeting was heard to its end.
 */
final class Greeter implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<String> greeted = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  Greeter(URI baseUrl, String apiKey) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/webhooks",
        exchange -> {
          JsonNode event = JSON.readTree(exchange.getRequestBody()).path("data");
          String call = event.at("/payload/call_control_id").asText();
          switch (event.path("event_type").asText()) {
            case "call.answered" -> greet(baseUrl, apiKey, call);
            case "call.speak.ended" -> greeted.add(call);
            default -> {}
          }
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  URI webhookUrl() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/webhooks");
  }

  List<String> greeted() {
    return List.copyOf(greeted);
  }

  private void greet(URI baseUrl, String apiKey, String call) throws IOException {
    HttpRequest speak =
        HttpRequest.newBuilder(URI.create(baseUrl + "/calls/" + call + "/actions/speak"))
            .header("Authorization", "Bearer " + apiKey)
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"payload\":\"Hello\",\"voice\":\"female\",\"command_id\":\"hello\"}"))
            .build();
    try {
      int status = http.send(speak, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status >= 500) {
        http.send(speak, HttpResponse.BodyHandlers.discarding());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
