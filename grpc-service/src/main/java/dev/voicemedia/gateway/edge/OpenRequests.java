package dev.voicemedia.gateway.edge;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Counts requests, to let them end. Those that still come meanwhile are served, unlike by Jetty's
 * own handler for this: a 503 would end a browser's EventSource for good.
 */
final class OpenRequests extends Handler.Wrapper {
  private final Object lock = new Object();

  @GuardedBy("lock")
  private int open;

  @GuardedBy("lock")
  private boolean ending;

  OpenRequests(Handler handler) {
    super(handler);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    boolean last;
    synchronized (lock) {
      open++;
      last = ending;
    }
    Request.addCompletionListener(request, failure -> ended());
    if (last && request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    return super.handle(request, response, callback);
  }

  /** Asks clients to use other connections from now on. */
  void end() {
    synchronized (lock) {
      ending = true;
    }
  }

  /** Waits until there are none, or for so long. */
  void await(Duration most) throws InterruptedException {
    long until = System.nanoTime() + most.toNanos();
    synchronized (lock) {
      for (long left = most.toMillis(); open > 0 && left > 0; ) {
        lock.wait(left);
        left = Duration.ofNanos(until - System.nanoTime()).toMillis();
      }
    }
  }

  private void ended() {
    synchronized (lock) {
      open--;
      lock.notifyAll();
    }
  }
}
