package dev.voicemedia.gateway.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Ports for processes that have to know them before they start. They are below what a system gives
 * to sockets that ask for any port, so that none of these takes one meanwhile.
 */
public final class FreePorts {
  private static final int FIRST = 20_000;
  private static final int COUNT = 12_000;

  private FreePorts() {}

  /** So many ports of the loopback address, all different. */
  public static int[] take(int count) throws IOException {
    Random random = new Random();
    List<ServerSocket> taken = new ArrayList<>();
    try {
      while (taken.size() < count) {
        try {
          int port = FIRST + random.nextInt(COUNT);
          taken.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
        } catch (IOException e) {
          // It is somebody's; there are others.
        }
      }
      return taken.stream().mapToInt(ServerSocket::getLocalPort).toArray();
    } finally {
      for (ServerSocket socket : taken) {
        socket.close();
      }
    }
  }
}
