package dev.voicemedia.gateway.edge;

import dev.voicemedia.gateway.connection.ConnectionLimits;
import dev.voicemedia.gateway.console.Console;
import dev.voicemedia.gateway.grpc.GrpcServer;
import dev.voicemedia.gateway.grpc.LocalCalls;
import dev.voicemedia.gateway.http.BareErrors;
import dev.voicemedia.gateway.http.BodyReader;
import dev.voicemedia.gateway.http.ConnectionTable;
import dev.voicemedia.gateway.http.HttpPort;
import dev.voicemedia.gateway.http.HttpTls;
import dev.voicemedia.gateway.http.PortTimeouts;
import dev.voicemedia.gateway.time.DaemonThreads;
import dev.voicemedia.gateway.time.Timer;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The port of the HTTP edge. */
public final class EdgeServer implements AutoCloseable {
  private static final int WORKERS = Math.max(2, Runtime.getRuntime().availableProcessors());

  /** Longer than a stream may be stalled, and than the longest pause between heartbeats. */
  private static final PortTimeouts TIMEOUTS =
      new PortTimeouts(Duration.ofSeconds(30), Duration.ofMinutes(6), Duration.ofSeconds(1));

  private static final Duration BODY_TIMEOUT = Duration.ofSeconds(10);

  /** Streams leave at once, a call that has just begun when its time is over. */
  private static final Duration DRAIN = UnaryRequest.DEFAULT_TIMEOUT.plusSeconds(1);

  /** For connections without a request to be closed: nobody is waited for any more by then. */
  private static final Duration STOP = Duration.ofSeconds(5);

  private final HttpPort port;
  private final LocalCalls calls;
  private final OpenRequests requests;
  private final ExecutorService workers;

  private EdgeServer(
      HttpPort port, LocalCalls calls, OpenRequests requests, ExecutorService workers) {
    this.port = port;
    this.calls = calls;
    this.requests = requests;
    this.workers = workers;
  }

  /**
   * Listens on an address; port 0 takes any free one.
   *
   * @param tls empty for plain text
   * @param grpc whose methods are served here too
   * @param console that is served beside them
   * @throws IOException if it cannot listen on that address
   */
  public static EdgeServer start(
      InetSocketAddress address,
      EdgeSettings settings,
      Optional<HttpTls> tls,
      GrpcServer grpc,
      Console console,
      ConnectionLimits limits,
      Timer timer,
      MeterRegistry metrics)
      throws IOException {
    return start(
        address,
        settings,
        tls,
        grpc,
        console,
        limits,
        timer,
        metrics,
        new BodyReader(BODY_TIMEOUT));
  }

  static EdgeServer start(
      InetSocketAddress address,
      EdgeSettings settings,
      Optional<HttpTls> tls,
      GrpcServer grpc,
      Console console,
      ConnectionLimits limits,
      Timer timer,
      MeterRegistry metrics,
      BodyReader bodies)
      throws IOException {
    ExecutorService workers =
        Executors.newFixedThreadPool(WORKERS, DaemonThreads.named("edge-worker"));
    EdgeMeters meters = new EdgeMeters(metrics);
    try {
      LocalCalls calls = grpc.serveLocally(workers);
      OpenRequests requests =
          new OpenRequests(
              new EdgeHandler(
                  calls,
                  new EdgeGuard(settings),
                  new ConsoleHandler(console, bodies),
                  bodies,
                  timer,
                  new Random(),
                  meters));
      HttpPort port =
          HttpPort.listen(
              "edge",
              address,
              TIMEOUTS,
              STOP,
              tls,
              limits.streamsPerConnection(),
              new ConnectionTable(limits, meters::connectionShed),
              new BareErrors(status -> meters.refused(EdgeRefusal.NO_HTTP)),
              requests);
      return new EdgeServer(port, calls, requests, workers);
    } catch (IOException | RuntimeException e) {
      workers.shutdown();
      throw e;
    }
  }

  public int port() {
    return port.port();
  }

  /** Says goodbye to streams, lets calls end, and stops. */
  @Override
  public void close() {
    port.stopAccepting();
    requests.end();
    calls.drain();
    try {
      requests.await(DRAIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    port.close();
    workers.shutdown();
  }
}
