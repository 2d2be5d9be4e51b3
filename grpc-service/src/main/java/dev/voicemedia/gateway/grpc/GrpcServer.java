package dev.voicemedia.gateway.grpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.voicemedia.gateway.connection.ConnectionLimits;
import dev.voicemedia.gateway.time.DaemonThreads;
import dev.voicemedia.gateway.time.Timer;
import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.AnonymousInProcessSocketAddress;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** The gRPC port: actions, event feed, health and reflection. */
public final class GrpcServer implements AutoCloseable {
  private static final int WORKERS = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());

  /** Connections that the kernel keeps until they are accepted, so that bursts do not wait. */
  private static final int BACKLOG = 4096;

  /**
   * What is read of a connection before it is the others' turn. A frame may have nine bytes and
   * cost as much as a large one: of the megabyte that is read by default, the others on an event
   * loop would wait for 100,000.
   */
  private static final int READ_BYTES = 4 << 10;

  private static final int SMALLEST_READ_BYTES = 64;

  /** As often as proxies need that end what is idle for a minute. */
  private static final Duration PING_EVERY = Duration.ofSeconds(30);

  private static final Duration PING_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration CLIENT_PINGS_AT_MOST_EVERY = Duration.ofSeconds(10);

  /** Until then, a connection is not counted. */
  private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

  private static final int RESETS_WINDOW_SECONDS = 10;

  /** Twice as many as are served, since those that are refused exist for a moment, too. */
  private static final int MAX_STREAMS = 2 * StreamSettings.DEFAULTS.maxStreams();

  /** Streams leave at once, an action that has just begun when its time is over. */
  private static final Duration DRAIN = WorkTime.DEFAULT.plusSeconds(1);

  private static final Duration LOOK = Duration.ofMillis(50);

  /** What the last answers may take to leave, once all calls have one. */
  private static final Duration FLUSH = Duration.ofSeconds(1);

  private final Server server;
  private final WebhookEventsService events;
  private final Health health = new Health();
  private final AtomicBoolean leaving = new AtomicBoolean();
  private final StreamCount streams = new StreamCount(MAX_STREAMS);
  private final List<ServerServiceDefinition> served = new ArrayList<>();
  private final List<ServerInterceptor> interceptors;
  private final ExecutorService workers =
      Executors.newFixedThreadPool(WORKERS, DaemonThreads.named("grpc-worker"));

  @GuardedBy("this")
  private Optional<LocalCalls> local = Optional.empty();

  private GrpcServer(
      InetSocketAddress address,
      List<BindableService> services,
      WebhookEventsService events,
      List<ServerInterceptor> interceptors,
      ConnectionLimits limits,
      Optional<ServerTls> tls,
      MeterRegistry metrics) {
    this.events = events;
    this.interceptors = interceptors;
    services.forEach(service -> served.add(service.bindService()));
    served.add(events.bindService());
    served.add(health.service());
    served.addAll(Reflection.services());
    // Pings keep idle streams alive through proxies with an idle limit, and find dead peers. A
    // client may cancel all its calls at once, but not go on opening and resetting streams.
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(
                address,
                tls.map(ServerTls::credentials).orElseGet(InsecureServerCredentials::create))
            .executor(workers)
            .callExecutor(events::executorOf)
            .decompressorRegistry(Gunzip.ONLY)
            .withOption(ChannelOption.SO_BACKLOG, BACKLOG)
            .withChildOption(
                ChannelOption.RECVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator(SMALLEST_READ_BYTES, READ_BYTES / 2, READ_BYTES)
                    .maxMessagesPerRead(1))
            .keepAliveTime(PING_EVERY.toSeconds(), TimeUnit.SECONDS)
            .keepAliveTimeout(PING_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
            .permitKeepAliveTime(CLIENT_PINGS_AT_MOST_EVERY.toSeconds(), TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .handshakeTimeout(HANDSHAKE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
            .maxConcurrentCallsPerConnection(limits.streamsPerConnection())
            .maxRstFramesPerWindow(limits.streamsPerConnection(), RESETS_WINDOW_SECONDS)
            .addTransportFilter(new ConnectionLimiter(limits, metrics))
            .addStreamTracerFactory(streams)
            .addServices(readable());
    interceptors.forEach(builder::intercept);
    server = builder.build();
  }

  private List<ServerServiceDefinition> readable() {
    ReadableRequests readable = new ReadableRequests(new ErrorMapper());
    return served.stream().map(readable::of).toList();
  }

  /**
   * Listens on an address, without access control; port 0 takes any free one.
   *
   * @throws IOException if it cannot listen on that address
   */
  public static GrpcServer start(
      InetSocketAddress address, ActionServices actions, WebhookEventsService events)
      throws IOException {
    return start(
        address,
        actions.services(),
        events,
        List.of(Callers.everybody()),
        ConnectionLimits.DEFAULTS,
        Optional.empty(),
        new CompositeMeterRegistry());
  }

  /**
   * Listens on an address; port 0 takes any free one.
   *
   * @param services beside the feed of events
   * @param interceptors of every call; the last one is called first
   * @param tls empty for plain text
   * @throws IOException if it cannot listen on that address
   */
  public static GrpcServer start(
      InetSocketAddress address,
      List<BindableService> services,
      WebhookEventsService events,
      List<ServerInterceptor> interceptors,
      ConnectionLimits limits,
      Optional<ServerTls> tls,
      MeterRegistry metrics)
      throws IOException {
    GrpcServer grpc = new GrpcServer(address, services, events, interceptors, limits, tls, metrics);
    try {
      grpc.server.start();
      return grpc;
    } catch (IOException e) {
      grpc.close();
      throw e;
    }
  }

  /** Reports health as the readiness says from now on, instead of NOT_SERVING. */
  public void reportHealthOf(BooleanSupplier ready, BooleanSupplier feed, Timer timer) {
    health.follow(ready, feed, timer);
  }

  /**
   * Serves the same methods, behind the same interceptors, to another port of this process too.
   *
   * @param executor of the listeners of its calls
   */
  public synchronized LocalCalls serveLocally(Executor executor) throws IOException {
    SocketAddress address = new AnonymousInProcessSocketAddress();
    InProcessServerBuilder builder =
        InProcessServerBuilder.forAddress(address)
            .executor(workers)
            .callExecutor(events::executorOf)
            .addServices(readable());
    interceptors.forEach(builder::intercept);
    List<LocalMethod> methods =
        served.stream()
            .flatMap(service -> service.getMethods().stream())
            .flatMap(method -> LocalMethod.of(method).stream())
            .toList();
    LocalCalls calls =
        new LocalCalls(
            methods,
            builder.intercept(new HandedOn()).build().start(),
            address,
            executor,
            this::sayGoodbye);
    local = Optional.of(calls);
    return calls;
  }

  public int port() {
    return server.getPort();
  }

  /** Says goodbye to streams, lets calls end, and stops. */
  @Override
  public void close() {
    sayGoodbye();
    server.shutdown();
    Optional<LocalCalls> calls = local();
    calls.ifPresent(some -> some.server().shutdown());
    end(server, streams::open);
    calls.ifPresent(
        some -> {
          end(some.server(), () -> some.server().isTerminated() ? 0 : 1);
          some.close();
        });
    workers.shutdown();
  }

  private synchronized Optional<LocalCalls> local() {
    return local;
  }

  /** The first of the ports to close says it for all of them. */
  private void sayGoodbye() {
    if (leaving.compareAndSet(false, true)) {
      health.close();
      events.drain();
    }
  }

  /**
   * Waits for the calls that are under way. A connection may outlive them: one whose client was
   * refused in the middle of a message that is too large.
   */
  private static void end(Server server, IntSupplier calls) {
    try {
      for (long look = 0; look < DRAIN.dividedBy(LOOK) && calls.getAsInt() > 0; look++) {
        server.awaitTermination(LOOK.toMillis(), TimeUnit.MILLISECONDS);
      }
      if (!server.awaitTermination(FLUSH.toMillis(), TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
        server.awaitTermination();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
