package dev.voicemedia.benchmarks.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code benchmarks/peers/prepare} has got ready. */
final class Peers {
  private static final Path FOLDER = Path.of(System.getProperty("peers", "benchmarks/peers"));
  private static final Path PROGRAMS = FOLDER.resolveSibling("target").resolve("peers");

  private Peers() {}

  /**
   * Returns a program's path.
   *
   * @throws IOException if it is not there
   */
  static String program(String name) throws IOException {
    return existing(PROGRAMS.resolve(name));
  }

  /**
   * Returns the path of a script of Express's gateway.
   *
   * @throws IOException if it is not there, or the packages that it needs are not
   */
  static String script(String name) throws IOException {
    Path folder = FOLDER.resolve("express");
    String unused = existing(folder.resolve("node_modules"));
    return existing(folder.resolve(name));
  }

  /** Returns a port of the loopback interface that was free just now. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String existing(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new IOException(file + ": is not there, run benchmarks/peers/prepare first");
    }
    return file.toAbsolutePath().toString();
  }
}
