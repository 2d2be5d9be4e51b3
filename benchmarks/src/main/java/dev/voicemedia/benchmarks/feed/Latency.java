package dev.voicemedia.benchmarks.feed;

import dev.voicemedia.benchmarks.Folders;
import dev.voicemedia.gateway.cli.Main;
import dev.voicemedia.v1.EventFilter;
import dev.voicemedia.v1.GetEventRequest;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import dev.voicemedia.webhook.WebhookVerifier;
import dev.voicemedia.webhook.testing.WebhookSigner;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/** From the POST of a webhook until a subscriber has its event, one at a time. */
final class Latency {
  private final WebhookSigner signer = WebhookSigner.random();
  private final int samples;

  private Latency(int samples) {
    this.samples = samples;
  }

  /** Rows of the report. */
  static List<String> measure(int samples) throws Exception {
    return new Latency(samples).measure();
  }

  private List<String> measure() throws Exception {
    Path folder = Files.createTempDirectory(Path.of("."), "feed-benchmark");
    try {
      long[] whole = wholeWay(folder.resolve("data"));
      long[] fsync = fsync(folder.resolve("file"));
      long[] verify = verify();
      long[] hop = hop();
      double parts = micros(fsync, 50) + micros(verify, 50) + micros(hop, 50);
      return List.of(
          String.format(
              Locale.ROOT,
              "| webhook POST to subscriber, p50 | %.0f µs | %.0f µs = fsync %.0f + verify %.0f +"
                  + " gRPC call %.0f | %.2f | ≤ 3 |",
              micros(whole, 50),
              parts,
              micros(fsync, 50),
              micros(verify, 50),
              micros(hop, 50),
              micros(whole, 50) / parts),
          String.format(
              Locale.ROOT,
              "| webhook POST to subscriber, p99 | %.0f µs | fsync alone %.0f µs | | |",
              micros(whole, 99),
              micros(fsync, 99)));
    } finally {
      Folders.delete(folder);
    }
  }

  private long[] wholeWay(Path data) throws Exception {
    int grpc = freePort();
    int webhooks = freePort();
    String[] arguments = {
      "serve",
      "--grpc-port",
      Integer.toString(grpc),
      "--webhook-port",
      Integer.toString(webhooks),
      "--admin-port",
      "0",
      "--data-dir",
      data.toString()
    };
    Map<String, String> environment =
        Map.of("TELNYX_API_KEY", "KEY", "TELNYX_PUBLIC_KEY", signer.publicKeyBase64());
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    URI target = URI.create("http://127.0.0.1:" + webhooks + "/webhooks/telnyx");
    MeasuredProcess gateway = new MeasuredProcess(environment, Main.class, arguments);
    try {
      ManagedChannel channel = Subscriber.connect(grpc);
      Subscriber subscriber = Subscriber.live(channel, EventFilter.getDefaultInstance());
      subscriber.await(2);
      long[] times =
          timed(
              number -> {
                byte[] body = SampleEvents.body(number, "v3:call-" + number % 100);
                HttpRequest.Builder request =
                    HttpRequest.newBuilder(target).POST(BodyPublishers.ofByteArray(body));
                signer
                    .headers(Instant.now(), body)
                    .forEach((name, values) -> request.header(name, values.get(0)));
                HttpRequest ready = request.build();
                long before = subscriber.received();
                long start = System.nanoTime();
                var answer = http.sendAsync(ready, BodyHandlers.discarding());
                long arrived = subscriber.awaitNext(before);
                answer.join();
                return arrived - start;
              });
      channel.shutdownNow();
      return times;
    } finally {
      gateway.close();
    }
  }

  private long[] fsync(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(SampleEvents.event(0).toByteArray());
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      return timed(
          number -> {
            long start = System.nanoTime();
            try {
              channel.write(bytes.rewind());
              channel.force(false);
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
            return System.nanoTime() - start;
          });
    }
  }

  private long[] verify() {
    WebhookVerifier verifier =
        WebhookVerifier.builder().publicKeys(signer.publicKey()).clock(Clock.systemUTC()).build();
    return timed(
        number -> {
          byte[] body = SampleEvents.body(number, "v3:call");
          Map<String, List<String>> headers = signer.headers(Instant.now(), body);
          long start = System.nanoTime();
          try {
            verifier.verify(body, headers);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
          return System.nanoTime() - start;
        });
  }

  private long[] hop() throws IOException {
    try (MeasuredProcess bare = new MeasuredProcess(BareServer.class, "0")) {
      ManagedChannel channel = Subscriber.connect(bare.ask("port"));
      var stub = WebhookEventsServiceGrpc.newBlockingStub(channel);
      GetEventRequest request = GetEventRequest.newBuilder().setId("x").build();
      long[] times =
          timed(
              number -> {
                long start = System.nanoTime();
                var unused = stub.getEvent(request);
                return System.nanoTime() - start;
              });
      channel.shutdownNow();
      return times;
    }
  }

  /** The second half of twice as many; the first is for warming up. Sorted. */
  private long[] timed(LongUnaryOperator operation) {
    long[] times = new long[samples];
    for (int i = -samples; i < samples; i++) {
      long time = operation.applyAsLong(i + samples);
      if (i >= 0) {
        times[i] = time;
      }
    }
    Arrays.sort(times);
    return times;
  }

  private static double micros(long[] sorted, int percentile) {
    return sorted[sorted.length * percentile / 100] / 1000.0;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
