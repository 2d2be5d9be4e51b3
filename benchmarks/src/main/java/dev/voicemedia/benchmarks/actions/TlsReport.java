package dev.voicemedia.benchmarks.actions;

import dev.voicemedia.benchmarks.Folders;
import dev.voicemedia.benchmarks.GatewayProcess;
import dev.voicemedia.benchmarks.GatewayProcess.Launch;
import dev.voicemedia.benchmarks.Reach;
import dev.voicemedia.benchmarks.Readings;
import dev.voicemedia.benchmarks.Results;
import dev.voicemedia.benchmarks.Row;
import dev.voicemedia.benchmarks.Samples;
import dev.voicemedia.benchmarks.WarmUp;
import dev.voicemedia.webhook.testing.WebhookSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Actions over TLS: a gateway to which Telnyx offers HTTP/2 beside one to which it offers HTTP/1.1
 * alone, each in a process of its own, in turns.
 */
final class TlsReport {
  private static final int AT_ONCE = 32;
  private static final int BURST = 1_000;

  /** Actions a second, so few that the processors have time for compiling. */
  private static final int WARM_UP_RATE = 1_000;

  private static final Duration WARM_UP = Duration.ofSeconds(65);
  private static final int ACTIONS = Integer.getInteger("benchmark.actions", 5_000);
  private static final double MILLIS = 1e3;

  private final TlsUpstream upstream;
  private final Side http2;
  private final Side http1;

  private TlsReport(TlsUpstream upstream, Side http2, Side http1) {
    this.upstream = upstream;
    this.http2 = http2;
    this.http1 = http1;
  }

  /** Takes the number of rounds. */
  public static void main(String[] args) throws Exception {
    int rounds = args.length == 0 ? 5 : Integer.parseInt(args[0]);
    Path folder = Files.createTempDirectory("voicemedia-benchmark");
    try (TlsUpstream upstream = new TlsUpstream(folder)) {
      List<String> options = new ArrayList<>(List.of("-Xms512m", "-Xmx512m"));
      options.addAll(upstream.trusted());
      Launch launch =
          Launch.of(folder, WebhookSigner.random().publicKey())
              .withJvmOptions(options.toArray(String[]::new));
      try (Side http2 = new Side(launch.withTelnyx(upstream.http2()).in(folder.resolve("http2")));
          Side http1 = new Side(launch.withTelnyx(upstream.http1()).in(folder.resolve("http1")))) {
        new TlsReport(upstream, http2, http1).run(rounds);
      }
    } finally {
      Folders.delete(folder);
    }
  }

  private void run(int rounds) throws Exception {
    WarmUp.of(
        List.of(http2.gateway.cpu(), http1.gateway.cpu()),
        WARM_UP,
        slice -> {
          for (Side side : inTurns(slice)) {
            var unused = side.load.paced(WARM_UP_RATE, WARM_UP_RATE);
            unused = side.load.closed(BURST, BURST);
          }
        });
    double slowest = Double.POSITIVE_INFINITY;
    for (int round = 0; round < rounds; round++) {
      for (Side side : inTurns(round)) {
        slowest = Math.min(slowest, side.measureCost());
      }
    }
    int rate = Math.max(1, (int) (slowest / 2));
    for (int round = 0; round < rounds; round++) {
      for (Side side : inTurns(round)) {
        side.measureLatency(rate);
      }
    }
    report(rate);
  }

  /** Returns both, in an order that differs from round to round. */
  private List<Side> inTurns(int round) {
    return round % 2 == 0 ? List.of(http2, http1) : List.of(http1, http2);
  }

  private void report(int rate) throws IOException {
    Results results = new Results(TlsReport.class);
    results.add(row("an action over TLS, CPU, 32 under way", http2.cpu(), "µs", http1.cpu()));
    results.add(row("actions over TLS, 32 under way", http2.perSecond, "/s", http1.perSecond));
    results.add(row("an action over TLS at half load, p50", http2.p50, "µs", http1.p50));
    results.add(
        row(
            "1,000 actions over TLS at once, until all are answered",
            http2.burst,
            "ms",
            http1.burst));
    results.note("TLS connections over HTTP/2: %s", upstream.overHttp2());
    results.note("TLS connections over HTTP/1.1: %s", upstream.overHttp1());
    results.note("CPU of an action over TLS and HTTP/2: %s", http2.readings.parts());
    results.note("CPU of an action over TLS and HTTP/1.1: %s", http1.readings.parts());
    results.note(
        "p99 at %d actions/s over TLS: HTTP/2 %,.0f µs, HTTP/1.1 %,.0f µs",
        rate, http2.p99.median(), http1.p99.median());
    results.finish();
  }

  private static Row row(String what, Samples http2, String unit, Samples http1) {
    return Row.of("4", what + ", HTTP/2", http2, unit, "HTTP/1.1", http1, Reach.reported());
  }

  /** A gateway, and what was measured of it. */
  private static final class Side implements AutoCloseable {
    private final GatewayProcess gateway;
    private final GatewayCalls calls;
    private final Load load;
    private final Readings readings;
    private final Samples perSecond = new Samples();
    private final Samples p50 = new Samples();
    private final Samples p99 = new Samples();
    private final Samples burst = new Samples();

    Side(Launch launch) throws IOException {
      gateway = launch.start();
      calls = GatewayCalls.to(gateway.grpcPort());
      load = new Load(calls::speak);
      readings = new Readings(gateway.cpu());
    }

    /** Returns how many actions it took in a second. */
    double measureCost() throws Exception {
      Load.Result[] result = new Load.Result[1];
      readings.measure(ACTIONS, () -> result[0] = load.closed(AT_ONCE, ACTIONS));
      perSecond.add(result[0].perSecond());
      return result[0].perSecond();
    }

    void measureLatency(int rate) throws InterruptedException {
      Load.Result paced = load.paced(rate, ACTIONS / 2);
      p50.add(paced.p50Micros());
      p99.add(paced.p99Micros());
      burst.add(MILLIS * BURST / load.closed(BURST, BURST).perSecond());
    }

    Samples cpu() {
      return readings.micros();
    }

    @Override
    public void close() {
      calls.close();
      gateway.close();
    }
  }
}
