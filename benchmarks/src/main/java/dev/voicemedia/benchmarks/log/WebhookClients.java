package dev.voicemedia.benchmarks.log;

import dev.voicemedia.benchmarks.log.SignedRequests.Signed;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Connections that each send a webhook, wait for its 200, and send the next. */
final class WebhookClients {
  private static final String ACCEPTED = "HTTP/1.1 200";
  private static final String REFUSED = "HTTP/1.1 503";
  private static final int STATUS_LINE = ACCEPTED.length();
  private static final long PAUSE_MILLIS = 200;
  private static final int TIMEOUT_MILLIS = 60_000;

  private WebhookClients() {}

  /**
   * Returns once all have been acknowledged; those that are refused with 503 are sent again.
   *
   * @return how many were refused
   */
  static int send(List<Signed> webhooks, int port, int connections)
      throws IOException, InterruptedException {
    AtomicInteger next = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    try {
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        clients.add(
            threads.submit(
                () -> {
                  sendOverOne(webhooks, next, refused, port);
                  return null;
                }));
      }
      for (Future<?> client : clients) {
        client.get();
      }
      return refused.get();
    } catch (ExecutionException e) {
      throw new IOException("a connection failed", e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private static void sendOverOne(
      List<Signed> webhooks, AtomicInteger next, AtomicInteger refused, int port)
      throws IOException, InterruptedException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (int i = next.getAndIncrement(); i < webhooks.size(); i = next.getAndIncrement()) {
        socket.getOutputStream().write(webhooks.get(i).request());
        while (!isAccepted(in)) {
          refused.incrementAndGet();
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
          socket.getOutputStream().write(webhooks.get(i).request());
        }
      }
    }
  }

  /** Reads an answer, which has no body: 200 or 503. */
  private static boolean isAccepted(InputStream in) throws IOException {
    String status = new String(in.readNBytes(STATUS_LINE), StandardCharsets.US_ASCII);
    if (!status.equals(ACCEPTED) && !status.equals(REFUSED)) {
      throw new IOException(status + ", expected 200 or 503");
    }
    int ends = 0; // of lines, one after the other
    while (ends < 2) {
      switch (in.read()) {
        case '\n' -> ends++;
        case '\r' -> {}
        case -1 -> throw new IOException("closed within an answer");
        default -> ends = 0;
      }
    }
    return status.equals(ACCEPTED);
  }
}
