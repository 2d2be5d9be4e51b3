package dev.voicemedia.gateway.http;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Body that was refused and that the client may still be sending. A connection that is closed with
 * bytes unread is reset, and a reset can reach the client before it has read the response (RFC
 * 9112, section 9.6): so the rest is read and dropped, within bounds.
 */
public final class UnreadBody {
  private static final long MAX_DROPPED_BYTES = 16L << 20;
  private static final long MAX_MILLIS = 2_000;

  private final Request request;
  private final Callback completed;
  private Scheduler.@Nullable Task timer;
  private long dropped;

  private UnreadBody(Request request, Callback completed) {
    this.request = request;
    this.completed = completed;
  }

  /**
   * Drops what is left of a request's body, if anything, once the response was written. Nobody else
   * may be reading it.
   *
   * @param completed told when that is done
   */
  public static void drop(Request request, Callback completed) {
    if (request.getHeaders().contains(HttpHeader.EXPECT)) {
      completed.succeeded(); // the client waits for leave to send
    } else {
      new UnreadBody(request, completed).drop();
    }
  }

  private void drop() {
    boolean last = false;
    while (!last && dropped <= MAX_DROPPED_BYTES) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        await();
        return;
      }
      last = chunk.isLast() || Content.Chunk.isFailure(chunk);
      dropped += chunk.remaining();
      chunk.release();
    }
    if (timer != null) {
      timer.cancel();
    }
    completed.succeeded();
  }

  private void await() {
    if (timer == null) {
      timer =
          request
              .getComponents()
              .getScheduler()
              .schedule(
                  () -> request.fail(new TimeoutException("unread body")),
                  MAX_MILLIS,
                  TimeUnit.MILLISECONDS);
    }
    request.demand(this::drop);
  }
}
