package dev.voicemedia.benchmarks.actions;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import dev.voicemedia.benchmarks.ChildProcess;
import dev.voicemedia.benchmarks.Folders;
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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * What identities cost a call: a gateway with an access file beside one without, in interleaved
 * pairs, for a caller of everything and for one that is limited to connections.
 */
final class AccessReport {
  private static final int AT_ONCE = 32;
  private static final int PAIRS_A_ROUND = 4;
  private static final int WARM_UP = Integer.getInteger("benchmark.warmUp", 15_000);
  private static final int ACTIONS = Integer.getInteger("benchmark.actions", 2_500);

  /** The cheapest call: access is the largest part of it. */
  private static final int READS = Integer.getInteger("benchmark.reads", 15_000);

  private static final SpeakRequest SPEAK =
      SpeakRequest.newBuilder()
          .setCallControlId(ProtectedGateway.CALL)
          .setPayload("Hello, this is a call from your pharmacy.")
          .setVoice("female")
          .setLanguage("en-US")
          .build();
  private static final GetEventRequest GET =
      GetEventRequest.newBuilder().setId(ProtectedGateway.EVENT).build();

  private final Ratios[] ratios = {
    new Ratios("Speak, a caller of everything"),
    new Ratios("Speak, a caller of some connections"),
    new Ratios("GetEvent, a caller of everything"),
    new Ratios("GetEvent, a caller of some connections")
  };

  private AccessReport() {}

  /** Takes the number of rounds, each with processes of its own. */
  public static void main(String[] args) throws Exception {
    int rounds = args.length == 0 ? 5 : Integer.parseInt(args[0]);
    AccessReport report = new AccessReport();
    try (ChildProcess upstream = ChildProcess.ofClass(UpstreamProcess.class, List.of(), Map.of())) {
      String baseUrl = "http://127.0.0.1:" + upstream.read("port ").strip() + "/v2";
      for (int round = 0; round < rounds; round++) {
        report.round(baseUrl);
      }
    }
    System.out.printf(
        "%nJava %s, %d processors, CPU of a call with identities / without%n%n",
        Runtime.version(), Runtime.getRuntime().availableProcessors());
    for (Ratios each : report.ratios) {
      System.out.println(each);
    }
  }

  private void round(String baseUrl) throws Exception {
    Path folder = Files.createTempDirectory("voicemedia-benchmark");
    try (ProtectedGateway open = ProtectedGateway.start(baseUrl, folder.resolve("open"), false);
        ProtectedGateway identified =
            ProtectedGateway.start(baseUrl, folder.resolve("identified"), true)) {
      List<Calls> speak =
          List.of(
              new Calls(open, speak(open.channel("")), ACTIONS),
              new Calls(identified, speak(identified.channel("all")), ACTIONS),
              new Calls(identified, speak(identified.channel("limited")), ACTIONS));
      List<Calls> get =
          List.of(
              new Calls(open, get(open.channel("")), READS),
              new Calls(identified, get(identified.channel("all")), READS),
              new Calls(identified, get(identified.channel("limited")), READS));
      for (List<Calls> kind : List.of(speak, get)) {
        // Without identities as often as with them.
        var unusedMore = kind.get(0).load().closed(AT_ONCE, WARM_UP);
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

  /** In an order that differs from pair to pair. */
  private void measure(List<Calls> kind, int pair, int first) throws Exception {
    double[] cost = new double[kind.size()];
    for (int i = 0; i < cost.length; i++) {
      int which = pair % 2 == 0 ? i : cost.length - 1 - i;
      cost[which] = kind.get(which).cost();
    }
    ratios[first].add(cost[1] / cost[0]);
    ratios[first + 1].add(cost[2] / cost[0]);
    System.out.printf("%.1f %.1f %.1f µs%n", cost[0], cost[1], cost[2]);
  }

  private static Supplier<CompletableFuture<?>> speak(Channel channel) {
    MediaActionsServiceFutureStub stub = MediaActionsServiceGrpc.newFutureStub(channel);
    return () -> completable(stub.speak(SPEAK));
  }

  private static Supplier<CompletableFuture<?>> get(Channel channel) {
    WebhookEventsServiceFutureStub stub = WebhookEventsServiceGrpc.newFutureStub(channel);
    return () -> completable(stub.getEvent(GET));
  }

  private static <T> CompletableFuture<T> completable(ListenableFuture<T> call) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    call.addListener(
        () -> {
          try {
            answer.complete(Futures.getDone(call));
          } catch (ExecutionException e) {
            answer.completeExceptionally(e);
          }
        },
        MoreExecutors.directExecutor());
    return answer;
  }

  private record Calls(ProtectedGateway gateway, Supplier<CompletableFuture<?>> call, int count) {
    Load load() {
      return new Load(call);
    }

    /** CPU time of one, in microseconds. */
    double cost() throws IOException, InterruptedException {
      double before = CpuTime.microsOf(gateway.pid());
      var unusedResult = load().closed(AT_ONCE, count);
      return (CpuTime.microsOf(gateway.pid()) - before) / count;
    }
  }

  /** Ratios of pairs. */
  private static final class Ratios {
    /** Of the normal distribution; from 20 pairs on, that of Student's is hardly wider. */
    private static final double ONE_SIDED_95_PERCENT = 1.73;

    private final String name;
    private final List<Double> logs = new ArrayList<>();

    Ratios(String name) {
      this.name = name;
    }

    void add(double ratio) {
      logs.add(Math.log(ratio));
    }

    /** The geometric mean, and the bound that it is below with a probability of 95 %. */
    @Override
    public String toString() {
      double mean = logs.stream().mapToDouble(each -> each).average().orElseThrow();
      double squares = logs.stream().mapToDouble(each -> (each - mean) * (each - mean)).sum();
      double error = Math.sqrt(squares / (logs.size() - 1) / logs.size());
      return "%-42s %.3f, at most %.3f; %d pairs"
          .formatted(
              name, Math.exp(mean), Math.exp(mean + ONE_SIDED_95_PERCENT * error), logs.size());
    }
  }
}
