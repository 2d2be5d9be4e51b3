package dev.voicemedia.gateway.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.connection.ConnectionLimits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

class PortThreadsTest {
  private static final int REQUESTS = 50;
  private static final int TIMEOUT_MILLIS = 30_000;

  private final List<String> handlers = new CopyOnWriteArrayList<>();
  private final List<String> answerers = new CopyOnWriteArrayList<>();

  @Test
  void requestsAreHandledByThePortsThreadsWhoeverAnsweredTheOneBefore() throws Exception {
    ExecutorService elsewhere = Executors.newSingleThreadExecutor(job -> new Thread(job, "other"));
    try (HttpPort port = listen(new AnsweredBy(elsewhere));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port.port())) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      BufferedReader answers =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));

      // Pipelined: the next request is there when the one before is answered.
      send(socket, REQUESTS);
      for (int i = 0; i < REQUESTS; i++) {
        assertThat(status(answers)).isEqualTo("HTTP/1.1 204 No Content");
      }
      for (int i = 0; i < REQUESTS; i++) {
        send(socket, 1);
        assertThat(status(answers)).isEqualTo("HTTP/1.1 204 No Content");
      }
    } finally {
      elsewhere.shutdownNow();
    }
    assertThat(answerers).hasSize(2 * REQUESTS).containsOnly("other");
    assertThat(handlers).hasSize(2 * REQUESTS).allMatch(name -> name.startsWith("test-port"));
  }

  @Test
  void aHandlerThatFailsThereIsAnsweredAsAnywhere() throws Exception {
    ExecutorService elsewhere = Executors.newSingleThreadExecutor(job -> new Thread(job, "other"));
    AnsweredBy first = new AnsweredBy(elsewhere);
    Handler handler =
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback) {
            if (!handlers.isEmpty()) {
              throw new IllegalStateException("broken");
            }
            return first.handle(request, response, callback);
          }
        };
    try (HttpPort port = listen(handler);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port.port())) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      BufferedReader answers =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      send(socket, 2);

      assertThat(status(answers)).isEqualTo("HTTP/1.1 204 No Content");
      assertThat(status(answers)).isEqualTo("HTTP/1.1 500 Server Error");
    } finally {
      elsewhere.shutdownNow();
    }
  }

  private static HttpPort listen(Handler handler) throws IOException {
    return HttpPort.listen(
        "test-port",
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        PortTimeouts.of(Duration.ofMinutes(1), Duration.ofSeconds(1)),
        Duration.ofSeconds(1),
        Optional.empty(),
        HttpPort.HTTP_1_ALONE,
        new ConnectionTable(ConnectionLimits.DEFAULTS, () -> {}),
        new BareErrors(status -> {}),
        handler);
  }

  private static void send(Socket socket, int requests) throws IOException {
    socket
        .getOutputStream()
        .write("GET / HTTP/1.1\r\nHost: h\r\n\r\n".repeat(requests).getBytes(US_ASCII));
  }

  /** Reads one response, which has no body. */
  private static String status(BufferedReader answers) throws IOException {
    String status = answers.readLine();
    while (!answers.readLine().isEmpty()) {
      // a header
    }
    return status;
  }

  private final class AnsweredBy extends Handler.Abstract {
    private final ExecutorService executor;

    AnsweredBy(ExecutorService executor) {
      super(InvocationType.NON_BLOCKING);
      this.executor = executor;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      handlers.add(Thread.currentThread().getName());
      executor.execute(
          () -> {
            answerers.add(Thread.currentThread().getName());
            response.setStatus(204);
            response.write(true, null, callback);
          });
      return true;
    }
  }
}
