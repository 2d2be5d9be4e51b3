package dev.voicemedia.gateway.grpc;

import static dev.voicemedia.gateway.testing.IncomingEvents.event;

import dev.voicemedia.gateway.access.AccessControl;
import dev.voicemedia.gateway.eventlog.EmbeddedLog;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.gateway.feed.EventFeed;
import dev.voicemedia.gateway.testing.VirtualTimer;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The feed behind a real gRPC port, with a clock and a timer that a test moves. */
final class FeedPort implements AutoCloseable {
  private static final RequestValidator VALIDATOR = RequestValidator.withoutPermissions();

  private final VirtualTimer timer = new VirtualTimer();
  private final ExecutorService live = Executors.newFixedThreadPool(2);
  private final ExecutorService readers = Executors.newFixedThreadPool(4);
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final EmbeddedLog log;
  private final EventFeed feed;
  private final Server server;
  private int appended;

  FeedPort(Path folder, StreamSettings settings) throws IOException {
    this(folder, settings, Duration.ofHours(1), Duration.ofHours(1));
  }

  FeedPort(Path folder, StreamSettings settings, Duration pingEvery, Duration pingTimeout)
      throws IOException {
    log = EmbeddedLog.open(folder, EventLogSettings.DEFAULTS, Clock.systemUTC());
    feed = new EventFeed(log, timer, live);
    ErrorMapper errors = new ErrorMapper();
    Subscribers subscribers =
        new Subscribers(
            feed,
            log,
            settings,
            readers,
            timer,
            new Random(1),
            AccessControl.open(Clock.systemUTC(), timer),
            errors,
            new StreamMeters(new SimpleMeterRegistry(), Clock.systemUTC()));
    WebhookEventsService events =
        new WebhookEventsService(
            VALIDATOR, subscribers, log, new PublicKeyList(Map::of, List::of), errors);
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .intercept(Callers.everybody())
            .executor(readers)
            .keepAliveTime(pingEvery.toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTimeout(pingTimeout.toMillis(), TimeUnit.MILLISECONDS)
            .addService(events)
            .addService(events.calls())
            .build()
            .start();
  }

  EmbeddedLog log() {
    return log;
  }

  EventFeed feed() {
    return feed;
  }

  int port() {
    return server.getPort();
  }

  ManagedChannel connect() {
    return connect(port());
  }

  /** A connection whose client grants little beforehand, so that the server soon notices. */
  ManagedChannel connect(int port) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port)
            .usePlaintext()
            .flowControlWindow(65_535)
            .build();
    channels.add(channel);
    return channel;
  }

  /** Appends events with bodies of this size. */
  void append(int events, int bytes) {
    List<CompletableFuture<?>> stored = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      stored.add(log.append(event("id-" + ++appended, new byte[bytes])));
    }
    stored.forEach(CompletableFuture::join);
  }

  /** What streams wait for, and are not woken from but by {@link #advance}. */
  List<Duration> delays() {
    return timer.delays();
  }

  /** Time goes on, and everything that was to happen by then happens. */
  void advance(Duration by) {
    timer.advance(by);
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    server.shutdownNow();
    try {
      server.awaitTermination();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    feed.close();
    live.shutdownNow();
    readers.shutdownNow();
    log.close();
  }
}
