package dev.voicemedia.gateway;

import dev.voicemedia.gateway.access.AccessControl;
import dev.voicemedia.gateway.access.FileWatch;
import dev.voicemedia.gateway.access.RefusalLog;
import dev.voicemedia.gateway.console.CommandJournal;
import dev.voicemedia.gateway.console.Console;
import dev.voicemedia.gateway.console.GatewayStats;
import dev.voicemedia.gateway.edge.EdgeServer;
import dev.voicemedia.gateway.edge.EdgeSettings;
import dev.voicemedia.gateway.eventlog.EmbeddedLog;
import dev.voicemedia.gateway.eventlog.EventAppender;
import dev.voicemedia.gateway.eventlog.LogEngine;
import dev.voicemedia.gateway.feed.EventFeed;
import dev.voicemedia.gateway.grpc.AccessInterceptor;
import dev.voicemedia.gateway.grpc.ActionServices;
import dev.voicemedia.gateway.grpc.CallLimiter;
import dev.voicemedia.gateway.grpc.CallMeters;
import dev.voicemedia.gateway.grpc.CallSpans;
import dev.voicemedia.gateway.grpc.FirstCalls;
import dev.voicemedia.gateway.grpc.GrpcServer;
import dev.voicemedia.gateway.grpc.OperationsService;
import dev.voicemedia.gateway.grpc.PublicKeyList;
import dev.voicemedia.gateway.grpc.RequestTimeLimit;
import dev.voicemedia.gateway.grpc.StreamMeters;
import dev.voicemedia.gateway.grpc.StreamSettings;
import dev.voicemedia.gateway.grpc.WebhookEventsService;
import dev.voicemedia.gateway.ingress.AdminServer;
import dev.voicemedia.gateway.ingress.SourceGuard;
import dev.voicemedia.gateway.ingress.WebhookIntake;
import dev.voicemedia.gateway.ingress.WebhookServer;
import dev.voicemedia.gateway.kafka.KafkaLog;
import dev.voicemedia.gateway.recovery.Recovery;
import dev.voicemedia.gateway.time.DaemonThreads;
import dev.voicemedia.gateway.time.MonotonicClock;
import dev.voicemedia.gateway.time.Pulse;
import dev.voicemedia.gateway.time.SystemTimer;
import dev.voicemedia.gateway.time.Timer;
import dev.voicemedia.gateway.trace.Tracing;
import dev.voicemedia.gateway.upstream.ApiKeys;
import dev.voicemedia.gateway.upstream.CommandSender;
import dev.voicemedia.gateway.upstream.DeliveryList;
import dev.voicemedia.gateway.upstream.TelnyxHttp;
import dev.voicemedia.gateway.upstream.UpstreamMeters;
import dev.voicemedia.webhook.WebhookVerifier;
import io.grpc.BindableService;
import io.grpc.ServerInterceptor;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A running gateway: puts the two flows together, and takes them apart in the opposite order.
 *
 * <pre>
 * webhooks: WebhookServer → EmbeddedLog or KafkaLog → EventFeed → GrpcServer
 * actions:  GrpcServer → CommandSender → TelnyxHttp
 * both:     EdgeServer → GrpcServer, for clients without gRPC, and the console
 * </pre>
 */
public final class Gateway implements AutoCloseable {
  private static final int LIVE_THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

  /** Looks of a watchdog, a second apart. */
  private static final int MAX_MISSED = 30;

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final LogEngine log;
  private final GrpcServer grpc;
  private final WebhookServer webhooks;
  private final AdminServer admin;
  private final Optional<EdgeServer> edge;
  private final Pulse timerPulse;
  private final Pulse feedPulse;
  private volatile boolean ready;

  private Gateway(GatewayConfig config, Clock clock, Tracing tracing) throws IOException {
    try {
      own(tracing);
      GatewayMetrics page = own(new GatewayMetrics());
      MeterRegistry metrics = page.registry();
      UpstreamMeters upstreamMeters = new UpstreamMeters(metrics);
      SystemTimer timer = own(new SystemTimer());
      timerPulse = new Pulse(task -> timer.after(Duration.ZERO, task));

      FileWatch files = watchFiles(config, timer, metrics);
      Ports ports = new Ports(config, files, metrics);
      AccessControl access = AccessControl.by(config.access(), clock, timer);
      files.add("access", access::files, access::reload);
      log = openLog(config, clock, timer, metrics);
      ExecutorService liveThreads = startLiveThreads();
      feedPulse = new Pulse(liveThreads);
      EventFeed feed = own(new EventFeed(log, timer, liveThreads));
      TelnyxHttp http = own(new TelnyxHttp(config.baseUrl(), config.proxy()));
      ApiKeys keys = watchApiKey(config, files);
      CommandJournal journal = new CommandJournal(clock, isSimulated(config));
      CommandSender sender =
          new CommandSender(
              http, keys, config.attempts(), timer, new Random(), upstreamMeters, journal);
      Recovery recovery =
          recovery(
              config,
              clock,
              sender,
              new DeliveryList(http, keys, config.recovery().plaintextAllowed()),
              metrics);
      WebhookIntake intake = intake(config, files, clock, log, metrics, tracing);
      StreamMeters streamMeters = new StreamMeters(metrics, clock);
      RefusalLog refusals = new RefusalLog(timer, metrics);
      WebhookEventsService events =
          own(
              WebhookEventsService.of(
                  feed,
                  log,
                  streams(config),
                  timer,
                  streamMeters,
                  access,
                  new PublicKeyList(log::publicKeys, intake::publicKeys)));
      grpc =
          own(
              ports.openGrpc(
                  services(
                      ActionServices.of(
                          sender, upstreamMeters, config.permissions(), events, journal),
                      recovery,
                      List.of(events.calls(), events.recordings(sender))),
                  events,
                  interceptors(
                      config,
                      timer,
                      metrics,
                      tracing,
                      new AccessInterceptor(access, refusals, log))));
      own(recovery); // once more: its streams must end before the server waits for them
      GatewayStats stats = new GatewayStats(metrics, clock, streamMeters::openStreams);
      edge =
          ports.openEdge(
              grpc, about -> new Console(access, refusals, stats, journal, about), timer);
      edge.ifPresent(this::own);
      webhooks =
          own(
              ports.openWebhooks(
                  new SourceGuard(config.access().webhooks(), timer, metrics), intake));
      admin =
          own(
              ports.openAdmin(
                  () -> ready && log.accepts(), () -> ready && log.readable(), page::scrape));
      ready = true;
      grpc.reportHealthOf(
          () -> ready && (log.readable() || log.isBeingBuilt()), log::readable, timer);
      // What the ports need not wait for; it would take a processor from what they do wait for.
      log.lookAfterFiles();
      recovery.start();
      FirstCalls.prepare();
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
    return start(config, clock, Tracing.OFF);
  }

  /**
   * Starts a gateway; port 0 in an address takes any free one.
   *
   * @param tracing closed with the gateway, or if it cannot start
   * @throws IOException with a line that names the address, if one cannot be listened on
   * @throws dev.voicemedia.gateway.eventlog.EventLogException if the log cannot be opened
   */
  public static Gateway start(GatewayConfig config, Clock clock, Tracing tracing)
      throws IOException {
    return new Gateway(config, clock, tracing);
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

  /** Port of the HTTP edge; empty without. */
  public OptionalInt httpPort() {
    return edge.map(server -> OptionalInt.of(server.port())).orElseGet(OptionalInt::empty);
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
   * Why this gateway cannot go on, if it cannot: a thread is gone, or has been stuck for half a
   * minute, that nothing works without. To be asked once a second, by one thread.
   */
  public Optional<String> fatalProblem() {
    if (!ready) {
      return Optional.empty();
    }
    Optional<String> ofLog = log.fatalProblem();
    if (ofLog.isPresent()) {
      return ofLog;
    } else if (timerPulse.missed() > MAX_MISSED) {
      return Optional.of("the timer's thread runs no tasks");
    } else if (feedPulse.missed() > MAX_MISSED) {
      return Optional.of("the threads that send events run no tasks");
    }
    return Optional.empty();
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

  private FileWatch watchFiles(GatewayConfig config, Timer timer, MeterRegistry metrics) {
    ExecutorService reader = Executors.newSingleThreadExecutor(DaemonThreads.named("file-watch"));
    parts.push(reader::shutdown);
    return own(new FileWatch(config.access().reloadEvery(), timer, reader, metrics));
  }

  private LogEngine openLog(
      GatewayConfig config, Clock clock, MonotonicClock monotonic, MeterRegistry metrics) {
    LogEngine log =
        own(
            config.kafka().isEmpty()
                ? EmbeddedLog.open(config.dataDir(), config.logSettings(), clock, metrics)
                : KafkaLog.open(
                    config.kafka().get(),
                    config.dataDir(),
                    config.logSettings(),
                    monotonic,
                    metrics));
    LogGauges.register(metrics, log, config.dataDir());
    return log;
  }

  private ExecutorService startLiveThreads() {
    ExecutorService liveThreads =
        Executors.newFixedThreadPool(LIVE_THREADS, DaemonThreads.named("feed-live"));
    parts.push(liveThreads::shutdown);
    return liveThreads;
  }

  private static ApiKeys watchApiKey(GatewayConfig config, FileWatch files) {
    ApiKeys keys = new ApiKeys(config.apiKey());
    Optional<Path> file = config.access().secrets().apiKey();
    files.add("api_key", () -> file.stream().toList(), () -> keys.load(file.orElseThrow()));
    return keys;
  }

  private Recovery recovery(
      GatewayConfig config,
      Clock clock,
      CommandSender sender,
      DeliveryList list,
      MeterRegistry metrics) {
    return own(
        Recovery.of(
            config.recovery(),
            config.logSettings().dedupeWindow(),
            new Recovery.Log(log, log, log, log::hasTurn),
            list::page,
            sender::isQueueing,
            metrics,
            clock));
  }

  private static List<BindableService> services(
      ActionServices actions, Recovery recovery, List<BindableService> reading) {
    List<BindableService> services = new ArrayList<>(actions.services());
    services.addAll(reading);
    services.add(OperationsService.of(recovery));
    return services;
  }

  /** The last one is called first. */
  private static List<ServerInterceptor> interceptors(
      GatewayConfig config,
      Timer timer,
      MeterRegistry metrics,
      Tracing tracing,
      AccessInterceptor access) {
    return List.of(
        access,
        new RequestTimeLimit(timer),
        new CallLimiter(config.connections()),
        new CallMeters(metrics),
        new CallSpans(tracing));
  }

  private static boolean isSimulated(GatewayConfig config) {
    return config.edge().flatMap(EdgeSettings::simulator).isPresent();
  }

  private static StreamSettings streams(GatewayConfig config) {
    return StreamSettings.DEFAULTS.withMaxAge(config.maxStreamAge());
  }

  private static WebhookIntake intake(
      GatewayConfig config,
      FileWatch files,
      Clock clock,
      EventAppender log,
      MeterRegistry metrics,
      Tracing tracing) {
    WebhookVerifier verifier =
        WebhookVerifier.builder().publicKeys(config.publicKeys()).clock(clock).build();
    WebhookIntake intake = new WebhookIntake(verifier, log, metrics, tracing);
    Optional<Path> file = config.access().secrets().publicKeys();
    files.add(
        "public_keys",
        () -> file.stream().toList(),
        () ->
            intake.verifyWith(
                WebhookVerifier.builder().publicKeysFile(file.orElseThrow()).clock(clock).build()));
    return intake;
  }

  private <T extends AutoCloseable> T own(T part) {
    parts.push(part);
    return part;
  }
}
