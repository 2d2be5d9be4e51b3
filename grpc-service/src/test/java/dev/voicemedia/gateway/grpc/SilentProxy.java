package dev.voicemedia.gateway.grpc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Forwards TCP until it is told to stop; it then keeps its connections open and says nothing. */
final class SilentProxy implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private volatile boolean silent;

  SilentProxy(int target) throws IOException {
    threads.execute(
        () -> {
          try {
            while (true) {
              Socket client = open(listener.accept());
              Socket server = open(new Socket(InetAddress.getLoopbackAddress(), target));
              threads.execute(() -> forward(client, server));
              threads.execute(() -> forward(server, client));
            }
          } catch (IOException e) {
            // Closed.
          }
        });
  }

  int port() {
    return listener.getLocalPort();
  }

  void stopForwarding() {
    silent = true;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    threads.shutdownNow();
  }

  private Socket open(Socket socket) {
    sockets.add(socket);
    return socket;
  }

  private void forward(Socket from, Socket to) {
    byte[] bytes = new byte[8192];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        if (!silent) {
          out.write(bytes, 0, read);
        }
      }
    } catch (IOException e) {
      // The other side has closed; nobody is told.
    }
  }
}
