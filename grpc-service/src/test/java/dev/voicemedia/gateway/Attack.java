package dev.voicemedia.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What strangers do to a running gateway, for as long as a test lets them. */
final class Attack implements AutoCloseable {
  private static final int BURST = 100;

  /** An address of its own: an address that has too many connections loses idle ones. */
  private static final String ELSEWHERE = "127.0.0.2";

  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong done = new AtomicLong();

  /** Belongs to the thread that holds them, until that has ended. */
  private final List<Socket> held = new ArrayList<>();

  private volatile boolean over;

  private Attack() {}

  /** Opens streams and sends no requests, on so many connections. */
  static Attack headersFlood(int grpcPort, int connections) {
    return onHttp2(grpcPort, connections, RawHttp2::headers);
  }

  /** Opens streams and resets each at once. */
  static Attack resetFlood(int grpcPort, int connections) {
    return onHttp2(grpcPort, connections, connection -> connection.reset(connection.headers()));
  }

  /** Sends settings, each of which is to be acknowledged. */
  static Attack settingsFlood(int grpcPort, int connections) {
    return onHttp2(grpcPort, connections, RawHttp2::settings);
  }

  /** Sends requests with two long Host headers that differ. */
  static Attack hostFlood(int webhookPort, int connections) {
    String host = "x".repeat(7_000);
    byte[] request =
        ("POST /webhooks/telnyx HTTP/1.1\r\nHost: " + host + "\r\nHost: y" + host + "\r\n\r\n")
            .getBytes(ISO_8859_1);
    Attack attack = new Attack();
    for (int i = 0; i < connections; i++) {
      attack.repeat(
          () -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), webhookPort)) {
              socket.setSoTimeout(10_000);
              socket.getOutputStream().write(request);
              socket.getInputStream().readAllBytes();
            }
            attack.done.incrementAndGet();
          });
    }
    return attack;
  }

  /** Holds connections, each of which has sent the beginning of a request, or nothing. */
  static Attack held(int webhookPort, int connections, String beginning) {
    Attack attack = new Attack();
    List<Socket> open = attack.held;
    attack.repeat(
        () -> {
          if (open.size() < connections) {
            Socket socket =
                new Socket(
                    InetAddress.getLoopbackAddress(),
                    webhookPort,
                    InetAddress.getByName(ELSEWHERE),
                    0);
            open.add(socket);
            socket.getOutputStream().write(beginning.getBytes(ISO_8859_1));
            attack.done.incrementAndGet();
          } else {
            for (int i = 0; i < open.size() && !attack.over; i++) {
              if (isClosed(open.get(i))) {
                open.get(i).close();
                open.remove(i);
              }
            }
          }
        });
    return attack;
  }

  /** How often it has done what it does. */
  long done() {
    return done.get();
  }

  @Override
  public void close() throws IOException {
    over = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    for (Socket socket : held) {
      socket.close();
    }
  }

  /** Also reads an answer, which ends a connection here. */
  private static boolean isClosed(Socket socket) {
    try {
      socket.setSoTimeout(1);
      socket.getInputStream().read();
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static Attack onHttp2(int port, int connections, Step step) {
    Attack attack = new Attack();
    for (int i = 0; i < connections; i++) {
      attack.repeat(
          () -> {
            try (RawHttp2 connection = new RawHttp2(port)) {
              while (!attack.over) {
                for (int n = 0; n < BURST; n++) {
                  step.on(connection);
                }
                connection.flush();
                attack.done.addAndGet(BURST);
              }
            }
          });
    }
    return attack;
  }

  /** Again and again on a thread, since connections may be closed at any time. */
  private void repeat(Attempt attempt) {
    Thread thread =
        new Thread(
            () -> {
              while (!over) {
                try {
                  attempt.run();
                } catch (IOException e) {
                  // It was thrown out, and comes again.
                }
              }
            },
            "attack");
    threads.add(thread);
    thread.start();
  }

  private interface Attempt {
    void run() throws IOException;
  }

  private interface Step {
    void on(RawHttp2 connection) throws IOException;
  }
}
