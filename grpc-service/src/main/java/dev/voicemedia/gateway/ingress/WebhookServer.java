package dev.voicemedia.gateway.ingress;

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
   * @param guard what is made of where requests come from
   * @param tls empty for plain text
   * @throws IOException if it cannot listen on that address
   */
  public static WebhookServer start(
      InetSocketAddress address, SourceGuard guard, WebhookIntake intake, Optional<HttpTls> tls)
      throws IOException {
    return start(address, guard, intake, WebhookTimeouts.DEFAULTS, tls);
  }

  static WebhookServer start(
      InetSocketAddress address,
      SourceGuard guard,
      WebhookIntake intake,
      WebhookTimeouts timeouts,
      Optional<HttpTls> tls)
      throws IOException {
    WebhookEndpoint endpoint = new WebhookEndpoint(new BodyReader(timeouts.body()), guard, intake);
    return new WebhookServer(
        HttpPort.listen(
            "webhook",
            address,
            timeouts.request(),
            timeouts.idleAtStop(),
            tls,
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
