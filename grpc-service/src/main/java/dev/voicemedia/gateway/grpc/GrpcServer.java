package dev.voicemedia.gateway.grpc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.voicemedia.gateway.eventlog.EventLog;
import dev.voicemedia.gateway.feed.EventFeed;
import dev.voicemedia.gateway.time.DaemonThreads;
import dev.voicemedia.gateway.time.Timer;
import dev.voicemedia.gateway.upstream.CommandSender;
import dev.voicemedia.gateway.upstream.UpstreamMeters;
import dev.voicemedia.v1.MediaActionsProto;
import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.WebhookEventsProto;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The gRPC port: media actions, event feed, health and reflection. */
public final class GrpcServer implements AutoCloseable {
  private static final int WORKERS = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
  private static final Duration CLIENT_KEEPALIVE_AT_MOST_EVERY = Duration.ofSeconds(10);

  /** Streams leave at once, an action that has just begun when its time is over. */
  private static final Duration DRAIN = ActionRunner.DEFAULT_LIMIT.plusSeconds(1);

  private final Server server;
  private final EventFeed feed;
  private final HealthStatusManager health = new HealthStatusManager();
  private final ExecutorService workers =
      Executors.newFixedThreadPool(WORKERS, DaemonThreads.named("grpc-worker"));

  /** Apart from the others, so that reading streams from the disk delays no call. */
  private final ExecutorService readers =
      Executors.newFixedThreadPool(WORKERS, DaemonThreads.named("feed-reader"));

  private GrpcServer(
      InetSocketAddress address,
      CommandSender sender,
      UpstreamMeters meters,
      EventFeed feed,
      EventLog log,
      StreamSettings streams,
      Timer timer) {
    this.feed = feed;
    ErrorMapper errors = new ErrorMapper();
    RequestValidator validator = new RequestValidator(requestMessages());
    ActionRunner actions = new ActionRunner(validator, sender, errors, meters);
    Subscribers subscribers = new Subscribers(feed, streams, readers, timer, new Random(), errors);
    // Pings keep idle streams alive through proxies with an idle limit, and find dead peers. How
    // many streams a connection carries is not limited: a client would wait in silence for a free
    // one, where the limit on all streams gives it an error.
    server =
        NettyServerBuilder.forAddress(address)
            .executor(workers)
            .callExecutor(this::executorOf)
            .keepAliveTime(streams.pingEvery().toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTimeout(streams.pingTimeout().toMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveTime(CLIENT_KEEPALIVE_AT_MOST_EVERY.toSeconds(), TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .addService(new MediaActionsService(actions))
            .addService(new WebhookEventsService(validator, subscribers, log, errors))
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance())
            .build();
    health.setStatus(MediaActionsServiceGrpc.SERVICE_NAME, ServingStatus.SERVING);
    health.setStatus(WebhookEventsServiceGrpc.SERVICE_NAME, ServingStatus.SERVING);
  }

  /**
   * Listens on an address; port 0 takes any free one.
   *
   * @param timer for heartbeats and the age of streams
   * @throws IOException with a line that names the address, if it cannot be listened on
   */
  public static GrpcServer start(
      InetSocketAddress address,
      CommandSender sender,
      UpstreamMeters meters,
      EventFeed feed,
      EventLog log,
      StreamSettings streams,
      Timer timer)
      throws IOException {
    GrpcServer grpc = new GrpcServer(address, sender, meters, feed, log, streams, timer);
    try {
      grpc.server.start();
    } catch (IOException e) {
      grpc.close();
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          "gRPC port "
              + address.getHostString()
              + ":"
              + address.getPort()
              + ": "
              + cause.getMessage(),
          e);
    }
    return grpc;
  }

  public int port() {
    return server.getPort();
  }

  /** Says goodbye to streams, lets calls end, and stops. */
  @Override
  public void close() {
    health.enterTerminalState();
    feed.drain();
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
    readers.shutdown();
    workers.shutdown();
  }

  /** Of a call; null for the one that all share. */
  private @Nullable Executor executorOf(ServerCall<?, ?> call, Metadata unused) {
    return call.getMethodDescriptor() == WebhookEventsService.SUBSCRIBE ? readers : null;
  }

  private static List<Descriptor> requestMessages() {
    return Stream.of(MediaActionsProto.getDescriptor(), WebhookEventsProto.getDescriptor())
        .map(FileDescriptor::getServices)
        .flatMap(List::stream)
        .flatMap(service -> service.getMethods().stream())
        .map(MethodDescriptor::getInputType)
        .toList();
  }
}
