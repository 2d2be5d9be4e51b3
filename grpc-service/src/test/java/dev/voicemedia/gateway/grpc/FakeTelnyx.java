package dev.voicemedia.gateway.grpc;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Reads HTTP requests off a socket, and does with it then whatever a test says. */
final class FakeTelnyx implements AutoCloseable {
  static final String OK = "{\"data\":{\"result\":\"ok\"}}";

  /**
   * A request as it came.
   *
   * @param headers by their names in lower case
   */
  record Request(String method, String path, Map<String, String> headers, String body) {
    /** The segment behind /calls/, decoded. */
    String callControlId() {
      return URLDecoder.decode(path.split("/", -1)[3], StandardCharsets.UTF_8);
    }

    String action() {
      return path.substring(path.lastIndexOf('/') + 1);
    }
  }

  /** What is done once a request was read. */
  @FunctionalInterface
  interface Reaction {
    void to(Socket socket) throws IOException;
  }

  private final ServerSocket server;
  private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private volatile Reaction reaction = answering(200, OK);
  private volatile boolean readsRequests = true;

  FakeTelnyx() {
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  /** Answers in one piece. */
  static Reaction answering(int status, String body, String... headers) {
    return socket -> write(socket, head(status, body.length(), headers) + body);
  }

  /** Announces a body, and sends only a part of it. */
  static Reaction startingToAnswer(int status, int length, String part) {
    return socket -> write(socket, head(status, length) + part);
  }

  static Reaction closing() {
    return Socket::close;
  }

  static Reaction resetting() {
    return socket -> {
      socket.setSoLinger(true, 0);
      socket.close();
    };
  }

  static Reaction saying(String bytes) {
    return socket -> write(socket, bytes);
  }

  /** Each one followed by what comes next. */
  static Reaction first(Reaction... reactions) {
    return socket -> {
      for (Reaction each : reactions) {
        each.to(socket);
      }
    };
  }

  FakeTelnyx reacting(Reaction toRequests) {
    reaction = toRequests;
    return this;
  }

  /** Does it as soon as a connection is there, without reading what comes. */
  FakeTelnyx reactingToConnections(Reaction toConnections) {
    reaction = toConnections;
    readsRequests = false;
    return this;
  }

  URI baseUrl() {
    return URI.create("http://127.0.0.1:" + port() + "/v2");
  }

  int port() {
    return server.getLocalPort();
  }

  List<Request> requests() {
    return List.copyOf(requests);
  }

  /** The requests since the last time. */
  List<Request> takeRequests() {
    List<Request> taken = requests();
    requests.removeAll(taken);
    return taken;
  }

  /** Whether the gateway has let go of every connection. */
  boolean isLeftAlone() {
    return sockets.stream().allMatch(Socket::isClosed);
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        daemon(() -> serve(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      if (!readsRequests) {
        reaction.to(socket);
      }
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (Request request = read(in); request != null; request = read(in)) {
        requests.add(request);
        reaction.to(socket);
      }
    } catch (IOException e) {
      // The gateway has closed it, or the test has.
    }
  }

  private static @Nullable Request read(InputStream in) throws IOException {
    String requestLine = line(in);
    if (requestLine.isEmpty()) {
      return null;
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    String[] words = requestLine.split(" ", -1);
    return new Request(words[0], words[1], headers, body);
  }

  /** Empty at the end of the stream, too. */
  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      line.write(b);
    }
    return line.toString(StandardCharsets.UTF_8).strip();
  }

  private static String head(int status, int length, String... headers) {
    String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    return "HTTP/1.1 "
        + status
        + " Said\r\nx-request-id: req-1\r\n"
        + (status == 204 ? "" : "Content-Length: " + length + "\r\n")
        + more
        + "\r\n";
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "fake-telnyx");
    thread.setDaemon(true);
    thread.start();
  }
}
