package dev.voicemedia.benchmarks.actions;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import dev.voicemedia.benchmarks.ChildProcess;
import dev.voicemedia.benchmarks.Folders;
import dev.voicemedia.benchmarks.Medians;
import dev.voicemedia.gateway.cli.Main;
import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.MediaActionsServiceGrpc.MediaActionsServiceFutureStub;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.SpeakResponse;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.ToDoubleFunction;

/**
 * What an action costs in the gateway, beside the generated client alone: each in a process of its
 * own, in turns, against the same stand-in for Telnyx.
 */
final class ActionsReport {
  private static final int AT_ONCE = 32;
  private static final List<String> JVM_OPTIONS = List.of("-Xmx512m");
  private static final int WARM_UP = Integer.getInteger("benchmark.warmUp", 40_000);
  private static final int ACTIONS = Integer.getInteger("benchmark.actions", 10_000);
  private static final SpeakRequest SPEAK =
      SpeakRequest.newBuilder()
          .setCallControlId("v3:550e8400-e29b-41d4-a716-446655440000_gRU1OGRkYQ")
          .setPayload("Hello, this is a call from your pharmacy.")
          .setVoice("female")
          .setLanguage("en-US")
          .build();

  private ActionsReport() {}

  /** Takes the number of rounds. */
  public static void main(String[] args) throws Exception {
    int rounds = args.length == 0 ? 5 : Integer.parseInt(args[0]);
    Path data = Files.createTempDirectory("voicemedia-benchmark");
    try (ChildProcess upstream =
        ChildProcess.ofClass(UpstreamProcess.class, JVM_OPTIONS, Map.of())) {
      String baseUrl = "http://127.0.0.1:" + upstream.read("port ").strip() + "/v2";
      try (ChildProcess plain = client("plain", baseUrl);
          ChildProcess sender = client("sender", baseUrl);
          ChildProcess gateway = gateway(baseUrl, data)) {
        report(rounds, plain, sender, gateway);
      }
    } finally {
      Folders.delete(data);
    }
  }

  private static void report(
      int rounds, ChildProcess plain, ChildProcess sender, ChildProcess gateway)
      throws IOException, InterruptedException {
    String address = gateway.read("gRPC on ").split(",", 2)[0];
    ManagedChannel channel =
        Grpc.newChannelBuilder(address, InsecureChannelCredentials.create()).build();
    MediaActionsServiceFutureStub stub = MediaActionsServiceGrpc.newFutureStub(channel);
    Load load = new Load(() -> speak(stub));
    try {
      for (ChildProcess client : List.of(plain, sender)) {
        client.read("ready");
        var unusedWarmUp = ask(client, "closed", AT_ONCE, WARM_UP);
      }
      double perSecond = load.closed(AT_ONCE, WARM_UP).perSecond();
      List<Measured[]> closed = new ArrayList<>();
      List<Measured[]> half = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        double before = CpuTime.microsOf(gateway.pid());
        Load.Result result = load.closed(AT_ONCE, ACTIONS);
        perSecond = Math.min(perSecond, result.perSecond());
        closed.add(
            new Measured[] {
              ask(plain, "closed", AT_ONCE, ACTIONS),
              ask(sender, "closed", AT_ONCE, ACTIONS),
              Measured.of(result, CpuTime.microsOf(gateway.pid()) - before)
            });
      }
      int rate = Math.max(1, (int) (perSecond / 2));
      for (int round = 0; round < rounds; round++) {
        half.add(
            new Measured[] {
              ask(plain, "paced", rate, ACTIONS / 2),
              ask(sender, "paced", rate, ACTIONS / 2),
              Measured.of(load.paced(rate, ACTIONS / 2), 0)
            });
      }
      print(rate, closed, half);
    } finally {
      channel.shutdownNow();
    }
  }

  private static void print(int rate, List<Measured[]> closed, List<Measured[]> half) {
    System.out.printf(
        "%nJava %s, %d processors, medians of %d rounds of %,d actions%n%n",
        Runtime.version(), Runtime.getRuntime().availableProcessors(), closed.size(), ACTIONS);
    System.out.printf("%-46s %14s %12s%n", AT_ONCE + " under way", "CPU an action", "actions/s");
    List<String> names =
        List.of(
            "generated client alone, as it comes",
            "generated client with retries, hedges, bounds",
            "gateway (gRPC in, REST out)");
    for (int i = 0; i < names.size(); i++) {
      int which = i;
      System.out.printf(
          "%-46s %,11.0f µs %,12.0f%n",
          names.get(i),
          median(closed, row -> row[which].cpuPerAction()),
          median(closed, row -> row[which].perSecond()));
    }
    System.out.printf(
        "%ngateway / generated client alone: %.2f; / with retries, hedges, bounds: %.2f%n%n",
        median(closed, row -> row[2].cpuPerAction() / row[0].cpuPerAction()),
        median(closed, row -> row[2].cpuPerAction() / row[1].cpuPerAction()));
    System.out.printf("%-46s %14s %12s%n", "half load, " + rate + " actions/s", "p50", "p99");
    for (int i = 0; i < names.size(); i++) {
      int which = i;
      System.out.printf(
          "%-46s %,11.0f µs %,9.0f µs%n",
          names.get(i),
          median(half, row -> row[which].p50()),
          median(half, row -> row[which].p99()));
    }
    System.out.printf(
        "%-46s %,11.0f µs %,9.0f µs%n",
        "added by the gateway",
        median(half, row -> row[2].p50() - row[0].p50()),
        median(half, row -> row[2].p99() - row[0].p99()));
  }

  private static double median(List<Measured[]> rounds, ToDoubleFunction<Measured[]> figure) {
    return Medians.of(rounds.stream().map(figure::applyAsDouble).toList());
  }

  private static ChildProcess client(String kind, String baseUrl) throws IOException {
    return ChildProcess.ofClass(ClientProcess.class, JVM_OPTIONS, Map.of(), kind, baseUrl);
  }

  private static ChildProcess gateway(String baseUrl, Path data) throws IOException {
    // Any key: no webhook comes.
    String publicKey = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
    return ChildProcess.ofClass(
        Main.class,
        JVM_OPTIONS,
        Map.of(
            "TELNYX_API_KEY", "KEY0123456789",
            "TELNYX_PUBLIC_KEY", publicKey,
            "TELNYX_BASE_URL", baseUrl,
            "VOICEMEDIA_GRPC_PORT", "0",
            "VOICEMEDIA_WEBHOOK_PORT", "0",
            "VOICEMEDIA_ADMIN_PORT", "0",
            "VOICEMEDIA_DATA_DIR", data.toString()),
        "serve");
  }

  private static Measured ask(ChildProcess client, String how, int what, int count)
      throws IOException {
    client.write(how + " " + what + " " + count);
    return Measured.ofLine(client.read("result "));
  }

  private static CompletableFuture<SpeakResponse> speak(MediaActionsServiceFutureStub stub) {
    CompletableFuture<SpeakResponse> answer = new CompletableFuture<>();
    ListenableFuture<SpeakResponse> call = stub.speak(SPEAK);
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
}
