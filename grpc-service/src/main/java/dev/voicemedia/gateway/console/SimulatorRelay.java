package dev.voicemedia.gateway.console;

import dev.voicemedia.gateway.upstream.EgressProxy;
import dev.voicemedia.gateway.upstream.TelnyxHttp;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Hands requests of the page on to the control API of the simulated Telnyx, which is of another
 * origin: so the page needs no leave to connect elsewhere, and the simulator no rules for pages.
 */
public final class SimulatorRelay {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final URI simulator;
  private final HttpClient http;

  /**
   * @param simulator such as {@code http://127.0.0.1:8081/simulator}
   */
  public SimulatorRelay(URI simulator) {
    this.simulator = simulator;
    http =
        TelnyxHttp.prepare(HttpClient.newBuilder(), simulator, EgressProxy.NONE)
            .connectTimeout(TIMEOUT)
            .build();
  }

  /**
   * Hands a request on.
   *
   * @param rawPath what follows the control API's own path: encoded, with its slash, without a
   *     query
   */
  public CompletableFuture<HttpResponse<byte[]>> send(String method, String rawPath, byte[] body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(simulator + rawPath))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofByteArray(body))
            .build();
    return http.sendAsync(request, BodyHandlers.ofByteArray());
  }
}
