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
import java.util.concurrent.atomic.AtomicInteger;

/** Connections that each send a webhook, wait for its 200, and send the next. */
final class WebhookClients {
  private static final byte[] ACCEPTED = "HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII);
  private static final int TIMEOUT_MILLIS = 60_000;

  private WebhookClients() {}

  /** Returns once all have been acknowledged. */
  static void send(List<Signed> webhooks, int port, int connections)
      throws IOException, InterruptedException {
    AtomicInteger next = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    try {
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        clients.add(
            threads.submit(
                () -> {
                  sendOverOne(webhooks, next, port);
                  return null;
                }));
      }
      for (Future<?> client : clients) {
        client.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("a connection failed", e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private static void sendOverOne(List<Signed> webhooks, AtomicInteger next, int port)
      throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (int i = next.getAndIncrement(); i < webhooks.size(); i = next.getAndIncrement()) {
        socket.getOutputStream().write(webhooks.get(i).request());
        requireAccepted(in);
      }
    }
  }

  /** Reads an answer, which has no body. */
  private static void requireAccepted(InputStream in) throws IOException {
    for (byte expected : ACCEPTED) {
      if (in.read() != expected) {
        throw new IOException("not answered 200");
      }
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
  }
}
