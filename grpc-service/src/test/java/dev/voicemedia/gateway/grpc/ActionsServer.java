package dev.voicemedia.gateway.grpc;

import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.voicemedia.gateway.access.AccessControl;
import dev.voicemedia.gateway.eventlog.EventLog;
import dev.voicemedia.gateway.feed.EventFeed;
import dev.voicemedia.gateway.time.Backoff;
import dev.voicemedia.gateway.time.SystemTimer;
import dev.voicemedia.gateway.time.Timer;
import dev.voicemedia.gateway.upstream.ApiKey;
import dev.voicemedia.gateway.upstream.ApiKeys;
import dev.voicemedia.gateway.upstream.AttemptPolicy;
import dev.voicemedia.gateway.upstream.AttemptPolicy.Breaker;
import dev.voicemedia.gateway.upstream.AttemptPolicy.Hedge;
import dev.voicemedia.gateway.upstream.CommandSender;
import dev.voicemedia.gateway.upstream.EgressProxy;
import dev.voicemedia.gateway.upstream.TelnyxHttp;
import dev.voicemedia.gateway.upstream.UpstreamMeters;
import dev.voicemedia.gateway.waits.SentCommands;
import dev.voicemedia.v1.CallControlProto;
import dev.voicemedia.v1.CallControlServiceGrpc;
import dev.voicemedia.v1.CallControlServiceGrpc.CallControlServiceBlockingStub;
import dev.voicemedia.v1.MediaActionsProto;
import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.MediaActionsServiceGrpc.MediaActionsServiceBlockingStub;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;

/** The media actions behind a real gRPC port, and a client of them. */
final class ActionsServer implements AutoCloseable {
  static final String API_KEY = "KEY0123456789_notForAnyEyes";

  /** One for all, since compiling the rules takes a while. */
  static final RequestValidator VALIDATOR =
      RequestValidator.ofActions(new CommandPermissions(Set.of("transfer", "bridge"), true));

  /** Neither retries nor hedges, so that each answer can be seen for what it is. */
  static final AttemptPolicy ONE_ATTEMPT =
      AttemptPolicy.DEFAULTS
          .withHedge(new Hedge(Duration.ofMillis(500), 0))
          .withBackoff(new Backoff(Duration.ofSeconds(60), Duration.ofSeconds(60)))
          .withBreaker(new Breaker(100, 10_000, Duration.ofSeconds(1), Duration.ofSeconds(1), 1));

  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final TelnyxHttp http;
  private final Server server;
  private final ManagedChannel channel;

  ActionsServer(URI telnyx, Timer timer) {
    this(telnyx, timer, ONE_ATTEMPT);
  }

  ActionsServer(URI telnyx, Timer timer, AttemptPolicy policy) {
    this(telnyx, API_KEY, timer, policy);
  }

  ActionsServer(URI telnyx, String apiKey, Timer timer, AttemptPolicy policy) {
    this(new TelnyxHttp(telnyx, EgressProxy.NONE), apiKey, timer, policy);
  }

  ActionsServer(TelnyxHttp http, String apiKey, Timer timer, AttemptPolicy policy) {
    this(http, apiKey, timer, policy, VALIDATOR);
  }

  private ActionsServer(
      TelnyxHttp http,
      String apiKey,
      Timer timer,
      AttemptPolicy policy,
      RequestValidator validator) {
    this.http = http;
    UpstreamMeters meters = new UpstreamMeters(registry);
    CommandSender sender =
        new CommandSender(
            http, new ApiKeys(new ApiKey(apiKey)), policy, timer, new Random(1), meters);
    try {
      NettyServerBuilder builder =
          NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      ActionServices.of(validator, sender, meters, waits(timer), ActionListener.NOBODY)
          .services()
          .forEach(builder::addService);
      server = builder.build().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    channel =
        Grpc.newChannelBuilder("127.0.0.1:" + server.getPort(), InsecureChannelCredentials.create())
            .build();
  }

  static ActionsServer of(FakeTelnyx telnyx) {
    return new ActionsServer(telnyx.baseUrl(), new SystemTimer());
  }

  static ActionsServer of(FakeTelnyx telnyx, CommandPermissions permissions) {
    return new ActionsServer(
        new TelnyxHttp(telnyx.baseUrl(), EgressProxy.NONE),
        API_KEY,
        new SystemTimer(),
        ONE_ATTEMPT,
        RequestValidator.ofActions(permissions));
  }

  /** On a log of their own, in which nothing is stored. */
  private static WaitStreams waits(Timer timer) {
    EventLog log = new EmptyLog();
    return new WaitStreams(
        new EventFeed(log, timer, Runnable::run),
        log,
        ForkJoinPool.commonPool(),
        timer,
        Duration.ofMinutes(5),
        new StreamPlaces(100),
        AccessControl.open(Clock.systemUTC(), timer),
        new ErrorMapper(),
        new SentCommands(log::head));
  }

  /** Unary methods of all services that send commands. */
  static List<MethodDescriptor> methods() {
    return Stream.of(MediaActionsProto.getDescriptor(), CallControlProto.getDescriptor())
        .flatMap(file -> file.getServices().get(0).getMethods().stream())
        .filter(method -> !method.isServerStreaming())
        .toList();
  }

  MeterRegistry registry() {
    return registry;
  }

  ManagedChannel channel() {
    return channel;
  }

  CallControlServiceBlockingStub calls() {
    return CallControlServiceGrpc.newBlockingStub(channel);
  }

  MediaActionsServiceBlockingStub stub() {
    return MediaActionsServiceGrpc.newBlockingStub(channel);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
    http.close();
  }
}
