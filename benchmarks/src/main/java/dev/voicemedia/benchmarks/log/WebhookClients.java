package dev.voicemedia.benchmarks.log;

import dev.voicemedia.benchmarks.log.SignedRequests.Signed;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Connections that each send a webhook, wait for its 200, and send the next. */
public final class WebhookClients {
  private static final String ACCEPTED = "HTTP/1.1 200";
  private static final String REFUSED = "HTTP/1.1 503";
  private static final int STATUS_LINE = ACCEPTED.length();
  private static final long PAUSE_MILLIS = 200;
  private static final int TIMEOUT_MILLIS = 60_000;

  private final List<Signed> webhooks;
  private final int port;

  /** Between two webhooks of all connections; 0 if each follows the last one's answer. */
  private final long nanosBetween;

  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final long[] sent;
  private final long[] took;
  private final long start = System.nanoTime();

  private WebhookClients(List<Signed> webhooks, int port, long nanosBetween) {
    this.webhooks = webhooks;
    this.port = port;
    this.nanosBetween = nanosBetween;
    this.sent = new long[webhooks.size()];
    this.took = new long[webhooks.size()];
  }

  /**
   * Returns once all have been acknowledged.
   *
   * @throws IOException if one was refused with 503, too
   */
  public static void sendAll(List<Signed> webhooks, int port, int connections)
      throws IOException, InterruptedException {
    var unused = timeAll(webhooks, port, connections);
  }

  /**
   * Returns once all have been acknowledged; those that are refused with 503 are sent again.
   *
   * @return how many were refused
   */
  static int send(List<Signed> webhooks, int port, int connections)
      throws IOException, InterruptedException {
    WebhookClients clients = new WebhookClients(webhooks, port, 0);
    clients.run(connections);
    return clients.refused.get();
  }

  /**
   * Returns once all have been acknowledged, without a refusal.
   *
   * @return nanoseconds from each POST to its 200, in ascending order
   */
  public static long[] timeAll(List<Signed> webhooks, int port, int connections)
      throws IOException, InterruptedException {
    return new WebhookClients(webhooks, port, 0).timed(connections);
  }

  /**
   * Sends at a fixed rate, whether or not earlier ones are acknowledged, while there are free
   * connections.
   *
   * @return when each was sent by {@link System#nanoTime}, or was due if no connection was free
   */
  static long[] sendAt(List<Signed> webhooks, int port, int connections, int perSecond)
      throws IOException, InterruptedException {
    WebhookClients clients =
        new WebhookClients(webhooks, port, TimeUnit.SECONDS.toNanos(1) / perSecond);
    clients.run(connections);
    return clients.sent;
  }

  /**
   * Sends at a fixed rate, and waits for each answer, without a refusal.
   *
   * @return nanoseconds from each POST, or from when it was due, to its 200, in ascending order
   */
  public static long[] answeredAt(List<Signed> webhooks, int port, int connections, int perSecond)
      throws IOException, InterruptedException {
    return new WebhookClients(webhooks, port, TimeUnit.SECONDS.toNanos(1) / perSecond)
        .timed(connections);
  }

  private long[] timed(int connections) throws IOException, InterruptedException {
    run(connections);
    if (refused.get() > 0) {
      throw new IOException(refused + " webhooks refused, expected none");
    }
    Arrays.sort(took);
    return took;
  }

  private void run(int connections) throws IOException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    try {
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        clients.add(
            threads.submit(
                () -> {
                  sendOverOne();
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

  private void sendOverOne() throws IOException, InterruptedException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (int i = next.getAndIncrement(); i < webhooks.size(); i = next.getAndIncrement()) {
        sent[i] = awaitTurn(i);
        socket.getOutputStream().write(webhooks.get(i).request());
        while (!isAccepted(in)) {
          refused.incrementAndGet();
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
          socket.getOutputStream().write(webhooks.get(i).request());
        }
        took[i] = System.nanoTime() - sent[i];
      }
    }
  }

  /**
   * Returns now, even if the pause was longer than asked for, or when it was due if that is past.
   */
  private long awaitTurn(int number) {
    long due = start + number * nanosBetween;
    long now = System.nanoTime();
    if (nanosBetween == 0 || now >= due) {
      return nanosBetween == 0 ? now : due;
    }
    for (; now < due; now = System.nanoTime()) {
      LockSupport.parkNanos(due - now);
    }
    return now;
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
