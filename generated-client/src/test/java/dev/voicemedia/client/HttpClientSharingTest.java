package dev.voicemedia.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.client.api.MediaActionsApi;
import dev.voicemedia.client.model.SpeakRequest;
import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One HttpClient, also one of the caller's own making, serves every Api object. */
class HttpClientSharingTest {

  private final CountingHttpClient http = new CountingHttpClient(HttpClient.newHttpClient());
  private RecordingEndpoint telnyx;

  @BeforeEach
  void start() throws Exception {
    telnyx = new RecordingEndpoint();
  }

  @AfterEach
  void stop() {
    telnyx.close();
  }

  @Test
  void everyCallGoesThroughTheHttpClientThatWasHandedIn() throws Exception {
    ApiClient template = telnyx.client("KEY-1");
    ApiClient shared =
        new ApiClient() {
          @Override
          public HttpClient getHttpClient() {
            return http;
          }
        };
    shared.updateBaseUri(template.getBaseUri());
    shared.setRequestInterceptor(template.getRequestInterceptor());

    for (MediaActionsApi actions :
        List.of(new MediaActionsApi(shared), new MediaActionsApi(shared))) {
      actions
          .speak("v3:call", new SpeakRequest().payload("x").voice("male"))
          .get(10, TimeUnit.SECONDS);
    }

    assertThat(http.sent).hasSize(2);
    assertThat(telnyx.requests()).hasSize(2);
  }

  private static final class CountingHttpClient extends HttpClient {

    private final HttpClient delegate;
    private final List<HttpRequest> sent = new CopyOnWriteArrayList<>();

    CountingHttpClient(HttpClient delegate) {
      this.delegate = delegate;
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
        HttpRequest request, HttpResponse.BodyHandler<T> handler) {
      sent.add(request);
      return delegate.sendAsync(request, handler);
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
        HttpRequest request,
        HttpResponse.BodyHandler<T> handler,
        HttpResponse.PushPromiseHandler<T> pushPromiseHandler) {
      sent.add(request);
      return delegate.sendAsync(request, handler, pushPromiseHandler);
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
        throws IOException, InterruptedException {
      sent.add(request);
      return delegate.send(request, handler);
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
      return delegate.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
      return delegate.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
      return delegate.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
      return delegate.proxy();
    }

    @Override
    public SSLContext sslContext() {
      return delegate.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
      return delegate.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
      return delegate.authenticator();
    }

    @Override
    public Version version() {
      return delegate.version();
    }

    @Override
    public Optional<Executor> executor() {
      return delegate.executor();
    }
  }
}
