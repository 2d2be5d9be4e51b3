package dev.voicemedia.benchmarks.actions;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * The stand-in of {@link UpstreamProcess} over TLS, with a port for each protocol, where nothing
 * but that one is spoken. It reads lines that name a protocol, and answers each with its
 * connections: how many there have been, and how many are open.
 */
final class TlsUpstreamProcess {
  static final String HTTP_2 = "http2";
  static final String HTTP_1 = "http1";

  private TlsUpstreamProcess() {}

  /** Takes a key store and its password; prints its ports, and runs until its input ends. */
  public static void main(String[] args) throws Exception {
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setKeyStorePath(args[0]);
    tls.setKeyStorePassword(args[1]);
    HttpConfiguration http = new HttpConfiguration();
    http.addCustomizer(new SecureRequestCustomizer(false)); // Java names no host by its address
    Server server = new Server();
    Port http2 = new Port(server, tls, new HTTP2ServerConnectionFactory(http));
    Port http1 = new Port(server, tls, new HttpConnectionFactory(http));
    server.setHandler(UpstreamProcess.accepting());
    server.start();
    System.out.println("ports " + http2.number() + " " + http1.number());
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      Port asked = line.equals(HTTP_2) ? http2 : http1;
      System.out.println(line + " " + asked.taken + " " + asked.open);
    }
    server.stop();
  }

  /** A port that offers one protocol by ALPN. */
  private static final class Port {
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final ServerConnector connector;

    Port(Server server, SslContextFactory.Server tls, ConnectionFactory protocol) {
      ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory(protocol.getProtocol());
      alpn.setDefaultProtocol(protocol.getProtocol());
      connector =
          new ServerConnector(
              server, 1, 1, new SslConnectionFactory(tls, alpn.getProtocol()), alpn, protocol);
      connector.setHost("127.0.0.1");
      connector.addBean(
          new Connection.Listener() {
            @Override
            public void onOpened(Connection connection) {
              // What is within TLS is a connection of its own to Jetty.
              if (connection instanceof SslConnection) {
                taken.incrementAndGet();
                open.incrementAndGet();
              }
            }

            @Override
            public void onClosed(Connection connection) {
              if (connection instanceof SslConnection) {
                open.decrementAndGet();
              }
            }
          });
      server.addConnector(connector);
    }

    int number() {
      return connector.getLocalPort();
    }
  }
}
