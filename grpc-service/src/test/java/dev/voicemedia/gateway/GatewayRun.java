package dev.voicemedia.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import dev.voicemedia.gateway.access.AccessSettings;
import dev.voicemedia.gateway.access.TlsFiles;
import dev.voicemedia.gateway.connection.ConnectionLimits;
import dev.voicemedia.gateway.edge.EdgeSettings;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.gateway.grpc.CommandPermissions;
import dev.voicemedia.gateway.grpc.StreamSettings;
import dev.voicemedia.gateway.recovery.RecoverySettings;
import dev.voicemedia.gateway.upstream.ApiKey;
import dev.voicemedia.gateway.upstream.AttemptPolicy;
import dev.voicemedia.gateway.upstream.EgressProxy;
import dev.voicemedia.simulator.SimulatedCall;
import dev.voicemedia.simulator.Simulator;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.EventFilter;
import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.SpeakResponse;
import dev.voicemedia.v1.StartEarliest;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.SubscribeResponse;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import dev.voicemedia.webhook.TelnyxPublicKey;
import dev.voicemedia.webhook.testing.WebhookSigner;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** A gateway over real ports with a simulated Telnyx, and what its users do. */
final class GatewayRun implements AutoCloseable {
  static final long DEADLINE_SECONDS = 30;

  /** What the HTTP edge is given beside a free port; for the next start. */
  Optional<TlsFiles> edgeTls = Optional.empty();

  /** Whether the console has the buttons of dev; for the next start. */
  boolean simulatorInConsole;

  List<String> edgeHosts = List.of();
  List<String> edgeOrigins = List.of("https://app.example.com");

  private final Path data;
  private final AccessSettings access;
  private final Simulator simulator;
  private final WebhookSigner secondKey = WebhookSigner.random();
  private final HttpClient http = HttpClient.newHttpClient();
  private Gateway gateway;
  private ManagedChannel channel;

  /** Starts both; the log is in the folder. */
  GatewayRun(Path data) throws IOException {
    this(data, Simulator.builder().port(0).speechRate(1000).start(), AccessSettings.OPEN);
  }

  /** Starts both; the gateway's callers are these. */
  GatewayRun(Path data, AccessSettings access) throws IOException {
    this(data, Simulator.builder().port(0).speechRate(1000).start(), access);
  }

  /** Starts the gateway; the simulated Telnyx is closed with it. */
  GatewayRun(Path data, Simulator simulator, AccessSettings access) throws IOException {
    this.data = data;
    this.access = access;
    this.simulator = simulator;
    gateway = serve(simulator.apiKey());
    channel = connect(gateway);
  }

  void start() throws IOException {
    start(simulator.apiKey());
  }

  void start(String apiKey) throws IOException {
    gateway = serve(apiKey);
    channel = connect(gateway);
  }

  /** Stops the gateway; the simulated Telnyx goes on. */
  void stop() {
    gateway.close();
    channel.shutdownNow();
  }

  void restart() throws IOException {
    stop();
    start();
  }

  @Override
  public void close() {
    stop();
    simulator.close();
  }

  Simulator simulator() {
    return simulator;
  }

  ManagedChannel channel() {
    return channel;
  }

  /** A key beside the simulator's that webhooks may be signed with; {@link #post} does. */
  WebhookSigner secondKey() {
    return secondKey;
  }

  int grpcPort() {
    return gateway.grpcPort();
  }

  int webhookPort() {
    return gateway.webhookPort();
  }

  int adminPort() {
    return gateway.adminPort();
  }

  int httpPort() {
    return gateway.httpPort().orElseThrow();
  }

  GatewayConfig configOn(Path folder, int grpcPort) {
    return config(simulator.apiKey(), folder, grpcPort);
  }

  /** Waits until so many events have been stored. */
  void awaitEvents(long count) {
    await().until(() -> gateway.head() >= count);
  }

  SpeakResponse speak(SimulatedCall call, String text) {
    return MediaActionsServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .speak(
            SpeakRequest.newBuilder()
                .setCallControlId(call.callControlId())
                .setPayload(text)
                .setVoice("female")
                .build());
  }

  Iterator<SubscribeResponse> subscribe(SubscribeRequest.Builder request) {
    return WebhookEventsServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .subscribe(request.build());
  }

  int post(byte[] body) {
    return post(body, "http", http);
  }

  /** Posts by TLS. */
  int post(byte[] body, SSLContext tls) {
    return post(body, "https", HttpClient.newBuilder().sslContext(tls).build());
  }

  private int post(byte[] body, String scheme, HttpClient client) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(scheme + "://127.0.0.1:" + gateway.webhookPort() + "/webhooks/telnyx"))
            .POST(BodyPublishers.ofByteArray(body));
    secondKey
        .headers(Instant.now(), body)
        .forEach((name, values) -> values.forEach(value -> request.header(name, value)));
    try {
      return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("webhook not answered", e);
    }
  }

  HttpResponse<String> get(int port, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
        BodyHandlers.ofString());
  }

  static SubscribeRequest.Builder fromEarliest() {
    return SubscribeRequest.newBuilder().setEarliest(StartEarliest.getDefaultInstance());
  }

  /** From the earliest event of a call on. */
  static SubscribeRequest.Builder ofCall(SimulatedCall call) {
    return fromEarliest()
        .setFilter(EventFilter.newBuilder().setCallControlId(call.callControlId()));
  }

  static List<Event> eventsUntil(Iterator<SubscribeResponse> stream, String type) {
    return messagesUntil(stream, m -> m.getEvent().getEventType().equals(type)).stream()
        .filter(SubscribeResponse::hasEvent)
        .map(SubscribeResponse::getEvent)
        .toList();
  }

  static List<SubscribeResponse> messagesUntil(
      Iterator<SubscribeResponse> stream, Predicate<SubscribeResponse> last) {
    List<SubscribeResponse> messages = new ArrayList<>();
    SubscribeResponse message;
    do {
      message = stream.next();
      messages.add(message);
    } while (!last.test(message));
    return messages;
  }

  static StatusRuntimeException assertFails(Runnable call, Code code, String reason) {
    try {
      call.run();
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(code);
      assertThat(detail(e, ErrorInfo.class).getReason()).isEqualTo(reason);
      return e;
    }
    throw new AssertionError("did not fail with " + code);
  }

  static <T extends Message> T detail(StatusRuntimeException failure, Class<T> type) {
    com.google.rpc.Status status = StatusProto.fromThrowable(failure);
    return Stream.ofNullable(status)
        .flatMap(s -> s.getDetailsList().stream())
        .filter(any -> any.is(type))
        .map(
            any -> {
              try {
                return any.unpack(type);
              } catch (InvalidProtocolBufferException e) {
                throw new AssertionError(e);
              }
            })
        .findFirst()
        .orElseThrow();
  }

  private Gateway serve(String apiKey) throws IOException {
    Gateway started = Gateway.start(config(apiKey, data, 0), Clock.systemUTC());
    simulator.sendWebhooksTo(
        URI.create("http://127.0.0.1:" + started.webhookPort() + "/webhooks/telnyx"));
    return started;
  }

  private static ManagedChannel connect(Gateway to) {
    return Grpc.newChannelBuilder("127.0.0.1:" + to.grpcPort(), InsecureChannelCredentials.create())
        .build();
  }

  private GatewayConfig config(String apiKey, Path folder, int grpcPort) {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    return new GatewayConfig(
        new ApiKey(apiKey),
        List.of(TelnyxPublicKey.fromBase64(simulator.publicKey()), secondKey.publicKey()),
        simulator.baseUrl(),
        EgressProxy.NONE,
        new InetSocketAddress(loopback, grpcPort),
        new InetSocketAddress(loopback, 0),
        new InetSocketAddress(loopback, 0),
        folder,
        EventLogSettings.DEFAULTS,
        new RecoverySettings(RecoverySettings.DEFAULTS.maxAge(), Set.of(), true),
        AttemptPolicy.DEFAULTS,
        StreamSettings.DEFAULTS.maxAge(),
        CommandPermissions.NONE,
        GatewayConfig.WEBHOOK_PATH,
        ConnectionLimits.DEFAULTS,
        access,
        Optional.of(edgeSettings(new InetSocketAddress(loopback, 0))),
        Optional.empty());
  }

  private EdgeSettings edgeSettings(InetSocketAddress address) {
    EdgeSettings settings = new EdgeSettings(address, edgeTls, edgeHosts, edgeOrigins);
    return simulatorInConsole
        ? settings.steering(simulator.baseUrl().resolve("/simulator"))
        : settings;
  }

  /** True for the nth event of a type. */
  static final class CountOf implements Predicate<SubscribeResponse> {
    private final String type;
    private int left;

    CountOf(String type, int count) {
      this.type = type;
      this.left = count;
    }

    @Override
    public boolean test(SubscribeResponse message) {
      return message.getEvent().getEventType().equals(type) && --left == 0;
    }
  }
}
