package dev.voicemedia.simulator;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** Posts webhooks; knows nothing of retries. */
final class WebhookSender implements AutoCloseable {

  private static final int THREADS = 2;

  private final Duration timeout;
  private final ExecutorService executor;
  private final HttpClient client;

  /** Of {@code https://}; null until the first webhook goes there. */
  @GuardedBy("this")
  private @Nullable HttpClient tlsClient;

  /**
   * @param timeout how long a receiver may take to answer, in real time
   */
  WebhookSender(Duration timeout) {
    this.timeout = timeout;
    executor =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "simulator-webhooks");
              thread.setDaemon(true);
              return thread;
            });
    client = settings().sslContext(noTls()).sslParameters(new SSLParameters()).build();
  }

  /** Posts a webhook and passes on the status, or empty if none came in time, on another thread. */
  void post(Webhook.Sent webhook, Consumer<Optional<Integer>> then) {
    HttpRequest request =
        HttpRequest.newBuilder(webhook.url())
            .header("content-type", "application/json")
            .header("user-agent", "telnyx-webhooks")
            .header("telnyx-timestamp", webhook.timestamp())
            .header("telnyx-signature-ed25519", webhook.signature())
            .POST(HttpRequest.BodyPublishers.ofByteArray(webhook.body()))
            .build();
    CompletableFuture<HttpResponse<Void>> answer = send(request);
    // A request's own timeout would end with the headers; a body that stalls must not hold us.
    // On a copy, since only a cancellation of the exchange itself frees its connection.
    CompletableFuture<Void> unused =
        answer
            .copy()
            .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
            .handle((response, failure) -> Optional.ofNullable(response))
            .thenAcceptAsync(
                response -> {
                  if (response.isEmpty()) {
                    answer.cancel(true);
                  }
                  then.accept(response.map(HttpResponse::statusCode));
                },
                executor);
  }

  private CompletableFuture<HttpResponse<Void>> send(HttpRequest request) {
    try {
      return clientFor(request.uri()).sendAsync(request, HttpResponse.BodyHandlers.discarding());
    } catch (RuntimeException e) {
      // Some URLs, such as one with port 99999, are refused only here.
      return CompletableFuture.failedFuture(e);
    }
  }

  private synchronized HttpClient clientFor(URI url) {
    if ("http".equals(url.getScheme())) {
      return client;
    }
    if (tlsClient == null) {
      tlsClient = settings().build();
    }
    return tlsClient;
  }

  private HttpClient.Builder settings() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(timeout)
        .executor(executor);
  }

  /**
   * TLS that cannot be used, as it is never initialized. Without it Java's client would read all
   * trusted certificates when it is built, and a start would wait for that.
   */
  private static SSLContext noTls() {
    try {
      return SSLContext.getInstance("TLS");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has TLS", e);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
