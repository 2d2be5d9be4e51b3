package dev.voicemedia.gateway.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http2.HTTP2Cipher;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** One HTTP port with a handler. */
public final class HttpPort implements AutoCloseable {
  /** In place of a number of HTTP/2 streams. */
  public static final int HTTP_1_ALONE = 0;

  private static final int ACCEPTORS = 1;
  private static final int SELECTORS = Runtime.getRuntime().availableProcessors();

  /** Nothing blocks, so more threads than processors would only take turns. */
  private static final int WORKERS = SELECTORS + 1;

  /** Connections that the kernel keeps until they are accepted; Jetty's 50 make bursts wait. */
  private static final int BACKLOG = 4096;

  private static final int MAX_HEADER_BYTES = 16 << 10;

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
   * @param tls empty for plain text
   * @param http2Streams at a time on an HTTP/2 connection, which TLS alone has, or {@link
   *     #HTTP_1_ALONE}
   * @param stopTimeout how long requests may go on once the port stops, if a handler waits for them
   * @param errors answers what is no HTTP
   * @throws IOException if it cannot listen on that address
   */
  public static HttpPort listen(
      String name,
      InetSocketAddress address,
      PortTimeouts timeouts,
      Duration stopTimeout,
      Optional<HttpTls> tls,
      int http2Streams,
      ConnectionTable connections,
      Request.Handler errors,
      Handler handler)
      throws IOException {
    PortThreads threads = new PortThreads(name, ACCEPTORS + SELECTORS + WORKERS);
    Server server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(MAX_HEADER_BYTES);
    http.setHttpCompliance(HttpCompliance.RFC9110);
    ServerConnector connector =
        new ServerConnector(
            server, ACCEPTORS, SELECTORS, protocols(http, tls, http2Streams, timeouts.idle()));
    connector.setHost(address.getHostString());
    connector.setPort(address.getPort());
    connector.setAcceptQueueSize(BACKLOG);
    connector.setIdleTimeout(timeouts.idle().toMillis());
    connector.setShutdownIdleTimeout(timeouts.idleAtStop().toMillis());
    server.addConnector(connector);
    ConnectionLimiter limiter = new ConnectionLimiter(handler, connections);
    connector.addBean(limiter, false);
    RequestDeadline deadline = new RequestDeadline(limiter, timeouts.request());
    connector.addBean(deadline, false);
    server.setHandler(threads.handling(deadline));
    server.setErrorHandler(errors);
    server.setStopTimeout(stopTimeout.toMillis());
    try {
      server.start();
      return new HttpPort(server, connector);
    } catch (Exception e) {
      stop(server);
      throw e instanceof IOException failed ? failed : new IOException(e);
    }
  }

  /** Takes no more connections; those that are open go on. */
  public void stopAccepting() {
    connector.close();
  }

  public int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    stop(server);
  }

  private static ConnectionFactory[] protocols(
      HttpConfiguration http, Optional<HttpTls> tls, int http2Streams, Duration idle) {
    HttpConnectionFactory http1 =
        new HttpConnectionFactory(http) {
          @Override
          public Connection newConnection(Connector connector, EndPoint endPoint) {
            return super.newConnection(
                connector, new WatchedEndPoint(endPoint, connector.getExecutor()));
          }
        };
    if (tls.isEmpty()) {
      return new ConnectionFactory[] {http1};
    }
    SslContextFactory.Server context = tls.get().context();
    if (http2Streams == HTTP_1_ALONE) {
      return AbstractConnectionFactory.getFactories(context, http1);
    }
    context.setCipherComparator(HTTP2Cipher.COMPARATOR);
    ALPNServerConnectionFactory choice = new ALPNServerConnectionFactory();
    choice.setDefaultProtocol(http1.getProtocol());
    HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(http);
    http2.setMaxConcurrentStreams(http2Streams);
    http2.setStreamIdleTimeout(idle.toMillis());
    return AbstractConnectionFactory.getFactories(context, choice, http2, http1);
  }

  private static void stop(Server server) {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("HTTP server did not stop", e);
    }
  }
}
