package dev.voicemedia.gateway.grpc;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.api.server.ServerSessionListener;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.http2.server.RawHTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** Accepts every command after a while, any number at a time. */
final class BusyTelnyx implements AutoCloseable {
  static final int MAX_STREAMS = 100;

  private static final ByteBuffer OK =
      ByteBuffer.wrap(FakeTelnyx.OK.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer();

  private final Server server;
  private final ServerConnector connector;
  private final AtomicInteger connections = new AtomicInteger();
  private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger mostUnderWay = new AtomicInteger();
  private final AtomicLong answered = new AtomicLong();
  private final String scheme;

  private BusyTelnyx(Duration delay, String scheme, ConnectionFactory... protocols)
      throws Exception {
    this.scheme = scheme;
    QueuedThreadPool threads = new QueuedThreadPool(16);
    threads.setDaemon(true);
    server = new Server(threads);
    connector = new ServerConnector(server, protocols);
    connector.setHost("127.0.0.1");
    connector.addBean(
        new Connection.Listener() {
          @Override
          public void onOpened(Connection connection) {
            // TLS and the choice of a protocol are connections of their own.
            if (connection instanceof HttpConnection || connection instanceof HTTP2Connection) {
              connections.incrementAndGet();
            }
          }
        });
    server.addConnector(connector);
    server.setHandler(
        new Handler.Abstract.NonBlocking() {
          @Override
          public boolean handle(Request request, Response response, Callback callback) {
            mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            Content.Source.consumeAll(
                request, Callback.from(() -> answerLater(delay, response, callback)));
            return true;
          }
        });
    server.start();
  }

  static BusyTelnyx overHttp1(Duration delay) throws Exception {
    return new BusyTelnyx(delay, "http", new HttpConnectionFactory());
  }

  /**
   * @param keyStore PKCS 12 with a certificate for 127.0.0.1
   */
  static BusyTelnyx overHttp2(Duration delay, Path keyStore, String password) throws Exception {
    HttpConfiguration http = new HttpConfiguration();
    http.addCustomizer(new SecureRequestCustomizer(false));
    HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(http);
    http2.setMaxConcurrentStreams(MAX_STREAMS);
    return overTls(delay, keyStore, password, http2, new HttpConnectionFactory(http));
  }

  /** One that refuses every stream, so that it never does what a request asks for. */
  static BusyTelnyx refusingStreams(Path keyStore, String password) throws Exception {
    ServerSessionListener refusing =
        new ServerSessionListener() {
          @Override
          public Stream.@Nullable Listener onNewStream(Stream stream, HeadersFrame headers) {
            stream.reset(
                new ResetFrame(stream.getId(), ErrorCode.REFUSED_STREAM_ERROR.code), Callback.NOOP);
            return null;
          }
        };
    return overTls(
        Duration.ZERO,
        keyStore,
        password,
        new RawHTTP2ServerConnectionFactory(new HttpConfiguration(), refusing),
        new HttpConnectionFactory());
  }

  private static BusyTelnyx overTls(
      Duration delay,
      Path keyStore,
      String password,
      ConnectionFactory http2,
      ConnectionFactory http1)
      throws Exception {
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setKeyStorePath(keyStore.toString());
    tls.setKeyStorePassword(password);
    ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
    alpn.setDefaultProtocol("http/1.1");
    return new BusyTelnyx(
        delay, "https", new SslConnectionFactory(tls, alpn.getProtocol()), alpn, http2, http1);
  }

  URI baseUrl() {
    return URI.create(scheme + "://127.0.0.1:" + connector.getLocalPort() + "/v2");
  }

  /** How many there ever were. */
  int connections() {
    return connections.get();
  }

  int mostUnderWay() {
    return mostUnderWay.get();
  }

  long answered() {
    return answered.get();
  }

  @Override
  public void close() {
    later.shutdownNow();
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the server did not stop", e);
    }
  }

  private void answerLater(Duration delay, Response response, Callback callback) {
    var unused =
        later.schedule(
            () -> {
              underWay.decrementAndGet();
              answered.incrementAndGet();
              response.getHeaders().put("x-request-id", "req-1");
              response.write(true, OK.slice(), callback);
            },
            delay.toNanos(),
            TimeUnit.NANOSECONDS);
  }
}
