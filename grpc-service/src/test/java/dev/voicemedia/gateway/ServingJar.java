package dev.voicemedia.gateway;

import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.SubscribeResponse;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import dev.voicemedia.webhook.testing.WebhookSigner;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process of {@code serve} with what its users do: post webhooks, and read events. */
final class ServingJar implements AutoCloseable {
  static final String API_KEY = "KEY-secret";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern LISTENING =
      Pattern.compile("gRPC on [^ ]*:(\\d+), webhooks on port (\\d+), admin on [^ ]*:(\\d+)");

  private final RunningJar process;
  private final WebhookSigner signer;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ManagedChannel channel;
  private final URI webhooks;
  private final URI admin;
  private final int grpcPort;

  private ServingJar(RunningJar process, WebhookSigner signer, Matcher ports) {
    this.process = process;
    this.signer = signer;
    this.grpcPort = Integer.parseInt(ports.group(1));
    this.channel =
        Grpc.newChannelBuilder("127.0.0.1:" + grpcPort, InsecureChannelCredentials.create())
            .build();
    this.webhooks = URI.create("http://127.0.0.1:" + ports.group(2) + "/webhooks/telnyx");
    this.admin = URI.create("http://127.0.0.1:" + ports.group(3));
  }

  /**
   * Starts the process; it is not listening yet.
   *
   * @param wrapper a command that runs the command after it; may be empty
   */
  static RunningJar launch(Path folder, WebhookSigner signer, List<String> wrapper, String... more)
      throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("serve", "--grpc-port=0", "--webhook-port=0", "--admin-port=0"));
    arguments.addAll(List.of(more));
    return RunningJar.start(
        wrapper,
        folder,
        Map.of("TELNYX_API_KEY", API_KEY, "TELNYX_PUBLIC_KEY", signer.publicKeyBase64()),
        List.of("-Djava.io.tmpdir=" + folder),
        arguments.toArray(String[]::new));
  }

  /** Waits until a process that was launched is listening. */
  static ServingJar of(RunningJar process, WebhookSigner signer) throws InterruptedException {
    Matcher ports = LISTENING.matcher(process.awaitLine("webhooks on port"));
    if (!ports.find()) {
      throw new AssertionError("no ports in " + process.output());
    }
    return new ServingJar(process, signer, ports);
  }

  RunningJar process() {
    return process;
  }

  int grpcPort() {
    return grpcPort;
  }

  int webhookPort() {
    return webhooks.getPort();
  }

  int adminPort() {
    return admin.getPort();
  }

  /** The status of the answer. */
  int post(byte[] body) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(webhooks).timeout(PATIENCE).POST(BodyPublishers.ofByteArray(body));
    signer
        .headers(Instant.now(), body)
        .forEach((name, values) -> values.forEach(value -> request.header(name, value)));
    return http.send(request.build(), BodyHandlers.discarding()).statusCode();
  }

  /** The status of a page of the admin port. */
  int status(String page) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(admin.resolve(page)).timeout(PATIENCE).build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  /** An action on a call that may not exist: it reaches Telnyx and comes back. */
  void speak(String call) {
    try {
      MediaActionsServiceGrpc.newBlockingStub(channel)
          .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
          .speak(
              SpeakRequest.newBuilder()
                  .setCallControlId(call)
                  .setPayload("Hello")
                  .setVoice("female")
                  .build());
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.NOT_FOUND
          && e.getStatus().getCode() != Status.Code.FAILED_PRECONDITION) {
        throw e;
      }
    }
  }

  /** A page of the admin port. */
  String page(String path) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(admin.resolve(path)).timeout(PATIENCE).build(),
            BodyHandlers.ofString())
        .body();
  }

  /** What gRPC health says of the whole server. */
  ServingStatus health() {
    return HealthGrpc.newBlockingStub(channel)
        .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .check(HealthCheckRequest.getDefaultInstance())
        .getStatus();
  }

  /** Up to so many events from a start, ending at the head. */
  List<SubscribeResponse> events(SubscribeRequest.Builder from, int max) {
    List<SubscribeResponse> events = new ArrayList<>();
    CancellableContext stream = Context.current().withCancellation();
    Context outside = stream.attach();
    try {
      Iterator<SubscribeResponse> messages =
          WebhookEventsServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
              .subscribe(from.setStopAtHead(true).build());
      while (events.size() < max && messages.hasNext()) {
        SubscribeResponse message = messages.next();
        if (message.hasEvent()) {
          events.add(message);
        }
      }
      return events;
    } finally {
      stream.detachAndCancel(outside, null);
    }
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process.kill();
    close();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    process.close();
  }
}
