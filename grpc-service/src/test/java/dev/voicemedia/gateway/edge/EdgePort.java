package dev.voicemedia.gateway.edge;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.voicemedia.gateway.access.AccessControl;
import dev.voicemedia.gateway.access.RefusalLog;
import dev.voicemedia.gateway.connection.ConnectionLimits;
import dev.voicemedia.gateway.console.CommandJournal;
import dev.voicemedia.gateway.console.Console;
import dev.voicemedia.gateway.console.GatewayStats;
import dev.voicemedia.gateway.eventlog.EmbeddedLog;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.gateway.feed.EventFeed;
import dev.voicemedia.gateway.grpc.GrpcServer;
import dev.voicemedia.gateway.grpc.PublicKeyList;
import dev.voicemedia.gateway.grpc.StreamMeters;
import dev.voicemedia.gateway.grpc.StreamSettings;
import dev.voicemedia.gateway.grpc.WebhookEventsService;
import dev.voicemedia.gateway.http.BodyReader;
import dev.voicemedia.gateway.testing.VirtualTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The edge on a real port, in front of a feed without events, with a timer that a test moves. */
final class EdgePort implements AutoCloseable {
  private final VirtualTimer timer = new VirtualTimer();
  private final MeterRegistry metrics = new SimpleMeterRegistry();
  private final ExecutorService live = Executors.newFixedThreadPool(2);
  private final EmbeddedLog log;
  private final EventFeed feed;
  private final WebhookEventsService events;
  private final GrpcServer grpc;
  private final EdgeServer edge;

  EdgePort(Path folder, Duration bodyTimeout) throws IOException {
    Clock clock = Clock.systemUTC();
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    log = EmbeddedLog.open(folder, EventLogSettings.DEFAULTS, clock);
    feed = new EventFeed(log, timer, live);
    events =
        WebhookEventsService.of(
            feed,
            log,
            StreamSettings.DEFAULTS,
            timer,
            new StreamMeters(metrics, clock),
            AccessControl.open(clock, timer),
            new PublicKeyList(Map::of, List::of));
    grpc =
        GrpcServer.start(
            anyPort,
            List.of(),
            events,
            List.of(),
            ConnectionLimits.DEFAULTS,
            Optional.empty(),
            metrics);
    edge =
        EdgeServer.start(
            anyPort,
            new EdgeSettings(anyPort, Optional.empty(), List.of(), List.of()),
            Optional.empty(),
            grpc,
            new Console(
                AccessControl.open(clock, timer),
                new RefusalLog(timer, metrics),
                new GatewayStats(metrics, clock, List::of),
                new CommandJournal(clock, false),
                new Console.About(grpc.port(), false, Optional.empty())),
            ConnectionLimits.DEFAULTS,
            timer,
            metrics,
            new BodyReader(bodyTimeout));
  }

  VirtualTimer timer() {
    return timer;
  }

  double refused(EdgeRefusal reason) {
    return metrics.get("voicemedia.http.refused").tag("reason", reason.label()).counter().count();
  }

  /** Posts a request of which only the first byte comes. */
  Socket postOneByte(String method) throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), edge.port());
    client.setSoTimeout(30_000);
    client
        .getOutputStream()
        .write(
            ("POST /"
                    + method
                    + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 100\r\n\r\n{")
                .getBytes(UTF_8));
    return client;
  }

  @Override
  public void close() {
    edge.close();
    grpc.close();
    events.close();
    feed.close();
    log.close();
    live.shutdownNow();
  }
}
