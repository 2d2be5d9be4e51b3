package dev.voicemedia.simulator;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * A running stand-in for the Telnyx voice API.
 *
 * <pre>{@code
 * try (Simulator simulator = Simulator.builder().port(0).webhookUrl(yourWebhooks).start()) {
 *   SimulatedCall call = simulator.openCall();
 *   // point your service at simulator.baseUrl(), .apiKey() and .publicKey()
 * }
 * }</pre>
 */
public final class Simulator implements AutoCloseable {

  private static final String HOST = "127.0.0.1";

  private final String apiKey;
  private final SigningKey key;
  private final @Nullable SystemTimeline ownTimeline;
  private final WebhookDelivery delivery;
  private final Switchboard switchboard;
  private final Server server;
  private final URI baseUrl;

  private Simulator(Builder builder, SigningKey key) throws IOException {
    apiKey = builder.apiKey;
    this.key = key;
    Timeline timeline = builder.timeline;
    if (timeline == null) {
      ownTimeline = new SystemTimeline();
      timeline = ownTimeline;
    } else {
      ownTimeline = null;
    }
    delivery =
        new WebhookDelivery(
            timeline, key, new WebhookSender(builder.webhookTimeout), builder.redelivery);
    delivery.sendTo(builder.webhookUrl);
    switchboard = new Switchboard(timeline, delivery::enqueue);
    CallCommands commands = new CallCommands(switchboard, builder.pacing());
    server = server(new ApiHandler(apiKey, key.publicKey(), commands), builder.port);
    baseUrl = URI.create("http://" + HOST + ":" + startedPort(builder.port) + "/v2");
  }

  /** A simulator yet to be configured; the defaults suit a developer's machine. */
  public static Builder builder() {
    return new Builder();
  }

  /** What a client's base URL is set to, {@code http://127.0.0.1:<port>/v2}. */
  public URI baseUrl() {
    return baseUrl;
  }

  /** The key that requests have to carry: {@code Authorization: Bearer <key>}. */
  public String apiKey() {
    return apiKey;
  }

  /** Base64 of the 32-byte Ed25519 key that webhooks verify with, as TELNYX_PUBLIC_KEY holds it. */
  public String publicKey() {
    return key.publicKey();
  }

  /**
   * Where webhooks go from now on; what waits goes there too.
   *
   * @param url http or https; null sends none and only records them
   */
  public void sendWebhooksTo(@Nullable URI url) {
    delivery.sendTo(url == null ? null : checked("webhook URL", url));
  }

  /** Opens an incoming call, answered at once; sends call.initiated and call.answered. */
  public SimulatedCall openCall() {
    return openCall(CallSetup.standard());
  }

  /**
   * Opens a call, answered at once; sends call.initiated and call.answered.
   *
   * @throws IllegalStateException if 10,000 calls are open
   */
  public SimulatedCall openCall(CallSetup setup) {
    return switchboard.open(setup);
  }

  /** The latest webhooks (10,000 at most), oldest first, and what became of them. */
  public List<WebhookRecord> webhooks() {
    return delivery.records();
  }

  /** Frees the port and forgets the calls; webhooks that wait are not sent any more. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the simulator's HTTP server did not stop", e);
    } finally {
      switchboard.close();
      delivery.close();
      if (ownTimeline != null) {
        ownTimeline.close();
      }
    }
  }

  private static Server server(ApiHandler api, int port) {
    QueuedThreadPool threads = new QueuedThreadPool(50, 4);
    threads.setName("simulator-http");
    threads.setDaemon(true);
    Server server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(HOST);
    connector.setPort(port);
    server.addConnector(connector);
    server.setHandler(api);
    return server;
  }

  private int startedPort(int port) throws IOException {
    try {
      server.start();
    } catch (Exception e) {
      close();
      throw new IOException("the simulator cannot listen on " + HOST + ":" + port, e);
    }
    return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
  }

  private static URI checked(String name, URI url) {
    boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!web || url.getHost() == null) {
      throw new IllegalArgumentException(
          name + " is \"" + url + "\", expected an http or https URL");
    }
    return url;
  }

  /** Settings of a simulator; {@link #start} starts it. */
  public static final class Builder {

    private int port = 8081;
    private @Nullable URI webhookUrl;
    private String apiKey = "KEY-simulator";
    private @Nullable Path signingKeyFile;
    private @Nullable Timeline timeline;
    private double charactersPerSecond = Pacing.DEFAULT_CHARACTERS_PER_SECOND;
    private Duration audioLength = Pacing.DEFAULT_AUDIO_LENGTH;
    private Duration webhookTimeout = Duration.ofSeconds(5);
    private Redelivery redelivery = Redelivery.STANDARD;

    private Builder() {}

    /** Port on the loopback interface; 0 takes any free one. Default 8081. */
    public Builder port(int value) {
      if (value < 0 || value > 65_535) {
        throw new IllegalArgumentException("port is " + value + ", expected 0 to 65535");
      }
      port = value;
      return this;
    }

    /** Where webhooks are sent, http or https. Default: nowhere, they are only recorded. */
    public Builder webhookUrl(URI value) {
      webhookUrl = checked("webhook URL", value);
      return this;
    }

    /** The key that requests have to carry; a made-up one. Default {@code KEY-simulator}. */
    public Builder apiKey(String value) {
      if (value.isBlank()) {
        throw new IllegalArgumentException("API key is blank, expected at least one character");
      }
      apiKey = value;
      return this;
    }

    /**
     * File that keeps the signing key's seed; written at the first use, readable for its owner
     * only. Default: a new key with every start.
     */
    public Builder signingKeyFile(Path value) {
      signingKeyFile = value;
      return this;
    }

    /** Time for calls, signatures and redelivery. Default: the machine's. */
    public Builder timeline(Timeline value) {
      timeline = value;
      return this;
    }

    /** Speech rate in characters a second, more than 0. Default 15. */
    public Builder speechRate(double value) {
      charactersPerSecond = value;
      return this;
    }

    /** How long a played file lasts. Default 5 s. */
    public Builder audioLength(Duration value) {
      audioLength = value;
      return this;
    }

    /** How long the webhook's receiver may take to answer, in real time. Default 5 s. */
    public Builder webhookTimeout(Duration value) {
      webhookTimeout = value;
      return this;
    }

    /**
     * When a webhook that was not answered with a 2xx is sent again. Default: after 0.5 s, doubled
     * up to 5 s, for 24 hours.
     *
     * @param firstDelay before the second attempt; doubles with every further one
     * @param maxDelay where doubling ends
     * @param giveUpAfter how long after the event no further attempt is made
     */
    public Builder redelivery(Duration firstDelay, Duration maxDelay, Duration giveUpAfter) {
      redelivery = new Redelivery(firstDelay, maxDelay, giveUpAfter);
      return this;
    }

    /**
     * Starts the simulator.
     *
     * @throws IOException if the port is taken or the signing key file cannot be used
     */
    public Simulator start() throws IOException {
      return new Simulator(
          this, signingKeyFile == null ? SigningKey.random() : SigningKey.keptIn(signingKeyFile));
    }

    private Pacing pacing() {
      return new Pacing(charactersPerSecond, audioLength);
    }
  }
}
