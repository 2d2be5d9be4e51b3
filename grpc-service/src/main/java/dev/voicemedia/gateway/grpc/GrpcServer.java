package dev.voicemedia.gateway.grpc;

import dev.voicemedia.gateway.time.DaemonThreads;
import dev.voicemedia.gateway.time.Timer;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The gRPC port: actions, event feed, health and reflection. */
public final class GrpcServer implements AutoCloseable {
  private static final int WORKERS = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());

  /** As often as proxies need that end what is idle for a minute. */
  private static final Duration PING_EVERY = Duration.ofSeconds(30);

  private static final Duration PING_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration CLIENT_PINGS_AT_MOST_EVERY = Duration.ofSeconds(10);

  /** Streams leave at once, an action that has just begun when its time is over. */
  private static final Duration DRAIN = ActionRunner.DEFAULT_LIMIT.plusSeconds(1);

  private final Server server;
  private final WebhookEventsService events;
  private final Health health = new Health();
  private final ExecutorService workers =
      Executors.newFixedThreadPool(WORKERS, DaemonThreads.named("grpc-worker"));

  private GrpcServer(
      InetSocketAddress address,
      ActionServices actions,
      WebhookEventsService events,
      List<ServerInterceptor> interceptors) {
    this.events = events;
    // Pings keep idle streams alive through proxies with an idle limit, and find dead peers. How
    // many streams a connection carries is not limited: a client would wait in silence for a free
    // one, where the limit on all streams gives it an error.
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address)
            .executor(workers)
            .callExecutor(events::executorOf)
            .keepAliveTime(PING_EVERY.toSeconds(), TimeUnit.SECONDS)
            .keepAliveTimeout(PING_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
            .permitKeepAliveTime(CLIENT_PINGS_AT_MOST_EVERY.toSeconds(), TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .addService(events)
            .addService(health.service())
            .addServices(Reflection.services());
    actions.services().forEach(builder::addService);
    interceptors.forEach(builder::intercept);
    server = builder.build();
  }

  /**
   * Listens on an address; port 0 takes any free one.
   *
   * @throws IOException if it cannot listen on that address
   */
  public static GrpcServer start(
      InetSocketAddress address, ActionServices actions, WebhookEventsService events)
      throws IOException {
    return start(address, actions, events, List.of());
  }

  /**
   * Listens on an address; port 0 takes any free one.
   *
   * @param interceptors of every call; the last one is called first
   * @throws IOException if it cannot listen on that address
   */
  public static GrpcServer start(
      InetSocketAddress address,
      ActionServices actions,
      WebhookEventsService events,
      List<ServerInterceptor> interceptors)
      throws IOException {
    GrpcServer grpc = new GrpcServer(address, actions, events, interceptors);
    try {
      grpc.server.start();
      return grpc;
    } catch (IOException e) {
      grpc.close();
      throw e;
    }
  }

  /** Reports health as the readiness says from now on, instead of NOT_SERVING. */
  public void reportHealthOf(BooleanSupplier ready, Timer timer) {
    health.follow(ready, timer);
  }

  public int port() {
    return server.getPort();
  }

  /** Says goodbye to streams, lets calls end, and stops. */
  @Override
  public void close() {
    health.close();
    events.drain();
    server.shutdown();
    try {
      if (!server.awaitTermination(DRAIN.toSeconds(), TimeUnit.SECONDS)) {
        server.shutdownNow();
        server.awaitTermination();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    workers.shutdown();
  }
}
