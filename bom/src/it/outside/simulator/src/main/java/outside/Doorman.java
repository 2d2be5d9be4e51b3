package outside;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Someone's service: says a sentence on a call. */
final class Doorman {
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI baseUrl;
  private final String apiKey;

  Doorman(URI baseUrl, String apiKey) {
    this.baseUrl = baseUrl;
    this.apiKey = apiKey;
  }

  /** Whether it was accepted. */
  boolean greet(String call) throws IOException, InterruptedException {
    HttpRequest speak =
        HttpRequest.newBuilder(URI.create(baseUrl + "/calls/" + call + "/actions/speak"))
            .header("Authorization", "Bearer " + apiKey)
            .POST(HttpRequest.BodyPublishers.ofString("{\"payload\":\"Hi\",\"voice\":\"male\"}"))
            .build();
    return http.send(speak, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
  }
}
