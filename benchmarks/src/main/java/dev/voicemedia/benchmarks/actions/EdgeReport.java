package dev.voicemedia.benchmarks.actions;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.util.JsonFormat;
import dev.voicemedia.benchmarks.ChildProcess;
import dev.voicemedia.benchmarks.Folders;
import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.MediaActionsServiceGrpc.MediaActionsServiceFutureStub;
import dev.voicemedia.v1.SpeakRequest;
import io.grpc.Channel;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * What an action costs the gateway over the HTTP edge, in JSON and in protobuf, beside the same
 * over gRPC: one process, in interleaved triples.
 */
final class EdgeReport {
  private static final int AT_ONCE = 32;
  private static final int TRIPLES_A_ROUND = 10;
  private static final int WARM_UP = Integer.getInteger("benchmark.warmUp", 15_000);
  private static final int ACTIONS = Integer.getInteger("benchmark.actions", 2_500);
  private static final SpeakRequest SPEAK = GatewayCalls.speakOn(ProtectedGateways.CALL);

  private EdgeReport() {}

  /** Takes the number of rounds, each with a process of its own. */
  public static void main(String[] args) throws Exception {
    int rounds = args.length == 0 ? 2 : Integer.parseInt(args[0]);
    System.out.printf(
        "%nJava %s, %d processors, CPU of an action%n%n",
        Runtime.version(), Runtime.getRuntime().availableProcessors());
    try (ChildProcess upstream = UpstreamProcess.start()) {
      String baseUrl = UpstreamProcess.baseUrl(upstream);
      for (int round = 0; round < rounds; round++) {
        round(baseUrl);
      }
    }
  }

  private static void round(String baseUrl) throws Exception {
    Path folder = Files.createTempDirectory("voicemedia-benchmark");
    try (ProtectedGateways gateways = new ProtectedGateways(baseUrl, folder)) {
      HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
      List<Supplier<CompletableFuture<?>>> kinds =
          List.of(
              overGrpc(gateways.open()),
              overHttp(
                  http,
                  gateways.edge(),
                  "application/json",
                  JsonFormat.printer().print(SPEAK).getBytes(UTF_8)),
              overHttp(http, gateways.edge(), "application/proto", SPEAK.toByteArray()));
      for (Supplier<CompletableFuture<?>> kind : kinds) {
        var unusedWarmUp = new Load(kind).closed(AT_ONCE, WARM_UP);
      }
      double[] logs = new double[kinds.size()];
      double[] sums = new double[kinds.size()];
      for (int triple = 0; triple < TRIPLES_A_ROUND; triple++) {
        double[] costs = new double[kinds.size()];
        for (int i = 0; i < kinds.size(); i++) {
          int kind = (i + triple) % kinds.size();
          costs[kind] = cost(gateways, kinds.get(kind));
        }
        for (int kind = 0; kind < kinds.size(); kind++) {
          sums[kind] += costs[kind];
          logs[kind] += Math.log(costs[kind] / costs[0]);
        }
      }
      System.out.printf(
          Locale.ROOT,
          "gRPC %.0f µs; edge in JSON %.0f µs, ratio %.2f; edge in protobuf %.0f µs, ratio %.2f%n",
          sums[0] / TRIPLES_A_ROUND,
          sums[1] / TRIPLES_A_ROUND,
          Math.exp(logs[1] / TRIPLES_A_ROUND),
          sums[2] / TRIPLES_A_ROUND,
          Math.exp(logs[2] / TRIPLES_A_ROUND));
    } finally {
      Folders.delete(folder);
    }
  }

  private static double cost(ProtectedGateways gateways, Supplier<CompletableFuture<?>> action)
      throws IOException, InterruptedException {
    double before = gateways.cpuMicros();
    var unusedResult = new Load(action).closed(AT_ONCE, ACTIONS);
    return (gateways.cpuMicros() - before) / ACTIONS;
  }

  private static Supplier<CompletableFuture<?>> overGrpc(Channel channel) {
    MediaActionsServiceFutureStub stub = MediaActionsServiceGrpc.newFutureStub(channel);
    return () -> GatewayCalls.completable(stub.speak(SPEAK));
  }

  private static Supplier<CompletableFuture<?>> overHttp(
      HttpClient http, String edge, String contentType, byte[] body) {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://"
                        + edge
                        + "/"
                        + MediaActionsServiceGrpc.getSpeakMethod().getFullMethodName()))
            .header("Content-Type", contentType)
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    return () ->
        http.sendAsync(request, BodyHandlers.ofByteArray())
            .thenApply(
                response -> {
                  if (response.statusCode() != 200) {
                    throw new IllegalStateException(new String(response.body(), UTF_8));
                  }
                  return response;
                });
  }
}
