package dev.voicemedia.benchmarks.actions;

import dev.voicemedia.benchmarks.ChildProcess;
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
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What an action costs in the gateway, beside the generated client alone: each in a process of its
 * own, in turns, against the same stand-in for Telnyx.
 */
final class ActionsReport {
  private static final int AT_ONCE = 32;
  private static final List<String> JVM_OPTIONS = List.of("-Xmx512m");
  private static final Duration WARM_UP = Duration.ofSeconds(150);
  private static final int ACTIONS = Integer.getInteger("benchmark.actions", 5_000);
  private static final int JAVA = Runtime.version().feature();

  private final ChildProcess plain;
  private final ChildProcess sender;
  private final GatewayProcess gateway;
  private final Load load;
  private final Client ofPlain = Client.none();
  private final Client ofSender = Client.none();
  private final Client ofGateway = Client.none();

  private ActionsReport(
      ChildProcess plain, ChildProcess sender, GatewayProcess gateway, GatewayCalls calls) {
    this.plain = plain;
    this.sender = sender;
    this.gateway = gateway;
    this.load = new Load(calls::speak);
  }

  /** What was measured of one, in µs. */
  private record Client(Samples cpu, Samples perSecond, Samples p50, Samples p99) {
    static Client none() {
      return new Client(new Samples(), new Samples(), new Samples(), new Samples());
    }

    void addCost(Measured measured) {
      cpu.add(measured.cpuPerAction());
      perSecond.add(measured.perSecond());
    }

    void addLatency(Measured measured) {
      p50.add(measured.p50());
      p99.add(measured.p99());
    }
  }

  /** Takes the number of rounds. */
  public static void main(String[] args) throws Exception {
    int rounds = args.length == 0 ? 5 : Integer.parseInt(args[0]);
    Path data = Files.createTempDirectory("voicemedia-benchmark");
    try (ChildProcess upstream = UpstreamProcess.start()) {
      String baseUrl = UpstreamProcess.baseUrl(upstream);
      Launch launch = Launch.of(data, WebhookSigner.random().publicKey()).withTelnyx(baseUrl);
      try (ChildProcess plain = client("plain", baseUrl);
          ChildProcess sender = client("sender", baseUrl);
          GatewayProcess gateway = launch.start();
          GatewayCalls calls = GatewayCalls.to(gateway.grpcPort())) {
        new ActionsReport(plain, sender, gateway, calls).run(rounds);
      }
    } finally {
      Folders.delete(data);
    }
  }

  private void run(int rounds) throws Exception {
    for (ChildProcess client : List.of(plain, sender)) {
      client.read("ready");
    }
    WarmUp.of(
        List.of(plain.cpu(), gateway.cpu()),
        WARM_UP,
        slice -> {
          var unusedPlain = ask(plain, "closed", AT_ONCE, ACTIONS);
          var unusedSender = ask(sender, "closed", AT_ONCE, ACTIONS);
          var unusedGateway = load.closed(AT_ONCE, ACTIONS);
        });
    Readings cpu = new Readings(gateway.cpu());
    for (int round = 0; round < rounds; round++) {
      ofPlain.addCost(ask(plain, "closed", AT_ONCE, ACTIONS));
      ofSender.addCost(ask(sender, "closed", AT_ONCE, ACTIONS));
      Load.Result[] result = new Load.Result[1];
      double micros = cpu.measure(ACTIONS, () -> result[0] = load.closed(AT_ONCE, ACTIONS));
      ofGateway.addCost(Measured.of(result[0], micros * ACTIONS));
    }
    // None of them refuses what is too much for it.
    double slowest =
        Stream.of(ofPlain, ofSender, ofGateway)
            .mapToDouble(each -> each.perSecond().median())
            .min()
            .orElseThrow();
    int rate = Math.max(1, (int) (slowest / 2));
    for (int round = 0; round < rounds; round++) {
      ofPlain.addLatency(ask(plain, "paced", rate, ACTIONS / 2));
      ofSender.addLatency(ask(sender, "paced", rate, ACTIONS / 2));
      ofGateway.addLatency(Measured.of(load.paced(rate, ACTIONS / 2), 0));
    }
    report(cpu, rate);
  }

  private void report(Readings cpu, int rate) throws IOException {
    Results results = new Results(ActionsReport.class);
    Reach reach = JAVA < 25 ? Reach.atMost(0.7) : Reach.atMost(1.5);
    results.add(
        Row.of(
            "4",
            "an action, CPU, 32 under way, Java " + JAVA,
            ofGateway.cpu(),
            "µs",
            "generated client alone as it comes",
            ofPlain.cpu(),
            reach));
    results.add(
        Row.of(
            "4",
            "the same",
            ofGateway.cpu(),
            "µs",
            "generated client with the gateway's retries, hedges and bounds",
            ofSender.cpu(),
            Reach.reported()));
    results.add(
        Row.of(
            "4",
            "its latency at half load, p50",
            ofGateway.p50(),
            "µs",
            "generated client alone as it comes",
            ofPlain.p50(),
            Reach.reported()));
    results.note("CPU of an action in the gateway: %s", cpu.parts());
    results.note(
        "actions/s with 32 under way: generated client %,.0f, with retries %,.0f, gateway %,.0f",
        ofPlain.perSecond().median(),
        ofSender.perSecond().median(),
        ofGateway.perSecond().median());
    results.note(
        "p99 at %d actions/s: generated client %,.0f µs, with retries %,.0f µs, gateway %,.0f µs",
        rate, ofPlain.p99().median(), ofSender.p99().median(), ofGateway.p99().median());
    results.finish();
  }

  private static ChildProcess client(String kind, String baseUrl) throws IOException {
    return ChildProcess.ofClass(ClientProcess.class, JVM_OPTIONS, Map.of(), kind, baseUrl);
  }

  private static Measured ask(ChildProcess client, String how, int what, int count)
      throws IOException {
    client.write(how + " " + what + " " + count);
    return Measured.ofLine(client.read("result "));
  }
}
