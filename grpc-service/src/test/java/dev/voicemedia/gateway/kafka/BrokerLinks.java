package dev.voicemedia.gateway.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * TCP proxies before brokers, each of which can be cut off: from its clients and from the others,
 * in both directions. What is on the way then stays there until it is back, as behind a broken
 * switch: no connection is refused or closed.
 */
public final class BrokerLinks implements KafkaBrokers.Route, AutoCloseable {
  private final Object lock = new Object();
  private final List<ServerSocket> listening = new ArrayList<>();
  private final List<Link> links = new ArrayList<>();

  /** Processes of brokers that are cut off, by their ids. */
  private final Map<Integer, Long> cutOff = new HashMap<>();

  private boolean closed;

  @Override
  public int to(int brokerId, int port) throws IOException {
    ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    synchronized (lock) {
      listening.add(socket);
    }
    start("proxy of broker " + brokerId, () -> accept(socket, brokerId, port));
    return socket.getLocalPort();
  }

  /** Lets nothing through to a broker, nor from it. */
  public void cut(KafkaBroker broker) {
    synchronized (lock) {
      cutOff.put(broker.id(), broker.pid());
    }
  }

  /** Lets everything through again, what waited first. */
  public void join(KafkaBroker broker) {
    synchronized (lock) {
      cutOff.remove(broker.id());
      lock.notifyAll();
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
      for (ServerSocket socket : listening) {
        socket.close();
      }
      for (Link link : links) {
        link.close();
      }
    }
  }

  private void accept(ServerSocket socket, int brokerId, int port) {
    while (true) {
      try {
        Link link = new Link(socket.accept(), brokerId);
        synchronized (lock) {
          links.removeIf(Link::isClosed);
          links.add(link);
        }
        start("to broker " + brokerId, () -> connect(link, port));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void connect(Link link, int port) {
    try {
      awaitPassage(link);
      Socket broker = new Socket(InetAddress.getLoopbackAddress(), port);
      link.broker = broker;
      start("from broker " + link.brokerId, () -> pump(link, broker, link.client));
      pump(link, link.client, broker);
    } catch (IOException | InterruptedException e) {
      link.close(); // the broker is down, and so this connection is refused
    }
  }

  private void pump(Link link, Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[64 << 10];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        awaitPassage(link);
        out.write(buffer, 0, read);
      }
      awaitPassage(link);
    } catch (IOException | InterruptedException e) {
      // One of them has ended.
    }
    link.close();
  }

  private void awaitPassage(Link link) throws IOException, InterruptedException {
    synchronized (lock) {
      while (!closed && isCutOff(link)) {
        lock.wait();
      }
    }
  }

  private boolean isCutOff(Link link) throws IOException {
    for (Map.Entry<Integer, Long> each : cutOff.entrySet()) {
      if (each.getKey() == link.brokerId || link.isFrom(each.getValue())) {
        return true;
      }
    }
    return false;
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** One connection through a proxy. */
  private static final class Link {
    private static final Pattern WORDS = Pattern.compile("\\s+");

    final Socket client;
    final int brokerId;
    private volatile Socket broker;
    private final Map<Long, Boolean> fromProcess = new HashMap<>();

    Link(Socket client, int brokerId) {
      this.client = client;
      this.brokerId = brokerId;
      this.broker = client; // until there is one
    }

    /** Whether it is that process which has connected; a connection stays its process's. */
    boolean isFrom(long pid) throws IOException {
      Boolean known = fromProcess.get(pid);
      if (known == null) {
        Set<String> sockets = new HashSet<>(socketsAt(client.getPort()));
        sockets.retainAll(socketsOf(pid));
        known = !sockets.isEmpty();
        fromProcess.put(pid, known);
      }
      return known;
    }

    boolean isClosed() {
      return client.isClosed();
    }

    void close() {
      try {
        client.close();
        broker.close();
      } catch (IOException e) {
        // Then it is closed.
      }
    }

    /** Inodes of a process's sockets. */
    private static Set<String> socketsOf(long pid) throws IOException {
      Set<String> inodes = new HashSet<>();
      try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc/" + pid, "fd"))) {
        for (Path file : files) {
          try {
            String target = Files.readSymbolicLink(file).toString();
            if (target.startsWith("socket:[")) {
              inodes.add(target.substring("socket:[".length(), target.length() - 1));
            }
          } catch (IOException e) {
            // It was closed meanwhile.
          }
        }
      }
      return inodes;
    }

    /** Inodes of sockets whose own end has a port. */
    private static Set<String> socketsAt(int port) throws IOException {
      Set<String> inodes = new HashSet<>();
      for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
        Path file = Path.of(table);
        for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
          List<String> words = WORDS.splitAsStream(line.strip()).toList();
          if (words.get(1).endsWith(":%04X".formatted(port))) {
            inodes.add(words.get(9));
          }
        }
      }
      return inodes;
    }
  }
}
