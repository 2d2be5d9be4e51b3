package dev.voicemedia.gateway.http;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The threads of one port. A connection that another thread has answered on carries on in that
 * thread, which as a rule only finds that no further request has come: waking one of these for that
 * would take longer.
 */
final class PortThreads extends QueuedThreadPool {
  private final ThreadLocal<Boolean> own = ThreadLocal.withInitial(() -> false);

  PortThreads(String name, int most) {
    super(most);
    setName(name);
  }

  @Override
  public Thread newThread(Runnable job) {
    return super.newThread(
        () -> {
          own.set(true);
          job.run();
        });
  }

  @Override
  public void execute(Runnable task) {
    if (task instanceof Connection && !own.get()) {
      task.run();
    } else {
      super.execute(task);
    }
  }

  /** Has requests handled by these threads, should one have come after all. */
  Handler handling(Handler handler) {
    return new Handler.Wrapper(handler) {
      @Override
      public boolean handle(Request request, Response response, Callback callback)
          throws Exception {
        if (own.get()) {
          return super.handle(request, response, callback);
        }
        execute(() -> handleHere(request, response, callback));
        return true;
      }

      private void handleHere(Request request, Response response, Callback callback) {
        try {
          if (!super.handle(request, response, callback)) {
            Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
          }
        } catch (Throwable e) { // as Jetty itself does
          Response.writeError(request, response, callback, e);
        }
      }
    };
  }
}
