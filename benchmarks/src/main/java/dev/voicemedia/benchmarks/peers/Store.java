package dev.voicemedia.benchmarks.peers;

import dev.voicemedia.benchmarks.ChildProcess;
import dev.voicemedia.benchmarks.Folders;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A server of others that keeps events, in a temporary folder and with an fsync of each write. */
final class Store implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 10_000;

  private final Kind kind;
  private final Path folder;
  private final ChildProcess process;
  private final int port;
  private final int adminPort;

  private Store(Kind kind, Path folder, ChildProcess process, int port, int adminPort) {
    this.kind = kind;
    this.folder = folder;
    this.process = process;
    this.port = port;
    this.adminPort = adminPort;
  }

  /** Which server. */
  enum Kind {
    REDIS,
    NATS
  }

  static Store start(Kind kind) throws IOException {
    Path folder = Files.createTempDirectory("voicemedia-benchmark");
    int port = Peers.freePort();
    int adminPort = kind == Kind.NATS ? Peers.freePort() : port;
    List<String> command = kind == Kind.NATS ? nats(folder, port, adminPort) : redis(folder, port);
    ChildProcess process = ChildProcess.ofCommand(Map.of(), command);
    Store store = new Store(kind, folder, process, port, adminPort);
    try {
      String unused = process.read(kind == Kind.NATS ? "Server is ready" : "Ready to accept");
      return store;
    } catch (IOException e) {
      store.close();
      throw e;
    }
  }

  /** Without snapshots and rewrites of the file, which would only cost it CPU. */
  private static List<String> redis(Path folder, int port) throws IOException {
    return List.of(
        Peers.program("redis-server"),
        "--bind",
        "127.0.0.1",
        "--port",
        Integer.toString(port),
        "--dir",
        folder.toString(),
        "--appendonly",
        "yes",
        "--appendfsync",
        "always",
        "--auto-aof-rewrite-percentage",
        "0",
        "--save",
        "");
  }

  private static List<String> nats(Path folder, int port, int adminPort) throws IOException {
    Path configuration = folder.resolve("nats.conf");
    Files.writeString(
        configuration,
        """
        listen: 127.0.0.1:%d
        http: 127.0.0.1:%d
        jetstream {
          store_dir: "%s"
          sync_interval: always
        }
        """
            .formatted(port, adminPort, folder));
    return List.of(Peers.program("nats-server"), "--config", configuration.toString());
  }

  Kind kind() {
    return kind;
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  ChildProcess process() {
    return process;
  }

  /** Checks that the server itself says that it syncs each write. */
  void checkSync() throws IOException {
    String answer = kind == Kind.NATS ? natsConfiguration() : redisConfiguration();
    String expected = kind == Kind.NATS ? "\"sync_always\": true" : "always";
    if (!answer.contains(expected)) {
      throw new IOException(answer + ": has no " + expected);
    }
  }

  private String natsConfiguration() throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + adminPort + "/jsz?config=true");
    try (InputStream in = uri.toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String redisConfiguration() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket
          .getOutputStream()
          .write("CONFIG GET appendfsync\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Override
  public void close() throws IOException {
    process.close();
    Folders.delete(folder);
  }
}
