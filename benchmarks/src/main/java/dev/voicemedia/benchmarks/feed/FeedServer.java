package dev.voicemedia.benchmarks.feed;

import dev.voicemedia.gateway.access.AccessControl;
import dev.voicemedia.gateway.access.RefusalLog;
import dev.voicemedia.gateway.connection.ConnectionLimits;
import dev.voicemedia.gateway.console.CommandJournal;
import dev.voicemedia.gateway.console.Console;
import dev.voicemedia.gateway.console.GatewayStats;
import dev.voicemedia.gateway.edge.EdgeServer;
import dev.voicemedia.gateway.edge.EdgeSettings;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.EmbeddedLog;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.gateway.feed.EventFeed;
import dev.voicemedia.gateway.grpc.ActionListener;
import dev.voicemedia.gateway.grpc.ActionServices;
import dev.voicemedia.gateway.grpc.CommandPermissions;
import dev.voicemedia.gateway.grpc.GrpcServer;
import dev.voicemedia.gateway.grpc.PublicKeyList;
import dev.voicemedia.gateway.grpc.StreamMeters;
import dev.voicemedia.gateway.grpc.StreamSettings;
import dev.voicemedia.gateway.grpc.WebhookEventsService;
import dev.voicemedia.gateway.time.SystemTimer;
import dev.voicemedia.gateway.upstream.ApiKey;
import dev.voicemedia.gateway.upstream.ApiKeys;
import dev.voicemedia.gateway.upstream.AttemptPolicy;
import dev.voicemedia.gateway.upstream.CommandSender;
import dev.voicemedia.gateway.upstream.EgressProxy;
import dev.voicemedia.gateway.upstream.TelnyxHttp;
import dev.voicemedia.gateway.upstream.UpstreamMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** The gateway's log and feed in a process of their own, with events appended on command. */
public final class FeedServer {
  private static final ConnectionLimits MANY =
      new ConnectionLimits(20_000, 20_000, 1_000, address -> false);

  private final EmbeddedLog log;
  private final GrpcServer grpc;
  private final SystemTimer timer = new SystemTimer();
  private long appended;

  private FeedServer(Path folder) throws IOException {
    UpstreamMeters meters = new UpstreamMeters(new SimpleMeterRegistry());
    log = EmbeddedLog.open(folder, EventLogSettings.DEFAULTS, Clock.systemUTC());
    appended = log.head();
    ExecutorService live = Executors.newFixedThreadPool(2, task -> new Thread(task, "feed-live"));
    CommandSender nowhere =
        new CommandSender(
            new TelnyxHttp(URI.create("http://127.0.0.1:1"), EgressProxy.NONE),
            new ApiKeys(new ApiKey("KEY")),
            AttemptPolicy.DEFAULTS,
            timer,
            new Random(),
            meters);
    WebhookEventsService events =
        WebhookEventsService.of(
            new EventFeed(log, timer, live),
            log,
            StreamSettings.DEFAULTS,
            timer,
            new StreamMeters(new SimpleMeterRegistry(), Clock.systemUTC()),
            AccessControl.open(Clock.systemUTC(), timer),
            new PublicKeyList(Map::of, List::of));
    grpc =
        GrpcServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            ActionServices.of(
                nowhere, meters, CommandPermissions.NONE, events, ActionListener.NOBODY),
            events);
  }

  public static void main(String[] args) throws IOException {
    FeedServer server = new FeedServer(Path.of(args[0]));
    Commands.serve(
        command ->
            switch (command.name()) {
              case "port" -> server.grpc.port();
              case "edge" -> server.startEdge();
              case "append" ->
                  server.append(command.number(0), command.number(1), command.number(2));
              case "scan" -> server.scan();
              default -> throw new IllegalArgumentException(command.name());
            });
  }

  /** Serves the same over HTTP, and returns the port. */
  private int startEdge() throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Clock clock = Clock.systemUTC();
    MeterRegistry metrics = new SimpleMeterRegistry();
    Console console =
        new Console(
            AccessControl.open(clock, timer),
            new RefusalLog(timer, metrics),
            new GatewayStats(metrics, clock, List::of),
            new CommandJournal(clock, false),
            new Console.About(grpc.port(), false, Optional.empty()));
    return EdgeServer.start(
            address,
            new EdgeSettings(address, Optional.empty(), List.of(), List.of()),
            Optional.empty(),
            grpc,
            console,
            MANY,
            timer,
            metrics)
        .port();
  }

  /** Appends events in bursts that share an fsync, each stored before the next, with pauses. */
  private long append(long events, long burst, long pauseNanos) {
    long end = appended + events;
    while (appended < end) {
      List<CompletableFuture<?>> stored = new ArrayList<>();
      for (long i = 0; i < burst && appended < end; i++) {
        stored.add(log.append(SampleEvents.incoming(++appended)));
      }
      stored.forEach(CompletableFuture::join);
      LockSupport.parkNanos(pauseNanos);
    }
    return log.head();
  }

  /** Reads the whole log and returns the nanoseconds that it took. */
  private long scan() {
    long start = System.nanoTime();
    long place = log.earliest();
    List<LogEntry> entries = log.read(place, 1000, 4 << 20);
    while (!entries.isEmpty()) {
      place = entries.get(entries.size() - 1).position();
      entries = log.read(place, 1000, 4 << 20);
    }
    return System.nanoTime() - start;
  }
}
