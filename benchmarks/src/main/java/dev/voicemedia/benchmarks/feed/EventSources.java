package dev.voicemedia.benchmarks.feed;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * Many clients of server-sent events, each with a connection of its own, which count messages and
 * look no further.
 */
final class EventSources implements AutoCloseable {
  private static final int BUFFER_BYTES = 256 << 10;

  private final Selector selector = Selector.open();
  private final List<SocketChannel> clients = new ArrayList<>();
  private final AtomicLong messages = new AtomicLong();
  private final Thread reader = new Thread(this::read, "event-sources");

  /**
   * Opens them, and returns once each has had what a stream begins with.
   *
   * @param query of each, by its number
   */
  EventSources(int port, int count, IntFunction<String> query) throws IOException {
    reader.setDaemon(true);
    reader.start();
    for (int i = 0; i < count; i++) {
      SocketChannel client =
          SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      client.write(
          ByteBuffer.wrap(
              ("GET /events?heartbeat=300s"
                      + query.apply(i)
                      + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                  .getBytes(US_ASCII)));
      client.configureBlocking(false);
      clients.add(client);
      client.register(selector, SelectionKey.OP_READ, new Ends());
      selector.wakeup();
    }
    await(3L * count); // retry, opened, caught_up
  }

  long received() {
    return messages.get();
  }

  void await(long count) {
    while (messages.get() < count) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Override
  public void close() throws IOException {
    selector.close();
    for (SocketChannel client : clients) {
      client.close();
    }
  }

  private void read() {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    try {
      while (selector.isOpen()) {
        selector.select(key -> take(key, buffer), 100);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClosedSelectorException e) {
      return; // measured
    }
  }

  private void take(SelectionKey key, ByteBuffer buffer) {
    try {
      buffer.clear();
      if (((SocketChannel) key.channel()).read(buffer) < 0) {
        System.err.println("A stream has ended");
        key.cancel();
      }
      messages.addAndGet(((Ends) key.attachment()).in(buffer.flip()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends of messages in what has come over a connection: two line feeds. */
  private static final class Ends {
    private byte before;

    long in(ByteBuffer bytes) {
      long ends = 0;
      while (bytes.hasRemaining()) {
        byte next = bytes.get();
        if (next == '\n' && before == '\n') {
          ends++;
        }
        before = next;
      }
      return ends;
    }
  }
}
