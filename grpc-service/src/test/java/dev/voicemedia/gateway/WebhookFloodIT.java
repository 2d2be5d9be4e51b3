package dev.voicemedia.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.webhook.testing.WebhookSigner;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forgeries by the thousand from eight addresses, and authentic webhooks from a ninth. */
class WebhookFloodIT {
  private static final int SECONDS = Integer.getInteger("voicemedia.flood.seconds", 4);

  /** A shorter one measures how busy the machine is. */
  private static final boolean MEASURES = SECONDS >= 4;

  private static final int FORGED_PER_SECOND = 3_000;
  private static final int AUTHENTIC_PER_SECOND = 50;
  private static final int ATTACKERS = 8;

  /** Of each: more than can wait in the lane of the charged. */
  private static final int CONNECTIONS = 80;

  private final WebhookSigner signer = WebhookSigner.random();
  private final WebhookSigner stranger = WebhookSigner.random();

  @TempDir Path folder;

  @Test
  void authenticWebhooksAreStoredInTimeAndNoneIsRefused() throws Exception {
    try (ServingJar serving =
        ServingJar.of(
            ServingJar.launch(folder, signer, List.of(), "--webhook-verify-limit=1000/s"),
            signer)) {
      ExecutorService threads = Executors.newCachedThreadPool();
      byte[] forgery = Connection.request(stranger, "{}");
      AtomicLong turns = new AtomicLong();
      AtomicInteger answered = new AtomicInteger();
      AtomicInteger tooMany = new AtomicInteger();
      long begun = System.nanoTime();
      for (int i = 0; i < ATTACKERS * CONNECTIONS; i++) {
        String from = "127.0.0." + (2 + i % ATTACKERS);
        threads.execute(
            () -> attack(from, serving.webhookPort(), forgery, begun, turns, answered, tooMany));
      }
      TimeUnit.SECONDS.sleep(1); // until they are charged; the flood is what is measured
      List<Long> millis = new ArrayList<>();
      List<Integer> statuses = new ArrayList<>();
      long start = System.nanoTime();
      try (Connection authentic = new Connection("127.0.0.1", serving.webhookPort())) {
        for (int i = 0; i < SECONDS * AUTHENTIC_PER_SECOND; i++) {
          long due = start + i * 1_000_000_000L / AUTHENTIC_PER_SECOND;
          LockSupport.parkNanos(due - System.nanoTime());
          statuses.add(
              authentic.post(
                  Connection.request(signer, "{\"data\":{\"id\":\"event-" + i + "\"}}")));
          millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - due));
        }
      }
      threads.shutdownNow();

      System.out.printf(
          "flood: %d forged sent, %d answered, %d of them 429; %d authentic, slowest %d ms%n",
          turns.get(), answered.get(), tooMany.get(), statuses.size(), Collections.max(millis));
      assertThat(statuses).containsOnly(200);
      if (MEASURES) {
        assertThat(millis.stream().filter(each -> each <= 2_000).count())
            .isGreaterThanOrEqualTo((long) (0.99 * statuses.size()));
      }
    }
  }

  /** Sends when its turn comes, whatever has become of those before. */
  private static void attack(
      String from,
      int port,
      byte[] forgery,
      long begun,
      AtomicLong turns,
      AtomicInteger answered,
      AtomicInteger tooMany) {
    try (Connection connection = new Connection(from, port)) {
      while (!Thread.interrupted()) {
        long due = begun + turns.getAndIncrement() * 1_000_000_000L / FORGED_PER_SECOND;
        LockSupport.parkNanos(due - System.nanoTime());
        if (connection.post(forgery) == 429) {
          tooMany.incrementAndGet();
        }
        answered.incrementAndGet();
      }
    } catch (IOException e) {
      // The gateway has ended.
    }
  }

  /** A connection from an address of this machine's, which Java's client cannot choose. */
  private static final class Connection implements AutoCloseable {
    private final Socket socket = new Socket();
    private final InputStream input;

    Connection(String from, int port) throws IOException {
      socket.bind(new InetSocketAddress(from, 0));
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setTcpNoDelay(true);
      input = new BufferedInputStream(socket.getInputStream());
    }

    static byte[] request(WebhookSigner signer, String body) {
      byte[] bytes = body.getBytes(UTF_8);
      StringBuilder head =
          new StringBuilder("POST /webhooks/telnyx HTTP/1.1\r\nHost: a\r\nContent-Length: ")
              .append(bytes.length)
              .append("\r\n");
      signer
          .headers(Instant.now(), bytes)
          .forEach(
              (name, values) ->
                  values.forEach(
                      value -> head.append(name).append(": ").append(value).append("\r\n")));
      ByteArrayOutputStream request = new ByteArrayOutputStream();
      request.writeBytes(head.append("\r\n").toString().getBytes(US_ASCII));
      request.writeBytes(bytes);
      return request.toByteArray();
    }

    /** Sends a request and returns the status of its answer. */
    int post(byte[] request) throws IOException {
      socket.getOutputStream().write(request);
      return Integer.parseInt(answer().split(" ", 3)[1]);
    }

    /** An answer has no body. */
    private String answer() throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = input.read();
        if (next < 0) {
          throw new IOException("closed");
        }
        head.append((char) next);
      }
      return head.toString();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
