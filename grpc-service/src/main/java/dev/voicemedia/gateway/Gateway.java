package dev.voicemedia.gateway;

import dev.voicemedia.gateway.eventlog.EmbeddedLog;
import dev.voicemedia.gateway.feed.EventFeed;
import dev.voicemedia.gateway.grpc.GrpcServer;
import dev.voicemedia.gateway.grpc.MediaActionsService;
import dev.voicemedia.gateway.grpc.StreamSettings;
import dev.voicemedia.gateway.grpc.WebhookEventsService;
import dev.voicemedia.gateway.ingress.AdminServer;
import dev.voicemedia.gateway.ingress.WebhookIntake;
import dev.voicemedia.gateway.ingress.WebhookServer;
import dev.voicemedia.gateway.time.SystemTimer;
import dev.voicemedia.gateway.upstream.CommandSender;
import dev.voicemedia.gateway.upstream.TelnyxHttp;
import dev.voicemedia.gateway.upstream.UpstreamMeters;
import dev.voicemedia.webhook.WebhookVerifier;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A running gateway: everything put together, and taken apart in the opposite order. */
public final class Gateway implements AutoCloseable {
  private static final int LIVE_THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final GrpcServer grpc;
  private final WebhookServer webhooks;
  private final AdminServer admin;
  private volatile boolean ready;

  private Gateway(GatewayConfig config, Clock clock) throws IOException {
    try {
      EmbeddedLog log = own(EmbeddedLog.open(config.dataDir(), config.logSettings(), clock));
      SystemTimer timer = own(new SystemTimer());
      ExecutorService liveThreads = Executors.newFixedThreadPool(LIVE_THREADS, Gateway::liveThread);
      parts.push(liveThreads::shutdown);
      EventFeed feed = own(new EventFeed(log, timer, liveThreads));
      WebhookVerifier verifier =
          WebhookVerifier.builder().publicKeys(config.publicKeys()).clock(clock).build();
      PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      parts.push(metrics::close);
      LogGauges.register(metrics, log);
      UpstreamMeters upstreamMeters = new UpstreamMeters(metrics);
      CommandSender sender =
          new CommandSender(
              own(new TelnyxHttp()),
              config.baseUrl(),
              config.apiKey(),
              config.attempts(),
              timer,
              new Random(),
              upstreamMeters);

      MediaActionsService actions = MediaActionsService.of(sender, upstreamMeters);
      StreamSettings streams = StreamSettings.DEFAULTS.withMaxAge(config.maxStreamAge());
      WebhookEventsService events = own(WebhookEventsService.of(feed, log, streams, timer));
      WebhookIntake intake = new WebhookIntake(verifier, log, metrics);

      grpc =
          own(
              PortOpener.open(
                  "gRPC",
                  config.grpcAddress(),
                  address -> GrpcServer.start(address, actions, events)));
      webhooks =
          own(
              PortOpener.open(
                  "webhook",
                  config.webhookAddress(),
                  address -> WebhookServer.start(address, intake)));
      admin =
          own(
              PortOpener.open(
                  "admin",
                  config.adminAddress(),
                  address ->
                      AdminServer.start(address, () -> ready && log.accepts(), metrics::scrape)));
      ready = true;
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

  /** Ends streams with a goodbye, answers what is under way, and closes the log. */
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

  private static Thread liveThread(Runnable task) {
    Thread thread = new Thread(task, "feed-live");
    thread.setDaemon(true);
    return thread;
  }

  private <T extends AutoCloseable> T own(T part) {
    parts.push(part);
    return part;
  }
}
