package dev.voicemedia.gateway.ingress;

import dev.voicemedia.gateway.eventlog.EventAppender;
import dev.voicemedia.webhook.WebhookVerifier;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.eclipse.jetty.server.handler.GracefulHandler;

/** The port that faces the internet. It serves webhooks and nothing else. */
public final class WebhookServer implements AutoCloseable {
  /** How long a body may take to arrive. */
  public static final Duration BODY_TIMEOUT = Duration.ofSeconds(10);

  /** How long a connection may take until the headers of its next request are there. */
  public static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

  private final HttpPort port;

  private WebhookServer(HttpPort port) {
    this.port = port;
  }

  /**
   * Listens on an address; port 0 takes any free one.
   *
   * @param bodyTimeout how long a body may take to arrive
   * @param requestTimeout how long a connection may take until the headers of its next request are
   *     there
   * @throws IOException with a line that names the address, if it cannot be listened on
   */
  public static WebhookServer start(
      InetSocketAddress address,
      WebhookVerifier verifier,
      EventAppender eventLog,
      WebhookCounters counters,
      Duration bodyTimeout,
      Duration requestTimeout)
      throws IOException {
    WebhookEndpoint endpoint = new WebhookEndpoint(verifier, eventLog, counters, bodyTimeout);
    return new WebhookServer(
        HttpPort.listen("webhook", address, requestTimeout, new GracefulHandler(endpoint)));
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
