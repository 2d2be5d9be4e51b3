package dev.voicemedia.gateway.ingress;

import dev.voicemedia.gateway.connection.ConnectionLimits;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.eclipse.jetty.server.handler.GracefulHandler;

/** The port that faces the internet. It serves webhooks and nothing else. */
public final class WebhookServer implements AutoCloseable {
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
      Optional<HttpTls> tls,
      ConnectionLimits limits,
      MeterRegistry metrics)
      throws IOException {
    return start(address, path, guard, intake, WebhookTimeouts.DEFAULTS, tls, limits, metrics);
  }

  static WebhookServer start(
      InetSocketAddress address,
      String path,
      SourceGuard guard,
      WebhookIntake intake,
      WebhookTimeouts timeouts,
      Optional<HttpTls> tls,
      ConnectionLimits limits,
      MeterRegistry metrics)
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
            timeouts.request(),
            timeouts.idleAtStop(),
            tls,
            new ConnectionTable(limits, shed::increment),
            new BareErrors(intake.counters().refusals()),
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
}
