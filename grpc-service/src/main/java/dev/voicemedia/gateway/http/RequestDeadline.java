package dev.voicemedia.gateway.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes connections on which no request gets through for too long. The idle timeout does not: it
 * begins anew with every byte, so that headers could be sent a byte at a time for ever.
 */
final class RequestDeadline extends Handler.Wrapper implements Connection.Listener {
  private final Duration timeout;
  private final Map<Connection, Watch> watches = new ConcurrentHashMap<>();

  /**
   * @param timeout from a connection's opening, or the end of its last response, to the end of the
   *     next request's headers
   */
  RequestDeadline(Handler handler, Duration timeout) {
    super(handler);
    this.timeout = timeout;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Watch watch = watches.get(request.getConnectionMetaData().getConnection());
    if (watch != null) {
      watch.begin();
      Request.addCompletionListener(request, failure -> watch.end());
    }
    return super.handle(request, response, callback);
  }

  @Override
  public void onOpened(Connection connection) {
    if (connection instanceof SslConnection) {
      return; // the one inside it gets the requests, and is open from the start
    }
    Watch watch = new Watch(connection, getServer().getScheduler());
    watches.put(connection, watch);
    watch.checkIn(timeout.toNanos());
  }

  @Override
  public void onClosed(Connection connection) {
    Watch watch = watches.remove(connection);
    if (watch != null) {
      watch.task.cancel();
    }
  }

  private final class Watch implements Runnable {
    private final Connection connection;
    private final Scheduler scheduler;
    private final AtomicInteger requests = new AtomicInteger();
    private volatile long startedAt = System.nanoTime();
    private volatile Scheduler.Task task = () -> false;

    Watch(Connection connection, Scheduler scheduler) {
      this.connection = connection;
      this.scheduler = scheduler;
    }

    void begin() {
      requests.incrementAndGet();
    }

    void end() {
      startedAt = System.nanoTime();
      requests.decrementAndGet();
    }

    @Override
    public void run() {
      if (requests.get() > 0) {
        checkIn(timeout.toNanos());
        return;
      }
      long left = timeout.toNanos() - (System.nanoTime() - startedAt);
      if (left > 0) {
        checkIn(left);
      } else {
        connection.getEndPoint().close(new TimeoutException("no request"));
      }
    }

    private void checkIn(long nanos) {
      if (watches.containsKey(connection)) {
        task = scheduler.schedule(this, nanos, TimeUnit.NANOSECONDS);
      }
    }
  }
}
