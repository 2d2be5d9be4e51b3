package dev.voicemedia.gateway.upstream;

import dev.voicemedia.gateway.time.DaemonThreads;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The HTTP client that all commands share. It works on few threads of its own, since its default
 * makes one for each answer that arrives while others are being read.
 */
public final class TelnyxHttp implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final int WORKERS = Math.max(2, Runtime.getRuntime().availableProcessors());

  private final ExecutorService workers =
      Executors.newFixedThreadPool(WORKERS, DaemonThreads.named("telnyx-http"));

  private final HttpClient client;

  public TelnyxHttp() {
    this(HttpClient.newBuilder());
  }

  /**
   * @param settings all but timeout, threads and redirects, which are never followed
   */
  public TelnyxHttp(HttpClient.Builder settings) {
    client =
        settings
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(workers)
            .build();
  }

  HttpClient client() {
    return client;
  }

  @Override
  public void close() {
    workers.shutdown();
  }
}
