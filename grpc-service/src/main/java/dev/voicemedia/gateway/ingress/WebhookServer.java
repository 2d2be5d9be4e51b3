package dev.voicemedia.gateway.ingress;

import dev.voicemedia.gateway.connection.ConnectionLimits;
import dev.voicemedia.gateway.http.BareErrors;
import dev.voicemedia.gateway.http.BodyReader;
import dev.voicemedia.gateway.http.ConnectionTable;
import dev.voicemedia.gateway.http.HttpPort;
import dev.voicemedia.gateway.http.HttpTls;
import dev.voicemedia.gateway.http.PortTimeouts;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.handler.GracefulHandler;

/** The port that faces the internet. It serves webhooks and nothing else. */
public final class WebhookServer implements AutoCloseable {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

  private final HttpPort port;

  private WebhookServer(HttpPort port) {
    this.port = port;
  }

  /**
   * Listens on an address; port 0 takes any free one.
   *
   * @param path that webhooks are posted to
   * @param guard what is made of where requests come from
   * @param tls empty for plain text
   * @throws IOException if it cannot listen on that address
   */
  public static WebhookServer start(
      InetSocketAddress address,
      String path,
      SourceGuard guard,
      WebhookIntake intake,
      ConnectionLimits limits,
      Optional<HttpTls> tls,
      MeterRegistry metrics)
      throws IOException {
    return start(address, path, guard, intake, limits, tls, metrics, WebhookTimeouts.DEFAULTS);
  }

  static WebhookServer start(
      InetSocketAddress address,
      String path,
      SourceGuard guard,
      WebhookIntake intake,
      ConnectionLimits limits,
      Optional<HttpTls> tls,
      MeterRegistry metrics,
      WebhookTimeouts timeouts)
      throws IOException {
    WebhookEndpoint endpoint =
        new WebhookEndpoint(path, new BodyReader(timeouts.body()), guard, intake);
    Counter shed =
        Counter.builder("voicemedia.connections.refused")
            .description("Connections closed because there were too many, in all or per address")
            .tag("port", "webhook")
            .register(metrics);
    return new WebhookServer(
        HttpPort.listen(
            "webhook",
            address,
            PortTimeouts.of(timeouts.request(), timeouts.idleAtStop()),
            STOP_TIMEOUT,
            tls,
            HttpPort.HTTP_1_ALONE,
            new ConnectionTable(limits, shed::increment),
            new BareErrors(status -> intake.counters().refusals().accept(refusalOf(status))),
            new GracefulHandler(endpoint)));
  }

  public int port() {
    return port.port();
  }

  /** Stops taking webhooks; those that are being stored are answered first. */
  @Override
  public void close() {
    port.close();
  }

  private static Refusal refusalOf(int status) {
    return status == HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431
        ? Refusal.HEADERS_TOO_LARGE
        : Refusal.NO_HTTP;
  }
}
