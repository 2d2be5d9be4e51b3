package dev.voicemedia.gateway;

import dev.voicemedia.gateway.eventlog.EmbeddedLog;
import dev.voicemedia.gateway.eventlog.EventAppender;
import dev.voicemedia.gateway.eventlog.EventLog;
import dev.voicemedia.gateway.feed.EventFeed;
import dev.voicemedia.gateway.grpc.ActionServices;
import dev.voicemedia.gateway.grpc.CallMeters;
import dev.voicemedia.gateway.grpc.GrpcServer;
import dev.voicemedia.gateway.grpc.StreamMeters;
import dev.voicemedia.gateway.grpc.StreamSettings;
import dev.voicemedia.gateway.grpc.WebhookEventsService;
import dev.voicemedia.gateway.ingress.AdminServer;
import dev.voicemedia.gateway.ingress.WebhookIntake;
import dev.voicemedia.gateway.ingress.WebhookServer;
import dev.voicemedia.gateway.time.DaemonThreads;
import dev.voicemedia.gateway.time.SystemTimer;
import dev.voicemedia.gateway.time.Timer;
import dev.voicemedia.gateway.upstream.CommandSender;
import dev.voicemedia.gateway.upstream.TelnyxHttp;
import dev.voicemedia.gateway.upstream.UpstreamMeters;
import dev.voicemedia.webhook.WebhookVerifier;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A running gateway: puts the two flows together, and takes them apart in the opposite order.
 *
 * <pre>
 * webhooks: WebhookServer → EmbeddedLog → EventFeed → GrpcServer
 * actions:  GrpcServer → CommandSender → TelnyxHttp
 * </pre>
 */
public final class Gateway implements AutoCloseable {
  private static final int LIVE_THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final EmbeddedLog log;
  private final GrpcServer grpc;
  private final WebhookServer webhooks;
  private final AdminServer admin;
  private volatile boolean ready;

  private Gateway(GatewayConfig config, Clock clock) throws IOException {
    try {
      GatewayMetrics page = own(new GatewayMetrics());
      MeterRegistry metrics = page.registry();
      UpstreamMeters upstreamMeters = new UpstreamMeters(metrics);
      SystemTimer timer = own(new SystemTimer());

      log = openLog(config, clock, metrics);
      EventFeed feed = startFeed(log, timer);
      CommandSender sender = startSender(config, timer, upstreamMeters);
      grpc =
          startGrpc(
              config,
              ActionServices.of(sender, upstreamMeters, config.permissions()),
              own(
                  WebhookEventsService.of(
                      feed, log, streams(config), timer, new StreamMeters(metrics, clock))),
              new CallMeters(metrics));
      webhooks = startWebhooks(config, intake(config, clock, log, metrics));
      admin = startAdmin(config, log, page);
      ready = true;
      grpc.reportHealthOf(() -> ready && log.readable(), timer);
    } catch (IOException | RuntimeException e) {
      try {
        close();
      } catch (IllegalStateException alsoFailed) {
        e.addSuppressed(alsoFailed);
      }
      throw e;
    }
  }

  /**
   * Starts a gateway; port 0 in an address takes any free one.
   *
   * @throws IOException with a line that names the address, if one cannot be listened on
   * @throws dev.voicemedia.gateway.eventlog.EventLogException if the log cannot be opened
   */
  public static Gateway start(GatewayConfig config, Clock clock) throws IOException {
    return new Gateway(config, clock);
  }

  public int grpcPort() {
    return grpc.port();
  }

  public int webhookPort() {
    return webhooks.port();
  }

  public int adminPort() {
    return admin.port();
  }

  /** Position of the newest event; that of the oldest one is after {@link #earliest}. */
  public long head() {
    return log.head();
  }

  /** Position before the oldest stored event. */
  public long earliest() {
    return log.earliest();
  }

  /**
   * Ends streams with a goodbye, answers what is under way, and closes the log.
   *
   * @throws IllegalStateException if a part did not stop; the others have been stopped all the same
   */
  @Override
  public void close() {
    ready = false;
    IllegalStateException failed = null;
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        if (failed == null) {
          failed = new IllegalStateException("the gateway did not stop cleanly", e);
        } else {
          failed.addSuppressed(e);
        }
      }
    }
    if (failed != null) {
      throw failed;
    }
  }

  private EmbeddedLog openLog(GatewayConfig config, Clock clock, MeterRegistry metrics) {
    EmbeddedLog log = own(EmbeddedLog.open(config.dataDir(), config.logSettings(), clock, metrics));
    LogGauges.register(metrics, log, config.dataDir());
    return log;
  }

  private EventFeed startFeed(EventLog log, Timer timer) {
    ExecutorService liveThreads =
        Executors.newFixedThreadPool(LIVE_THREADS, DaemonThreads.named("feed-live"));
    parts.push(liveThreads::shutdown);
    return own(new EventFeed(log, timer, liveThreads));
  }

  private CommandSender startSender(GatewayConfig config, Timer timer, UpstreamMeters meters) {
    return new CommandSender(
        own(new TelnyxHttp(config.baseUrl(), config.proxy())),
        config.apiKey(),
        config.attempts(),
        timer,
        new Random(),
        meters);
  }

  private GrpcServer startGrpc(
      GatewayConfig config, ActionServices actions, WebhookEventsService events, CallMeters calls)
      throws IOException {
    return own(
        PortOpener.open(
            "gRPC",
            config.grpcAddress(),
            address -> GrpcServer.start(address, actions, events, List.of(calls))));
  }

  private WebhookServer startWebhooks(GatewayConfig config, WebhookIntake intake)
      throws IOException {
    return own(
        PortOpener.open(
            "webhook", config.webhookAddress(), address -> WebhookServer.start(address, intake)));
  }

  private AdminServer startAdmin(GatewayConfig config, EmbeddedLog log, GatewayMetrics metrics)
      throws IOException {
    return own(
        PortOpener.open(
            "admin",
            config.adminAddress(),
            address -> AdminServer.start(address, () -> isReady(log), metrics::scrape)));
  }

  private boolean isReady(EmbeddedLog log) {
    return ready && log.accepts();
  }

  private static StreamSettings streams(GatewayConfig config) {
    return StreamSettings.DEFAULTS.withMaxAge(config.maxStreamAge());
  }

  private static WebhookIntake intake(
      GatewayConfig config, Clock clock, EventAppender log, MeterRegistry metrics) {
    WebhookVerifier verifier =
        WebhookVerifier.builder().publicKeys(config.publicKeys()).clock(clock).build();
    return new WebhookIntake(verifier, log, metrics);
  }

  private <T extends AutoCloseable> T own(T part) {
    parts.push(part);
    return part;
  }
}
