package dev.voicemedia.gateway.upstream;

import dev.voicemedia.gateway.time.DaemonThreads;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * The HTTP client that all commands share. It works on few threads of its own, since its default
 * makes one for each answer that arrives while others are being read.
 */
public final class TelnyxHttp implements AutoCloseable {
  /** {@code voicemedia/} and the version; {@code voicemedia/dev} when it runs from classes. */
  public static final String USER_AGENT = "voicemedia/" + version();

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final int WORKERS = Math.max(2, Runtime.getRuntime().availableProcessors());

  private final ExecutorService workers =
      Executors.newFixedThreadPool(WORKERS, DaemonThreads.named("telnyx-http"));
  private final ExecutorService cleaning =
      Executors.newSingleThreadExecutor(DaemonThreads.named("telnyx-cleaning"));
  private final URI baseUrl;
  private final EgressProxy proxy;
  private final HttpClient client;

  /**
   * @param baseUrl of the API, such as {@code https://api.telnyx.com/v2}
   */
  public TelnyxHttp(URI baseUrl, EgressProxy proxy) {
    this(baseUrl, proxy, HttpClient.newBuilder());
  }

  /**
   * @param settings all but the version, the proxy, timeout, threads and redirects, which are never
   *     followed
   */
  public TelnyxHttp(URI baseUrl, EgressProxy proxy, HttpClient.Builder settings) {
    this.baseUrl = baseUrl;
    this.proxy = proxy;
    client =
        prepare(settings, baseUrl, proxy)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(workers)
            .build();
  }

  /**
   * Has a client speak to the API as the gateway does: through the proxy, and in clear text with
   * HTTP/1.1. Java's client would ask a server without TLS to change to HTTP/2 with each request,
   * which some servers misunderstand so that they drop the request's body.
   *
   * @param baseUrl in clear text: the client can be used for no URL by TLS
   */
  public static HttpClient.Builder prepare(
      HttpClient.Builder settings, URI baseUrl, EgressProxy proxy) {
    boolean tls = "https".equalsIgnoreCase(baseUrl.getScheme());
    proxy.selector().ifPresent(settings::proxy);
    return tls
        ? settings.version(Version.HTTP_2)
        : settings.version(Version.HTTP_1_1).sslContext(noTls()).sslParameters(new SSLParameters());
  }

  /**
   * TLS that cannot be used, as it is never initialized. Without it Java's client would read all
   * trusted certificates when it is built, which takes a twentieth of a start.
   */
  private static SSLContext noTls() {
    try {
      return SSLContext.getInstance("TLS");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has TLS", e);
    }
  }

  URI baseUrl() {
    return baseUrl;
  }

  /** The proxy that requests go through, as host:port; empty for none. */
  String proxyLabel() {
    return proxy.appliesTo(baseUrl) ? proxy.label() : "";
  }

  HttpClient client() {
    return client;
  }

  Executor cleaning() {
    return cleaning;
  }

  @Override
  public void close() {
    cleaning.shutdown();
    workers.shutdown();
  }

  private static String version() {
    String version = TelnyxHttp.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
