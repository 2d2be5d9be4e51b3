package dev.voicemedia.benchmarks.actions;

import dev.voicemedia.benchmarks.ChildProcess;
import dev.voicemedia.benchmarks.Folders;
import dev.voicemedia.benchmarks.Ratios;
import dev.voicemedia.v1.GetEventRequest;
import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.MediaActionsServiceGrpc.MediaActionsServiceFutureStub;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import dev.voicemedia.v1.WebhookEventsServiceGrpc.WebhookEventsServiceFutureStub;
import io.grpc.Channel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * What identities cost a call: a gateway with an access file beside one without, in the same
 * process and in interleaved pairs, for a caller of everything and for one that is limited to
 * connections.
 */
final class AccessReport {
  private static final int AT_ONCE = 32;
  private static final int PAIRS_A_ROUND = 10;
  private static final int WARM_UP = Integer.getInteger("benchmark.warmUp", 15_000);
  private static final int ACTIONS = Integer.getInteger("benchmark.actions", 2_500);

  /** The cheapest call: access is the largest part of it. */
  private static final int READS = Integer.getInteger("benchmark.reads", 15_000);

  private static final SpeakRequest SPEAK = GatewayCalls.speakOn(ProtectedGateways.CALL);
  private static final GetEventRequest GET =
      GetEventRequest.newBuilder().setId(ProtectedGateways.EVENT).build();

  private final Pairs[] ratios = {
    Pairs.of("Speak, a caller of everything"),
    Pairs.of("Speak, a caller of some connections"),
    Pairs.of("GetEvent, a caller of everything"),
    Pairs.of("GetEvent, a caller of some connections")
  };

  private AccessReport() {}

  /** Takes the number of rounds, each with a process of its own. */
  public static void main(String[] args) throws Exception {
    int rounds = args.length == 0 ? 5 : Integer.parseInt(args[0]);
    AccessReport report = new AccessReport();
    try (ChildProcess upstream = UpstreamProcess.start()) {
      String baseUrl = UpstreamProcess.baseUrl(upstream);
      for (int round = 0; round < rounds; round++) {
        report.round(baseUrl);
      }
    }
    System.out.printf(
        "%nJava %s, %d processors, CPU of a call with identities / without%n%n",
        Runtime.version(), Runtime.getRuntime().availableProcessors());
    for (Pairs each : report.ratios) {
      System.out.println(each);
    }
  }

  private void round(String baseUrl) throws Exception {
    Path folder = Files.createTempDirectory("voicemedia-benchmark");
    try (ProtectedGateways gateways = new ProtectedGateways(baseUrl, folder)) {
      List<Calls> speak =
          List.of(
              new Calls(gateways, speak(gateways.open()), ACTIONS),
              new Calls(gateways, speak(gateways.all()), ACTIONS),
              new Calls(gateways, speak(gateways.limited()), ACTIONS));
      List<Calls> get =
          List.of(
              new Calls(gateways, get(gateways.open()), READS),
              new Calls(gateways, get(gateways.all()), READS),
              new Calls(gateways, get(gateways.limited()), READS));
      for (List<Calls> kind : List.of(speak, get)) {
        for (Calls calls : kind) {
          var unusedWarmUp = calls.load().closed(AT_ONCE, WARM_UP);
        }
      }
      for (int pair = 0; pair < PAIRS_A_ROUND; pair++) {
        measure(speak, pair, 0);
        measure(get, pair, 2);
      }
    } finally {
      Folders.delete(folder);
    }
  }

  /**
   * Without identities before and after, so that both processes have done as much; in an order that
   * differs from pair to pair.
   */
  private void measure(List<Calls> kind, int pair, int first) throws Exception {
    double before = kind.get(0).cost();
    double one = kind.get(1 + pair % 2).cost();
    double other = kind.get(2 - pair % 2).cost();
    double without = (before + kind.get(0).cost()) / 2;
    ratios[first + pair % 2].values().add(one / without);
    ratios[first + 1 - pair % 2].values().add(other / without);
  }

  private static Supplier<CompletableFuture<?>> speak(Channel channel) {
    MediaActionsServiceFutureStub stub = MediaActionsServiceGrpc.newFutureStub(channel);
    return () -> GatewayCalls.completable(stub.speak(SPEAK));
  }

  private static Supplier<CompletableFuture<?>> get(Channel channel) {
    WebhookEventsServiceFutureStub stub = WebhookEventsServiceGrpc.newFutureStub(channel);
    return () -> GatewayCalls.completable(stub.getEvent(GET));
  }

  private record Calls(ProtectedGateways gateways, Supplier<CompletableFuture<?>> call, int count) {
    Load load() {
      return new Load(call);
    }

    /** CPU time of one, in microseconds. */
    double cost() throws IOException, InterruptedException {
      double before = gateways.cpuMicros();
      var unusedResult = load().closed(AT_ONCE, count);
      return (gateways.cpuMicros() - before) / count;
    }
  }

  /** Ratios of pairs. */
  private record Pairs(String name, List<Double> values) {
    static Pairs of(String name) {
      return new Pairs(name, new ArrayList<>());
    }

    /** The geometric mean, and how far it may be off with 95 %. */
    @Override
    public String toString() {
      Ratios ratios = new Ratios(values);
      return "%-42s %.3f, at most %.3f; %d pairs"
          .formatted(name, ratios.mean(), ratios.mean() * ratios.uncertainty(), ratios.rounds());
    }
  }
}
