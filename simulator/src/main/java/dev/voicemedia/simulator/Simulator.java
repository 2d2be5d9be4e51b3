package dev.voicemedia.simulator;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
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
 *
 * <p>What {@code POST /calls/{call_control_id}/actions/…} asks for happens on the call in its time,
 * and signed webhooks report it. All methods may be called from any thread.
 */
public final class Simulator implements AutoCloseable {

  private static final int MAX_COMMAND_RECORDS = 10_000;
  private static final long MAX_RECORDED_CHARACTERS = 64L << 20;

  private final String apiKey;
  private final SigningKey key;
  private final @Nullable SystemTimeline ownTimeline;
  private final Faults faults;
  private final Journal<CommandRecord> commands =
      new Journal<>(MAX_COMMAND_RECORDS, MAX_RECORDED_CHARACTERS);
  private final WebhookDelivery delivery;
  private final DeliveryList deliveryList;
  private final Switchboard switchboard;
  private final CallCommands callCommands;
  private final HttpFront front;
  private final URI site;

  private Simulator(Builder builder, SigningKey key) throws IOException {
    apiKey = builder.apiKey;
    this.key = key;
    SystemTimeline machine = null;
    Timeline timeline = builder.timeline;
    if (timeline == null) {
      machine = new SystemTimeline();
      timeline = machine;
    }
    ownTimeline = machine;
    faults = new Faults(builder.random);
    delivery =
        new WebhookDelivery(
            timeline, key, new WebhookSender(builder.webhookTimeout), builder.redelivery(), faults);
    delivery.sendTo(new WebhookUrls(builder.webhookUrl, builder.failoverUrl));
    deliveryList = new DeliveryList(delivery);
    RecordingFiles recordings = new RecordingFiles(timeline);
    Pacing pacing = builder.pacing();
    RecordingList recordingList = new RecordingList(recordings, timeline);
    switchboard =
        new Switchboard(
            timeline,
            pacing,
            recordings,
            event -> {
              recordingList.happened(event);
              delivery.enqueue(event);
            });
    CommandParser parser = new CommandParser(pacing);
    callCommands = new CallCommands(switchboard, parser, faults);
    callCommands.rememberRefused(builder.rememberRefused);
    Dials dials = new Dials(switchboard, timeline, parser, faults, pacing.ringTime());
    front =
        new HttpFront(
            builder.host,
            builder.port,
            new ApiHandler(
                apiKey,
                key.publicKey(),
                timeline,
                callCommands,
                dials,
                faults,
                deliveryList,
                recordingList,
                commands),
            new ControlHandler(switchboard, delivery, faults, callCommands, commands),
            recordings);
    try {
      site = front.start();
    } catch (IOException e) {
      close();
      throw e;
    }
    recordings.serveAt(site);
  }

  /** Returns a builder; its defaults suit a developer's machine. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns the base URL for clients, such as {@code http://127.0.0.1:8081/v2}. */
  public URI baseUrl() {
    return site.resolve("/v2");
  }

  /** Returns the URL of the control API, such as {@code http://127.0.0.1:8081/simulator}. */
  public URI controlUrl() {
    return site.resolve("/simulator");
  }

  /** Returns the key that requests must carry: {@code Authorization: Bearer <key>}. */
  public String apiKey() {
    return apiKey;
  }

  /**
   * Returns the Ed25519 key that webhooks verify with: base64 of 32 bytes, as TELNYX_PUBLIC_KEY.
   */
  public String publicKey() {
    return key.publicKey();
  }

  /** As {@link #sendWebhooksTo(URI, URI)}, without a failover URL. */
  public void sendWebhooksTo(@Nullable URI url) {
    sendWebhooksTo(url, null);
  }

  /**
   * Sets where webhooks go from now on, including those that wait.
   *
   * @param url http or https; null sends none and only records them
   * @param failoverUrl where a webhook goes at once when the first URL does not accept it; null for
   *     none
   */
  public void sendWebhooksTo(@Nullable URI url, @Nullable URI failoverUrl) {
    delivery.sendTo(
        new WebhookUrls(
            WebhookUrls.check("webhook URL", url), WebhookUrls.check("failover URL", failoverUrl)));
  }

  /**
   * Sets whether the repetition of a refused command, by its command_id, is ignored from now on.
   *
   * @see Builder#rememberRefused
   */
  public void rememberRefused(boolean value) {
    callCommands.rememberRefused(value);
  }

  /** Opens an incoming call, answered at once; sends call.initiated and call.answered. */
  public SimulatedCall openCall() {
    return openCall(CallSetup.standard());
  }

  /**
   * Opens a call; sends call.initiated and, if it is answered at once, call.answered.
   *
   * @throws IllegalStateException if 10,000 calls are open
   */
  public SimulatedCall openCall(CallSetup setup) {
    OpenApiRequests.prepareShared(); // commands are to come
    return new SimulatedCall(switchboard.open(setup), switchboard);
  }

  /**
   * Returns the commands that arrived, refused ones too: at most the latest 10,000, oldest first.
   */
  public List<CommandRecord> commands() {
    return commands.entries();
  }

  /** Returns the webhooks and what became of them: at most the latest 10,000, oldest first. */
  public List<WebhookRecord> webhooks() {
    return delivery.records();
  }

  /**
   * Returns the webhooks whose delivery has failed after all retries: at most the latest 100,000,
   * oldest first. They are kept apart, so that later webhooks do not crowd them out.
   */
  public List<WebhookRecord> failedWebhooks() {
    return delivery.failed();
  }

  /**
   * Lists a failed delivery of the account's other applications or products at {@code GET
   * /webhook_deliveries}.
   *
   * @param url where it was sent
   * @param data the webhook's {@code data}, JSON
   */
  public void listForeignDelivery(URI url, String data, Instant finishedAt) {
    deliveryList.addForeign(url.toString(), data, finishedAt);
  }

  /** Lists no delivery any more that finished before a time, as the vendor forgets them. */
  public void forgetDeliveriesBefore(Instant time) {
    deliveryList.forgetBefore(time);
  }

  /**
   * Sends bytes that need not be JSON as a webhook, signed like all others.
   *
   * @return the {@link WebhookRecord#eventId} of its record
   */
  public String sendVerbatim(byte[] body) {
    return delivery.enqueueVerbatim(body);
  }

  /**
   * Sends a recorded webhook once more: with the next attempt number, signed anew.
   *
   * @param eventId {@code data.id}
   * @return false if no webhook of the id is recorded
   */
  public boolean redeliver(String eventId, Effect.RetryTimestamp timestamp) {
    return delivery.redeliver(eventId, timestamp);
  }

  /**
   * Injects a fault, from now on. Of several faults that match, the one injected first strikes.
   *
   * @return an id for {@link #clearFault}
   * @throws IllegalStateException if 1,000 faults are injected
   */
  public String inject(Fault fault) {
    return faults.inject(fault);
  }

  /** Removes a fault; false if it is used up or unknown. */
  public boolean clearFault(String id) {
    return faults.clear(id);
  }

  /** Removes all faults. */
  public void clearFaults() {
    faults.clear();
  }

  /** Frees the port and forgets the calls; webhooks that wait are no longer sent. */
  @Override
  public void close() {
    switchboard.close();
    delivery.close();
    if (ownTimeline != null) {
      ownTimeline.close();
    }
    front.close();
  }

  /** Settings of a simulator; {@link #start} starts it. */
  public static final class Builder {

    private String host = HttpFront.LOOPBACK;
    private int port = 8081;
    private @Nullable URI webhookUrl;
    private @Nullable URI failoverUrl;
    private String apiKey = "KEY-simulator";
    private @Nullable Path signingKeyFile;
    private @Nullable Timeline timeline;
    private double charactersPerSecond = Pacing.DEFAULT_CHARACTERS_PER_SECOND;
    private Duration audioLength = Pacing.DEFAULT_AUDIO_LENGTH;
    private Duration webhookTimeout = Duration.ofSeconds(5);
    private Duration processingTime = Pacing.DEFAULT_PROCESSING_TIME;
    private Duration ringTime = Pacing.DEFAULT_RING_TIME;
    private boolean rememberRefused;
    private Redelivery redelivery = Redelivery.STANDARD;
    private Effect.RetryTimestamp retryTimestamp = Effect.RetryTimestamp.FRESH;
    private RandomGenerator random = new Random();

    private Builder() {}

    /**
     * Address to listen on: a name or IPv4 address of this machine, or {@code 0.0.0.0} for all of
     * them. Anyone who can reach it can open calls and send signed webhooks. Default {@code
     * 127.0.0.1}.
     */
    public Builder host(String value) {
      host = value;
      return this;
    }

    /** Port to listen on; 0 takes any free one. Default 8081. */
    public Builder port(int value) {
      if (value < 0 || value > 65_535) {
        throw new IllegalArgumentException("port is " + value + ", expected 0 to 65535");
      }
      port = value;
      return this;
    }

    /** Where webhooks are sent, http or https. Default: nowhere, they are only recorded. */
    public Builder webhookUrl(URI value) {
      webhookUrl = WebhookUrls.require("webhook URL", value);
      return this;
    }

    /** Where a webhook goes at once when the webhook URL does not accept it. Default: nowhere. */
    public Builder failoverUrl(URI value) {
      failoverUrl = WebhookUrls.require("failover URL", value);
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
     * File that keeps the signing key's seed; written at the first use, readable by its owner only.
     * Default: a new key at every start.
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

    /** Speech rate in characters per second, more than 0. Default 15. */
    public Builder speechRate(double value) {
      charactersPerSecond = value;
      return this;
    }

    /** How long a played file lasts. Default 5 s. */
    public Builder audioLength(Duration value) {
      audioLength = value;
      return this;
    }

    /**
     * How long after its end a recording's event comes, and how long after that its
     * transcription's. Default 1 s.
     */
    public Builder processingTime(Duration value) {
      processingTime = value;
      return this;
    }

    /** How long a call that a client dials rings before it is answered. Default 1 s. */
    public Builder ringTime(Duration value) {
      ringTime = value;
      return this;
    }

    /**
     * Whether the repetition of a refused command, by its command_id, is accepted and ignored like
     * that of an executed one. What the vendor does is not documented. Default: no.
     */
    public Builder rememberRefused(boolean value) {
      rememberRefused = value;
      return this;
    }

    /** How long the webhook's receiver may take to answer, in real time. Default 5 s. */
    public Builder webhookTimeout(Duration value) {
      webhookTimeout = value;
      return this;
    }

    /**
     * How often and when a webhook that was not answered with a 2xx is sent again; after that its
     * delivery has failed. Default: five times, after 1 s, doubled up to 30 s, 31 s in all.
     *
     * @param retries attempts after the first one, 0 or more
     * @param firstDelay before the first retry; doubles with every further one
     * @param maxDelay where doubling ends
     */
    public Builder redelivery(int retries, Duration firstDelay, Duration maxDelay) {
      redelivery = new Redelivery(retries, firstDelay, maxDelay, Effect.RetryTimestamp.FRESH);
      return this;
    }

    /** Which {@code telnyx-timestamp} a repeated delivery carries. Default: a fresh one. */
    public Builder retryTimestamp(Effect.RetryTimestamp value) {
      retryTimestamp = value;
      return this;
    }

    /** Source of chance for faults that have a rate; a seeded one makes a run repeatable. */
    public Builder random(RandomGenerator value) {
      random = value;
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
      return new Pacing(charactersPerSecond, audioLength, processingTime, ringTime);
    }

    private Redelivery redelivery() {
      return redelivery.with(retryTimestamp);
    }
  }
}
