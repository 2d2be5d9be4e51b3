package outside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.voicemedia.client.ApiClient;
import dev.voicemedia.client.ApiException;
import dev.voicemedia.client.api.MediaActionsApi;
import dev.voicemedia.client.model.ActionResponse;
import dev.voicemedia.client.model.ErrorResponse;
import dev.voicemedia.client.model.SpeakRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClientTest {
  private static final String CALL = "v3:call-1";
  private static final SpeakRequest HELLO = new SpeakRequest().payload("Hello").voice("female");

  private final CountDownLatch patience = new CountDownLatch(1);
  private final ApiClient client = new ApiClient();
  private HttpServer vendor;
  private MediaActionsApi actions;

  @BeforeEach
  void start() throws IOException {
    vendor = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    vendor.start();
    client.updateBaseUri("http://127.0.0.1:" + vendor.getAddress().getPort() + "/v2");
    client.setRequestInterceptor(request -> request.setHeader("Authorization", "Bearer KEY"));
    actions = new MediaActionsApi(client);
  }

  @AfterEach
  void stop() {
    patience.countDown();
    vendor.stop(0);
  }

  @Test
  void aCallWaitsForItsAnswer() throws Exception {
    answer(200, "{\"data\":{\"result\":\"ok\"}}");

    assertEquals("ok", actions.speak(CALL, HELLO).get(5, TimeUnit.SECONDS).getData().getResult());
  }

  @Test
  void anAnswerComesLater() throws Exception {
    answer(200, "{\"data\":{\"result\":\"ok\"}}");

    CompletableFuture<String> result =
        actions.speak(CALL, HELLO).thenApply(answer -> answer.getData().getResult());

    assertEquals("ok", result.get(5, TimeUnit.SECONDS));
  }

  @Test
  void waitingHasAnEnd() throws Exception {
    vendor.createContext("/v2/", exchange -> await());

    CompletableFuture<ActionResponse> answer = actions.speak(CALL, HELLO);

    assertThrows(TimeoutException.class, () -> answer.get(100, TimeUnit.MILLISECONDS));
    assertTrue(answer.cancel(true));
  }

  @Test
  void aRefusalSaysWhy() throws Exception {
    answer(422, "{\"errors\":[{\"code\":\"90018\",\"title\":\"Call has already ended\"}]}");

    ExecutionException failure =
        assertThrows(
            ExecutionException.class, () -> actions.speak(CALL, HELLO).get(5, TimeUnit.SECONDS));
    ApiException refused = assertInstanceOf(ApiException.class, failure.getCause());
    ErrorResponse body =
        client.getObjectMapper().readValue(refused.getResponseBody(), ErrorResponse.class);

    assertEquals(422, refused.getCode());
    assertEquals("1", refused.getResponseHeaders().firstValue("Retry-After").orElse(""));
    assertEquals("90018", body.getErrors().get(0).getCode());
  }

  private void answer(int status, String body) {
    vendor.createContext(
        "/v2/",
        exchange -> {
          boolean known =
              exchange.getRequestURI().getPath().equals("/v2/calls/v3:call-1/actions/speak")
                  && "Bearer KEY".equals(exchange.getRequestHeaders().getFirst("Authorization"));
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.getResponseHeaders().add("Retry-After", "1");
          exchange.sendResponseHeaders(known ? status : 404, 0);
          exchange.getResponseBody().write(body.getBytes());
          exchange.close();
        });
  }

  private void await() {
    try {
      patience.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
