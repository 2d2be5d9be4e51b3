package dev.voicemedia.gateway;

import dev.voicemedia.gateway.testing.FreePorts;
import dev.voicemedia.webhook.testing.WebhookSigner;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One of several gateways on the same log: it keeps its ports and its view over its deaths. */
final class KafkaGateway implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Path folder;
  private final String publicKey;
  private final String bootstrapServers;
  private final int[] ports = FreePorts.take(3);
  private final HttpClient http = HttpClient.newHttpClient();
  private RunningJar process;

  /** Starts it; it is not ready yet. */
  KafkaGateway(Path folder, WebhookSigner signer, String bootstrapServers) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.publicKey = signer.publicKeyBase64();
    this.bootstrapServers = bootstrapServers;
    this.process = launch(Map.of());
  }

  void start() throws IOException {
    start(Map.of());
  }

  void start(Map<String, String> environment) throws IOException {
    process = launch(environment);
  }

  void kill() throws InterruptedException {
    process.kill();
  }

  void signal(String name) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("kill", "-" + name, "" + process.pid()).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IllegalStateException("kill -" + name + ": ended with " + status);
    }
  }

  /** Deletes its view. */
  void forget() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  boolean isReady() {
    try {
      return http.send(
                  HttpRequest.newBuilder(
                          URI.create("http://127.0.0.1:" + ports[2] + "/readyz/feed"))
                      .timeout(PATIENCE)
                      .build(),
                  BodyHandlers.discarding())
              .statusCode()
          == HttpURLConnection.HTTP_OK;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  int grpcPort() {
    return ports[0];
  }

  URI webhooks() {
    return URI.create("http://127.0.0.1:" + ports[1] + "/webhooks/telnyx");
  }

  /** What its present process has printed. */
  List<String> output() {
    return process.arrived();
  }

  @Override
  public void close() {
    process.close();
  }

  private RunningJar launch(Map<String, String> more) throws IOException {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("TELNYX_API_KEY", ServingJar.API_KEY);
    environment.put("TELNYX_PUBLIC_KEY", publicKey);
    return RunningJar.start(
        folder,
        environment,
        List.of("-Xmx256m", "-Djava.io.tmpdir=" + folder),
        "serve",
        "--log=kafka",
        "--kafka-bootstrap-servers=" + bootstrapServers,
        "--grpc-port=" + ports[0],
        "--webhook-port=" + ports[1],
        "--admin-port=" + ports[2]);
  }
}
