package dev.voicemedia.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;

/** Starts servers, with one line for the operator if a port cannot be opened. */
final class PortOpener {
  private PortOpener() {}

  /**
   * Starts a server that listens on an address.
   *
   * @param name of the port
   * @throws IOException with a line that names the port, the address and the reason
   */
  static <T> T open(String name, InetSocketAddress address, Server<T> server) throws IOException {
    try {
      return server.start(address);
    } catch (IOException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String where = address.getHostString() + ":" + address.getPort();
      throw new IOException(name + " port " + where + ": " + reason(cause), e);
    }
  }

  /** Without the system call that Netty names. */
  private static String reason(Throwable cause) {
    return String.valueOf(cause.getMessage())
        .replaceFirst("^[a-zA-Z]+\\(\\.\\.\\) failed with error\\(-?[0-9]+\\): ", "");
  }

  interface Server<T> {
    T start(InetSocketAddress address) throws IOException;
  }
}
