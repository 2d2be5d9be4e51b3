package dev.voicemedia.gateway.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ReadPendingException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * An end of a connection that notices when the peer goes while its HTTP/1.1 request is being
 * served. Jetty reads nothing then, and so would find out only by writing. What is read here is
 * either the end, or the beginning of the next request, which is kept for Jetty.
 */
final class WatchedEndPoint implements EndPoint {
  private static final int READ_AHEAD_BYTES = 1 << 10;

  private final EndPoint endPoint;
  private final Executor executor;
  private final Object lock = new Object();

  /** Read already, and not yet asked for. */
  @GuardedBy("lock")
  private ByteBuffer ahead = BufferUtil.EMPTY_BUFFER;

  @GuardedBy("lock")
  private boolean ended;

  /** Whether the watch is what the end point calls next. */
  @GuardedBy("lock")
  private boolean watching;

  /** Jetty's own interest, which has come meanwhile. */
  @GuardedBy("lock")
  private @Nullable Callback interested;

  /**
   * @param executor runs what the end point itself would not call
   */
  WatchedEndPoint(EndPoint endPoint, Executor executor) {
    this.endPoint = endPoint;
    this.executor = executor;
  }

  /** Begins to watch, once the request has been read to its end. */
  void watch(Runnable onGone) {
    synchronized (lock) {
      if (watching || ended || ahead.hasRemaining()) {
        return;
      }
      watching = true;
    }
    if (!endPoint.tryFillInterested(new Watch(onGone))) {
      synchronized (lock) {
        watching = false; // somebody reads, who will find out
      }
    }
  }

  @Override
  public void fillInterested(Callback callback) throws ReadPendingException {
    if (!tryFillInterested(callback)) {
      throw new ReadPendingException();
    }
  }

  @Override
  public boolean tryFillInterested(Callback callback) {
    synchronized (lock) {
      if (watching) {
        if (interested != null) {
          return false;
        }
        interested = callback;
        return true;
      }
      if (ended || ahead.hasRemaining()) {
        executor.execute(callback::succeeded);
        return true;
      }
    }
    return endPoint.tryFillInterested(callback);
  }

  @Override
  public boolean isFillInterested() {
    synchronized (lock) {
      return watching ? interested != null : endPoint.isFillInterested();
    }
  }

  @Override
  public int fill(ByteBuffer buffer) throws IOException {
    synchronized (lock) {
      if (ahead.hasRemaining()) {
        return BufferUtil.append(buffer, ahead);
      }
      // Under the lock, as the watch reads: what is read first has to be the first.
      return ended ? -1 : endPoint.fill(buffer);
    }
  }

  /** What reading has come to. */
  private void readable(Watch watch) {
    Callback next;
    synchronized (lock) {
      watching = false;
      next = interested;
      interested = null;
      if (next == null) {
        try {
          ByteBuffer read = BufferUtil.allocate(READ_AHEAD_BYTES);
          ended = endPoint.fill(read) < 0;
          ahead = read;
        } catch (IOException e) {
          ended = true;
        }
        if (!ended) {
          if (!ahead.hasRemaining()) {
            watching = endPoint.tryFillInterested(watch);
          }
          return;
        }
      }
    }
    if (next != null) {
      next.succeeded();
    } else {
      watch.onGone.run();
    }
  }

  private void failed(Watch watch, Throwable failure) {
    Callback next;
    synchronized (lock) {
      watching = false;
      next = interested;
      interested = null;
    }
    if (next != null) {
      next.failed(failure);
    } else if (!(failure instanceof TimeoutException)) { // which only says that nothing came
      watch.onGone.run();
    }
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return endPoint.getLocalSocketAddress();
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return endPoint.getRemoteSocketAddress();
  }

  @Override
  public boolean isOpen() {
    return endPoint.isOpen();
  }

  @Override
  public long getCreatedTimeStamp() {
    return endPoint.getCreatedTimeStamp();
  }

  @Override
  public void shutdownOutput() {
    endPoint.shutdownOutput();
  }

  @Override
  public boolean isOutputShutdown() {
    return endPoint.isOutputShutdown();
  }

  @Override
  public boolean isInputShutdown() {
    return endPoint.isInputShutdown();
  }

  @Override
  public void close(@Nullable Throwable cause) {
    endPoint.close(cause);
  }

  @Override
  public boolean flush(ByteBuffer... buffers) throws IOException {
    return endPoint.flush(buffers);
  }

  @Override
  public Object getTransport() {
    return endPoint.getTransport();
  }

  @Override
  public long getIdleTimeout() {
    return endPoint.getIdleTimeout();
  }

  @Override
  public void setIdleTimeout(long millis) {
    endPoint.setIdleTimeout(millis);
  }

  @Override
  public void write(Callback callback, ByteBuffer... buffers) {
    endPoint.write(callback, buffers);
  }

  @Override
  public Callback cancelWrite(Throwable cause) {
    return endPoint.cancelWrite(cause);
  }

  @Override
  public Connection getConnection() {
    return endPoint.getConnection();
  }

  @Override
  public void setConnection(Connection connection) {
    endPoint.setConnection(connection);
  }

  @Override
  public void onOpen() {
    endPoint.onOpen();
  }

  @Override
  public void onClose(@Nullable Throwable cause) {
    endPoint.onClose(cause);
  }

  @Override
  public void upgrade(Connection connection) {
    endPoint.upgrade(connection);
  }

  @Override
  public @Nullable SslSessionData getSslSessionData() {
    return endPoint.getSslSessionData();
  }

  @Override
  public boolean isSecure() {
    return endPoint.isSecure();
  }

  private final class Watch implements Callback {
    private final Runnable onGone;

    Watch(Runnable onGone) {
      this.onGone = onGone;
    }

    @Override
    public void succeeded() {
      readable(this);
    }

    @Override
    public void failed(Throwable failure) {
      WatchedEndPoint.this.failed(this, failure);
    }

    @Override
    public InvocationType getInvocationType() {
      return Invocable.InvocationType.NON_BLOCKING;
    }
  }
}
