package dev.voicemedia.gateway.ingress;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** One HTTP port with a handler. */
final class HttpPort implements AutoCloseable {
  private static final int ACCEPTORS = 1;
  private static final int SELECTORS = Runtime.getRuntime().availableProcessors();

  /** Nothing blocks, so more threads than processors would only take turns. */
  private static final int WORKERS = SELECTORS + 1;

  /** Connections that the kernel keeps until they are accepted; Jetty's 50 make bursts wait. */
  private static final int BACKLOG = 4096;

  private static final int MAX_HEADER_BYTES = 16 << 10;
  private static final long STOP_MILLIS = 5_000;

  private final Server server;
  private final ServerConnector connector;

  private HttpPort(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /**
   * Listens on an address; port 0 takes any free one.
   *
   * @param name of its threads
   * @param requestTimeout how long a connection may take until the headers of its next request are
   *     there
   * @param idleAtStop how long a connection without a request may stay open once the port stops
   * @param errors answers what is no HTTP
   * @param tls empty for plain text
   * @throws IOException if it cannot listen on that address
   */
  static HttpPort listen(
      String name,
      InetSocketAddress address,
      Duration requestTimeout,
      Duration idleAtStop,
      Optional<HttpTls> tls,
      ConnectionTable connections,
      Request.Handler errors,
      Handler handler)
      throws IOException {
    QueuedThreadPool threads = new QueuedThreadPool(ACCEPTORS + SELECTORS + WORKERS);
    threads.setName(name);
    Server server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(MAX_HEADER_BYTES);
    http.setHttpCompliance(HttpCompliance.RFC9110);
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    ServerConnector connector =
        new ServerConnector(
            server,
            ACCEPTORS,
            SELECTORS,
            tls.map(HttpTls::context)
                .map(context -> AbstractConnectionFactory.getFactories(context, plain))
                .orElseGet(() -> new ConnectionFactory[] {plain}));
    connector.setHost(address.getHostString());
    connector.setPort(address.getPort());
    connector.setAcceptQueueSize(BACKLOG);
    connector.setIdleTimeout(requestTimeout.toMillis());
    connector.setShutdownIdleTimeout(idleAtStop.toMillis());
    server.addConnector(connector);
    ConnectionLimiter limiter = new ConnectionLimiter(handler, connections);
    connector.addBean(limiter, false);
    RequestDeadline deadline = new RequestDeadline(limiter, requestTimeout);
    connector.addBean(deadline, false);
    server.setHandler(deadline);
    server.setErrorHandler(errors);
    server.setStopTimeout(STOP_MILLIS);
    try {
      server.start();
      return new HttpPort(server, connector);
    } catch (Exception e) {
      stop(server);
      throw e instanceof IOException failed ? failed : new IOException(e);
    }
  }

  int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    stop(server);
  }

  private static void stop(Server server) {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("HTTP server did not stop", e);
    }
  }
}
