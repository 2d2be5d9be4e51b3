package dev.voicemedia.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.webhook.testing.WebhookSigner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What those may do to the ports of {@code serve} whom it does not know. */
class StrangersIT {
  private static final byte[] WEBHOOK = "{\"data\":{\"id\":\"e-1\"}}".getBytes(ISO_8859_1);
  private static final int BURST = 200;
  private static final int CONNECT_MILLIS = 700;

  @TempDir static Path folder;
  private static ServingJar serving;

  @BeforeAll
  static void start() throws Exception {
    WebhookSigner signer = WebhookSigner.random();
    serving = ServingJar.of(ServingJar.launch(folder, signer, List.of()), signer);
  }

  @AfterAll
  static void stop() {
    serving.close();
  }

  @Test
  void aBurstOfConnectionsWaitsInTheBacklogOfEachPort() throws Exception {
    // While it is stopped, only the kernel can take connections; what it has no room for is tried
    // again after a second.
    signal("STOP");
    try {
      for (int port : List.of(serving.grpcPort(), serving.webhookPort(), serving.adminPort())) {
        List<Socket> burst = new ArrayList<>();
        try {
          for (int i = 0; i < BURST; i++) {
            Socket socket = new Socket();
            burst.add(socket);
            socket.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
          }
        } finally {
          closeAll(burst);
        }
      }
    } finally {
      signal("CONT");
    }

    assertThat(serving.post(WEBHOOK)).isEqualTo(200);
  }

  @Test
  void nothingThatStrangersSendIsLoggedAsItCame() throws Exception {
    int before = serving.process().arrived().size();
    String host = "x".repeat(7_000);
    for (int i = 0; i < 50; i++) {
      exchange(
          serving.webhookPort(),
          "POST /webhooks/telnyx HTTP/1.1\r\nHost: "
              + host
              + "\u009b\r\nHost: other"
              + host
              + i
              + "\r\n\r\n");
      exchange(serving.grpcPort(), "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
      new Socket(InetAddress.getLoopbackAddress(), serving.grpcPort()).close();
    }
    assertThat(serving.post(WEBHOOK)).isEqualTo(200);

    List<String> logged =
        serving.process().arrived().subList(before, serving.process().arrived().size());
    assertThat(String.join("\n", logged)).hasSizeLessThan(5_000).doesNotContain("xxx", "\u009b");
  }

  /** Sends text and reads what comes back until the other side closes or resets. */
  private static String exchange(int port, String text) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
      socket.getInputStream().transferTo(answer);
    } catch (SocketException reset) {
      // It closes without reading the rest.
    }
    return answer.toString(ISO_8859_1);
  }

  private static void closeAll(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private static void signal(String name) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("kill", "-" + name, Long.toString(serving.process().pid()))
            .start()
            .waitFor();
    assertThat(status).isZero();
  }
}
