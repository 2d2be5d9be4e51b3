package dev.voicemedia.simulator;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Posts webhooks; knows nothing of retries. */
final class WebhookSender implements AutoCloseable {

  private static final int THREADS = 2;

  private final Duration timeout;
  private final ExecutorService executor;

  /** Null until the first webhook: it loads TLS, which a start need not wait for. */
  @GuardedBy("this")
  private @Nullable HttpClient client;

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
      return client().sendAsync(request, HttpResponse.BodyHandlers.discarding());
    } catch (RuntimeException e) {
      // Some URLs, such as one with port 99999, are refused only here.
      return CompletableFuture.failedFuture(e);
    }
  }

  private synchronized HttpClient client() {
    if (client == null) {
      client =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(timeout)
              .executor(executor)
              .build();
    }
    return client;
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
