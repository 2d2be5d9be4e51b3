package dev.voicemedia.gateway.ingress;

import dev.voicemedia.gateway.connection.ConnectionLimits;
import dev.voicemedia.gateway.http.BareErrors;
import dev.voicemedia.gateway.http.ConnectionTable;
import dev.voicemedia.gateway.http.HttpPort;
import dev.voicemedia.gateway.http.PortTimeouts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The operator's port: liveness, readiness and metrics. No customer data. */
public final class AdminServer implements AutoCloseable {
  private static final Duration REQUEST_TIMEOUT = Duration.ofMinutes(2);
  private static final Duration IDLE_AT_STOP = Duration.ofSeconds(1);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
  private static final String PLAIN_TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS = "application/openmetrics-text";
  private static final String OPEN_METRICS_TEXT = OPEN_METRICS + "; version=1.0.0; charset=utf-8";

  private final HttpPort port;

  private AdminServer(HttpPort port) {
    this.port = port;
  }

  /**
   * Listens on an address; port 0 takes any free one.
   *
   * @param ready whether webhooks can be stored
   * @param feed whether streams of events can be opened
   * @param metrics in the format that a content type names: Prometheus's text format, or
   *     OpenMetrics
   * @throws IOException if it cannot listen on that address
   */
  public static AdminServer start(
      InetSocketAddress address,
      BooleanSupplier ready,
      BooleanSupplier feed,
      UnaryOperator<String> metrics)
      throws IOException {
    return new AdminServer(
        HttpPort.listen(
            "admin",
            address,
            PortTimeouts.of(REQUEST_TIMEOUT, IDLE_AT_STOP),
            STOP_TIMEOUT,
            Optional.empty(),
            HttpPort.HTTP_1_ALONE,
            new ConnectionTable(ConnectionLimits.DEFAULTS, () -> {}),
            new BareErrors(status -> {}),
            new Pages(ready, feed, metrics)));
  }

  public int port() {
    return port.port();
  }

  @Override
  public void close() {
    port.close();
  }

  private static final class Pages extends Handler.Abstract {
    private final BooleanSupplier ready;
    private final BooleanSupplier feed;
    private final UnaryOperator<String> metrics;

    Pages(BooleanSupplier ready, BooleanSupplier feed, UnaryOperator<String> metrics) {
      this.ready = ready;
      this.feed = feed;
      this.metrics = metrics;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      switch (Request.getPathInContext(request)) {
        case "/healthz" -> answer(HttpStatus.OK_200, PLAIN_TEXT, "ok\n", response, callback);
        case "/readyz" -> answer(ready.getAsBoolean(), response, callback);
        case "/readyz/feed" -> answer(feed.getAsBoolean(), response, callback);
        case "/metrics" -> {
          String type = acceptsOpenMetrics(request) ? OPEN_METRICS_TEXT : PROMETHEUS_TEXT;
          answer(HttpStatus.OK_200, type, metrics.apply(type), response, callback);
        }
        default -> answer(HttpStatus.NOT_FOUND_404, PLAIN_TEXT, "not found\n", response, callback);
      }
      return true;
    }

    private static boolean acceptsOpenMetrics(Request request) {
      return request.getHeaders().getQualityCSV(HttpHeader.ACCEPT).stream()
          .anyMatch(type -> type.startsWith(OPEN_METRICS));
    }

    private static void answer(boolean ready, Response response, Callback callback) {
      int status = ready ? HttpStatus.OK_200 : HttpStatus.SERVICE_UNAVAILABLE_503;
      answer(status, PLAIN_TEXT, ready ? "ready\n" : "not ready\n", response, callback);
    }

    private static void answer(
        int status, String type, String text, Response response, Callback callback) {
      response.setStatus(status);
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
      Content.Sink.write(response, true, text, callback);
    }
  }
}
