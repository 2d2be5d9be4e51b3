package dev.voicemedia.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** On which threads an answer goes on. */
final class CancellableHttpClientTest {
  private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

  @Test
  void anAnswerIsReadOnTheClientsOwnThreads() throws Exception {
    HttpServer telnyx =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    telnyx.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, BODY.length);
          exchange.getResponseBody().write(BODY);
          exchange.close();
        });
    telnyx.start();
    try {
      assertThat(threadThatGoesOn(telnyx.getAddress().getPort())).startsWith("telnyx-http-");
    } finally {
      telnyx.stop(0);
    }
  }

  @Test
  void soIsAFailure() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }

    assertThat(threadThatGoesOn(port)).startsWith("telnyx-http-");
  }

  private static String threadThatGoesOn(int port) throws Exception {
    URI url = URI.create("http://127.0.0.1:" + port);
    try (TelnyxHttp http = new TelnyxHttp(url, EgressProxy.NONE)) {
      HttpRequest request = HttpRequest.newBuilder(url).POST(BodyPublishers.ofString("{}")).build();
      CompletableFuture<String> thread = new CompletableFuture<>();
      // As the generated client goes on.
      var unused =
          new CancellableHttpClient(http.client())
              .sendAsync(request, BodyHandlers.ofInputStream())
              .handleAsync(
                  (response, failure) -> thread.complete(Thread.currentThread().getName()));
      return thread.get(10, TimeUnit.SECONDS);
    }
  }
}
