package dev.voicemedia.simulator;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP server, and who answers what. */
final class HttpFront implements AutoCloseable {

  static final String LOOPBACK = "127.0.0.1";

  private static final String ALL_INTERFACES = "0.0.0.0";
  private static final int MAX_THREADS = 50;

  /** Far beyond any answer that a fault holds back. */
  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(30);

  /** Connections that the kernel keeps until they are accepted; Jetty's 50 make bursts wait. */
  private static final int BACKLOG = 4096;

  private final String host;
  private final Server server;
  private final ServerConnector connector;

  HttpFront(
      String host, int port, ApiHandler api, ControlHandler control, RecordingFiles recordings) {
    this.host = host;
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 4);
    threads.setName("simulator-http");
    threads.setDaemon(true);
    server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(host);
    connector.setIdleTimeout(IDLE_TIMEOUT.toMillis());
    connector.setPort(port);
    connector.setAcceptQueueSize(BACKLOG);
    server.addConnector(connector);
    server.setHandler(
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback)
              throws IOException {
            HttpExchange exchange = HttpExchange.read(request, response, callback);
            List<String> path = exchange.path();
            List<String> rest = path.subList(1, path.size());
            switch (path.get(0)) {
              case "v2" -> api.handle(exchange, rest);
              case "simulator" -> control.handle(exchange, rest);
              case "recordings" -> recordings.handle(exchange, rest);
              default -> exchange.answer(HttpAnswer.refused(ApiError.notFound("The resource")));
            }
            return true;
          }
        });
  }

  /** Returns scheme, host and port under which it can be reached. */
  URI start() throws IOException {
    try {
      server.start();
    } catch (Exception e) {
      Throwable reason = e;
      while (reason.getCause() != null) {
        reason = reason.getCause();
      }
      throw new IOException(
          "cannot listen on " + host + ":" + connector.getPort() + ": " + reason.getMessage(), e);
    }
    String name = host.equals(ALL_INTERFACES) ? LOOPBACK : host;
    return URI.create("http://" + name + ":" + connector.getLocalPort());
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the simulator's HTTP server did not stop", e);
    }
  }
}
