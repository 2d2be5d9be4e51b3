package dev.voicemedia.benchmarks.actions;

import dev.voicemedia.benchmarks.ProcessCpu;
import dev.voicemedia.client.ApiClient;
import dev.voicemedia.client.ApiException;
import dev.voicemedia.client.api.MediaActionsApi;
import dev.voicemedia.client.model.SpeakRequest;
import dev.voicemedia.gateway.time.SystemTimer;
import dev.voicemedia.gateway.upstream.ApiKey;
import dev.voicemedia.gateway.upstream.ApiKeys;
import dev.voicemedia.gateway.upstream.AttemptPolicy;
import dev.voicemedia.gateway.upstream.Command;
import dev.voicemedia.gateway.upstream.CommandSender;
import dev.voicemedia.gateway.upstream.EgressProxy;
import dev.voicemedia.gateway.upstream.TelnyxHttp;
import dev.voicemedia.gateway.upstream.UpstreamMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The generated client alone, without a gateway. It reads lines such as {@code closed 32 10000},
 * and answers each with CPU time and latency.
 */
final class ClientProcess {
  private static final String CALL = "v3:550e8400-e29b-41d4-a716-446655440000_gRU1OGRkYQ";
  private static final String API_KEY = "KEY0123456789";

  private ClientProcess() {}

  /** Takes {@code plain} or {@code sender}, and the base URL. */
  public static void main(String[] args) throws Exception {
    Load load = new Load(args[0].equals("plain") ? plain(args[1]) : sender(URI.create(args[1])));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    ProcessCpu cpu = ProcessCpu.of(ProcessHandle.current().pid());
    System.out.println("ready");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", -1);
      int what = Integer.parseInt(words[1]);
      int count = Integer.parseInt(words[2]);
      ProcessCpu.Usage before = cpu.read();
      Load.Result result =
          words[0].equals("closed") ? load.closed(what, count) : load.paced(what, count);
      double micros = cpu.read().since(before).work() / 1e3;
      System.out.println("result " + Measured.of(result, micros).toLine());
    }
  }

  /** The generated client as it comes, but for the HTTP client, which all requests share. */
  private static Supplier<CompletableFuture<?>> plain(String baseUrl) {
    HttpClient http = HttpClient.newHttpClient();
    ApiClient client =
        new ApiClient(HttpClient.newBuilder(), ApiClient.createDefaultObjectMapper(), baseUrl) {
          @Override
          public HttpClient getHttpClient() {
            return http;
          }
        };
    client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + API_KEY));
    MediaActionsApi api = new MediaActionsApi(client);
    return () -> {
      try {
        return api.speak(CALL, speak(UUID.randomUUID().toString()));
      } catch (ApiException e) {
        return CompletableFuture.failedFuture(e);
      }
    };
  }

  /** As the gateway uses it: bounded, cancellable, with retries and hedges. */
  private static Supplier<CompletableFuture<?>> sender(URI baseUrl) {
    CommandSender sender =
        new CommandSender(
            new TelnyxHttp(baseUrl, EgressProxy.NONE),
            new ApiKeys(new ApiKey(API_KEY)),
            AttemptPolicy.DEFAULTS,
            new SystemTimer(),
            new Random(),
            new UpstreamMeters(new SimpleMeterRegistry()));
    return () -> {
      String id = UUID.randomUUID().toString();
      return sender.send(
          new Command(
              CALL, id, client -> new MediaActionsApi(client).speakWithHttpInfo(CALL, speak(id))),
          Duration.ofSeconds(15));
    };
  }

  private static SpeakRequest speak(String commandId) {
    return SpeakRequest.builder()
        .payload("Hello, this is a call from your pharmacy.")
        .voice("female")
        .language("en-US")
        .commandId(commandId)
        .build();
  }
}
