package dev.voicemedia.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.gateway.upstream.ApiKey;
import dev.voicemedia.gateway.upstream.AttemptPolicy;
import dev.voicemedia.simulator.SimulatedCall;
import dev.voicemedia.simulator.Simulator;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.EventFilter;
import dev.voicemedia.v1.GetEventRequest;
import dev.voicemedia.v1.ListEventsRequest;
import dev.voicemedia.v1.ListEventsResponse;
import dev.voicemedia.v1.ListOrder;
import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.SpeakResponse;
import dev.voicemedia.v1.StartEarliest;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.SubscribeResponse;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import dev.voicemedia.webhook.TelnyxPublicKey;
import dev.voicemedia.webhook.WebhookVerifier;
import dev.voicemedia.webhook.testing.WebhookSigner;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.StatusProto;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way over real ports: gRPC, HTTP to the simulated Telnyx, its webhooks, the log. */
class GatewayTest {
  private static final long DEADLINE_SECONDS = 30;

  @TempDir Path data;
  private final WebhookSigner secondKey = WebhookSigner.random();
  private final HttpClient http = HttpClient.newHttpClient();
  private Simulator simulator;
  private Gateway gateway;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    simulator = Simulator.builder().port(0).speechRate(1000).start();
    startGateway(simulator.apiKey());
  }

  @AfterEach
  void stop() {
    stopGateway();
    simulator.close();
  }

  @Test
  void whatIsSpokenComesBackAsEventsInOrder() throws Exception {
    SimulatedCall call = simulator.openCall();
    Iterator<SubscribeResponse> stream = subscribe(fromEarliest());
    assertThat(stream.next().hasOpened()).isTrue();

    SpeakResponse answer = speak(call, "Hello, world");
    assertThat(answer.getResult()).isEqualTo("ok");
    assertThat(answer.getReceipt().getAttempts()).isEqualTo(1);
    assertThat(answer.getReceipt().getCommandId()).isNotEmpty();
    assertThat(answer.getReceipt().getRequestId()).isNotEmpty();

    List<Event> events = eventsUntil(stream, "call.speak.ended");
    assertThat(events)
        .extracting(Event::getEventType)
        .containsExactly(
            "call.initiated", "call.answered", "call.speak.started", "call.speak.ended");
    assertThat(events)
        .allSatisfy(
            event -> {
              assertThat(event.getCallControlId()).isEqualTo(call.callControlId());
              assertThat(event.getCallLegId()).isEqualTo(call.callLegId());
              assertThat(event.getCallSessionId()).isEqualTo(call.callSessionId());
              assertThat(event.hasOccurredAt()).isTrue();
              assertThat(event.hasReceivedAt()).isTrue();
              assertThat(event.getDeliveryAttempt()).isEqualTo(1);
            });
    assertThat(events.get(0).getCallInitiated().getDirection()).isEqualTo("incoming");
    assertThat(events.get(3).getCallSpeakEnded().getStatus()).isEqualTo("completed");
  }

  @Test
  void aConsumerCanVerifyAnEventAgain() throws Exception {
    simulator.openCall();
    Event event = eventsUntil(subscribe(fromEarliest()), "call.answered").get(1);
    Instant signedAt = Instant.ofEpochSecond(Long.parseLong(event.getWebhook().getTimestamp()));
    WebhookVerifier verifier =
        WebhookVerifier.builder()
            .publicKeys(TelnyxPublicKey.fromBase64(simulator.publicKey()))
            .clock(Clock.fixed(signedAt, java.time.ZoneOffset.UTC))
            .build();

    assertThat(
            verifier
                .verify(
                    event.getWebhook().getBody().toByteArray(),
                    Map.of(
                        "telnyx-timestamp",
                        List.of(event.getWebhook().getTimestamp()),
                        "telnyx-signature-ed25519",
                        List.of(
                            Base64.getEncoder()
                                .encodeToString(event.getWebhook().getSignature().toByteArray()))))
                .publicKey()
                .id())
        .isEqualTo(event.getWebhook().getPublicKeyId());
  }

  @Test
  void aStreamIsResumedBehindAnyCursorAlsoAfterARestart() throws Exception {
    SimulatedCall call = simulator.openCall();
    speak(call, "one");
    List<SubscribeResponse> all =
        messagesUntil(
            subscribe(fromEarliest()), m -> m.getEvent().getEventType().equals("call.speak.ended"));
    stopGateway();
    startGateway(simulator.apiKey());
    speak(call, "two");

    List<SubscribeResponse> events = all.stream().filter(SubscribeResponse::hasEvent).toList();
    SubscribeResponse second = events.get(1);
    List<String> rest =
        messagesUntil(
                subscribe(SubscribeRequest.newBuilder().setAfter(second.getCursor())),
                new CountOf("call.speak.ended", 2))
            .stream()
            .filter(SubscribeResponse::hasEvent)
            .map(m -> m.getEvent().getId())
            .toList();
    assertThat(rest).hasSize(4).doesNotHaveDuplicates();
    assertThat(rest.subList(0, 2))
        .containsExactly(events.get(2).getEvent().getId(), events.get(3).getEvent().getId());
  }

  @Test
  void webhooksThatCameWhileTheGatewayWasDownArriveOnce() throws Exception {
    stopGateway();
    simulator.openCall();
    startGateway(simulator.apiKey());

    assertThat(eventsUntil(subscribe(fromEarliest()), "call.answered"))
        .extracting(Event::getEventType)
        .containsExactly("call.initiated", "call.answered");
  }

  @Test
  void anUnknownTypeAndABodyThatIsNotJsonArriveWithTheirBytes() throws Exception {
    byte[] unknown =
        "{\"data\":{\"id\":\"u\",\"event_type\":\"call.new\",\"payload\":{\"call_control_id\":\"v3:x\"}}}"
            .getBytes(StandardCharsets.UTF_8);
    byte[] binary = {0, (byte) 0xff, '|', (byte) 0xfe};
    assertThat(post(unknown)).isEqualTo(200);
    assertThat(post(binary)).isEqualTo(200);

    List<Event> events =
        messagesUntil(subscribe(fromEarliest()), SubscribeResponse::hasCaughtUp).stream()
            .filter(SubscribeResponse::hasEvent)
            .map(SubscribeResponse::getEvent)
            .toList();
    assertThat(events).hasSize(2);
    assertThat(events.get(0).getEventType()).isEqualTo("call.new");
    assertThat(events.get(0).getCallControlId()).isEqualTo("v3:x");
    assertThat(events.get(0).getPayloadCase()).isEqualTo(Event.PayloadCase.PAYLOAD_NOT_SET);
    assertThat(events.get(0).getWebhook().getBody().toByteArray()).isEqualTo(unknown);
    assertThat(events.get(1).getEventType()).isEmpty();
    assertThat(events.get(1).getWebhook().getBody().toByteArray()).isEqualTo(binary);
    assertThat(events.get(1).getWebhook().getPublicKeyId()).isEqualTo(secondKey.publicKey().id());
  }

  @Test
  void aFilterIsAppliedOnTheServer() throws Exception {
    SimulatedCall wanted = simulator.openCall();
    simulator.openCall();
    messagesUntil(subscribe(fromEarliest()), new CountOf("call.answered", 2));

    List<SubscribeResponse> messages =
        messagesUntil(
            subscribe(
                fromEarliest()
                    .setFilter(
                        EventFilter.newBuilder()
                            .addEventTypes("call.ans.*")
                            .addEventTypes("call.answered")
                            .setCallControlId(wanted.callControlId()))),
            SubscribeResponse::hasCaughtUp);
    assertThat(messages.stream().filter(SubscribeResponse::hasEvent))
        .singleElement()
        .satisfies(
            m -> assertThat(m.getEvent().getCallControlId()).isEqualTo(wanted.callControlId()));
  }

  @Test
  void aLatestStreamIsArmedOnceItIsOpen() {
    post("before".getBytes(StandardCharsets.UTF_8));
    Iterator<SubscribeResponse> stream = subscribe(SubscribeRequest.newBuilder());
    assertThat(stream.next().hasOpened()).isTrue();
    post("after".getBytes(StandardCharsets.UTF_8));

    List<Event> events =
        messagesUntil(stream, SubscribeResponse::hasEvent).stream()
            .filter(SubscribeResponse::hasEvent)
            .map(SubscribeResponse::getEvent)
            .toList();
    assertThat(events).hasSize(1);
    assertThat(events.get(0).getWebhook().getBody().toStringUtf8()).isEqualTo("after");
  }

  @Test
  void stoppingSaysGoodbyeWithACursorThatGoesOn() throws Exception {
    Iterator<SubscribeResponse> stream = subscribe(fromEarliest());
    messagesUntil(stream, SubscribeResponse::hasCaughtUp);
    CompletableFuture<Void> stopped = CompletableFuture.runAsync(gateway::close);
    List<SubscribeResponse> last = messagesUntil(stream, SubscribeResponse::hasGoodbye);
    assertThat(stream.hasNext()).isFalse(); // ended with OK
    stopped.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    channel.shutdownNow();
    startGateway(simulator.apiKey());
    simulator.openCall();

    String cursor = last.get(last.size() - 1).getCursor();
    assertThat(
            eventsUntil(subscribe(SubscribeRequest.newBuilder().setAfter(cursor)), "call.answered"))
        .hasSize(2);
  }

  @Test
  void anEventIsFoundByItsId() throws Exception {
    simulator.openCall();
    Event event = eventsUntil(subscribe(fromEarliest()), "call.initiated").get(0);
    var events = WebhookEventsServiceGrpc.newBlockingStub(channel);

    assertThat(
            events
                .getEvent(GetEventRequest.newBuilder().setId(event.getId()).build())
                .getEvent()
                .getEvent())
        .isEqualTo(event);
    assertFails(
        () -> events.getEvent(GetEventRequest.newBuilder().setId("none").build()),
        Code.NOT_FOUND,
        "EVENT_NOT_FOUND");
  }

  @Test
  void theEventsOfACallAreListedByPages() throws Exception {
    SimulatedCall call = simulator.openCall();
    simulator.openCall();
    speak(call, "x");
    messagesUntil(subscribe(fromEarliest()), new CountOf("call.speak.ended", 1));
    var events = WebhookEventsServiceGrpc.newBlockingStub(channel);
    ListEventsRequest firstPage =
        ListEventsRequest.newBuilder()
            .setFilter(EventFilter.newBuilder().setCallSessionId(call.callSessionId()))
            .setPageSize(3)
            .build();

    ListEventsResponse first = events.listEvents(firstPage);
    assertThat(first.getEventsList())
        .extracting(stored -> stored.getEvent().getEventType())
        .containsExactly("call.speak.ended", "call.speak.started", "call.answered");
    ListEventsResponse second =
        events.listEvents(firstPage.toBuilder().setPageToken(first.getNextPageToken()).build());
    assertThat(second.getEventsList())
        .extracting(stored -> stored.getEvent().getEventType())
        .containsExactly("call.initiated");
    assertThat(second.getNextPageToken()).isEmpty();
    assertThat(
            events
                .listEvents(
                    firstPage.toBuilder().setOrder(ListOrder.LIST_ORDER_OLDEST_FIRST).build())
                .getEvents(0)
                .getEvent()
                .getEventType())
        .isEqualTo("call.initiated");
    assertThat(
            events
                .listEvents(
                    firstPage.toBuilder()
                        .setStartTime(second.getEvents(0).getEvent().getReceivedAt())
                        .setEndTime(first.getEvents(2).getEvent().getReceivedAt())
                        .build())
                .getEventsList())
        .isSubsetOf(second.getEventsList());

    String cursor = first.getEvents(2).getCursor();
    assertThat(
            messagesUntil(
                    subscribe(SubscribeRequest.newBuilder().setAfter(cursor)),
                    new CountOf("call.speak.ended", 1))
                .stream()
                .filter(m -> m.getEvent().getCallControlId().equals(call.callControlId())))
        .hasSize(2);
    assertFails(
        () ->
            events.listEvents(
                ListEventsRequest.newBuilder().setPageToken(first.getNextPageToken()).build()),
        Code.INVALID_ARGUMENT,
        "INVALID_REQUEST");
  }

  @Test
  void cursorsThatCannotBeUsedAreToldApart() {
    assertFails(
        () -> subscribe(SubscribeRequest.newBuilder().setAfter("not a cursor")).next(),
        Code.INVALID_ARGUMENT,
        "CURSOR_MALFORMED");
    assertFails(
        () -> subscribe(SubscribeRequest.newBuilder().setAfter(cursorOfAnotherLog())).next(),
        Code.INVALID_ARGUMENT,
        "CURSOR_FOREIGN");
  }

  @Test
  void aTimeOutOfRangeIsAnInvalidRequest() {
    Timestamp never = Timestamp.newBuilder().setSeconds(Long.MAX_VALUE).build();
    assertFails(
        () -> subscribe(SubscribeRequest.newBuilder().setFromTime(never)).next(),
        Code.INVALID_ARGUMENT,
        "INVALID_REQUEST");
    assertFails(
        () ->
            WebhookEventsServiceGrpc.newBlockingStub(channel)
                .listEvents(ListEventsRequest.newBuilder().setEndTime(never).build()),
        Code.INVALID_ARGUMENT,
        "INVALID_REQUEST");
  }

  @Test
  void silenceIsBrokenByCheckpoints() {
    Iterator<SubscribeResponse> stream =
        subscribe(
            SubscribeRequest.newBuilder()
                .setHeartbeatInterval(com.google.protobuf.Duration.newBuilder().setSeconds(1)));
    messagesUntil(stream, SubscribeResponse::hasCaughtUp);

    assertThat(stream.next().hasCheckpoint()).isTrue();
    assertThat(stream.next().hasCheckpoint()).isTrue();
  }

  @Test
  void aRequestThatBreaksRulesGetsAllViolationsAndIsNotSent() {
    StatusRuntimeException failure =
        assertFails(
            () ->
                MediaActionsServiceGrpc.newBlockingStub(channel)
                    .speak(SpeakRequest.newBuilder().setCallControlId("..").build()),
            Code.INVALID_ARGUMENT,
            "INVALID_REQUEST");

    assertThat(detail(failure, BadRequest.class).getFieldViolationsList())
        .extracting(BadRequest.FieldViolation::getField)
        .containsExactly("call_control_id", "payload", "voice");
    assertThat(detail(failure, ErrorInfo.class).getMetadataMap())
        .containsEntry("outcome", "not_sent");
  }

  @Test
  void whatTelnyxRefusesIsToldWithItsCode() throws Exception {
    StatusRuntimeException unknownCall =
        assertFails(
            () ->
                MediaActionsServiceGrpc.newBlockingStub(channel)
                    .speak(
                        SpeakRequest.newBuilder()
                            .setCallControlId("v3:none")
                            .setPayload("x")
                            .setVoice("female")
                            .setCommandId("mine")
                            .build()),
            Code.NOT_FOUND,
            "NOT_FOUND");
    assertThat(detail(unknownCall, ErrorInfo.class).getMetadataMap())
        .containsEntry("outcome", "rejected")
        .containsEntry("command_id", "mine")
        .containsEntry("attempts", "1")
        .containsEntry("http_status", "404")
        .containsEntry("telnyx_code", "10005")
        .containsKey("request_id");

    stopGateway();
    startGateway("KEY-wrong");
    SimulatedCall call = simulator.openCall();
    assertFails(() -> speak(call, "x"), Code.FAILED_PRECONDITION, "UPSTREAM_CREDENTIALS_REJECTED");
  }

  @Test
  void healthAndReflectionAnswer() throws Exception {
    assertThat(
            HealthGrpc.newBlockingStub(channel)
                .check(
                    HealthCheckRequest.newBuilder()
                        .setService("voicemedia.v1.MediaActionsService")
                        .build())
                .getStatus())
        .isEqualTo(ServingStatus.SERVING);

    CompletableFuture<List<String>> services = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> ask =
        ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse answer) {
                    services.complete(
                        answer.getListServicesResponse().getServiceList().stream()
                            .map(ServiceResponse::getName)
                            .toList());
                  }

                  @Override
                  public void onError(Throwable failure) {
                    services.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {}
                });
    ask.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    assertThat(services.get(DEADLINE_SECONDS, TimeUnit.SECONDS))
        .contains("voicemedia.v1.MediaActionsService", "voicemedia.v1.WebhookEventsService");
    ask.onCompleted();
  }

  @Test
  void theAdminPortTellsHealthReadinessAndCounts() throws Exception {
    post("x".getBytes(StandardCharsets.UTF_8));

    assertThat(get(gateway.adminPort(), "/healthz").statusCode()).isEqualTo(200);
    assertThat(get(gateway.adminPort(), "/readyz").body()).isEqualTo("ready\n");
    assertThat(get(gateway.adminPort(), "/metrics").body())
        .contains("voicemedia_webhooks_accepted_total{outcome=\"stored\"} 1.0")
        .contains("voicemedia_log_head 1.0")
        .contains("voicemedia_log_earliest 0.0")
        .contains("voicemedia_log_accepting 1.0")
        .containsPattern("voicemedia_log_bytes [1-9]");
    assertThat(get(gateway.adminPort(), "/").statusCode()).isEqualTo(404);
    assertThat(get(gateway.webhookPort(), "/metrics").statusCode()).isEqualTo(404);
  }

  @Test
  void aPortInUseIsToldWithItsNumber() {
    GatewayConfig taken = config(simulator.apiKey(), data.resolve("other"), gateway.grpcPort());

    assertThatThrownBy(() -> Gateway.start(taken, Clock.systemUTC()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(Integer.toString(gateway.grpcPort()))
        .hasMessageContaining("in use");
  }

  private void startGateway(String apiKey) throws IOException {
    gateway = Gateway.start(config(apiKey, data, 0), Clock.systemUTC());
    simulator.sendWebhooksTo(
        URI.create("http://127.0.0.1:" + gateway.webhookPort() + "/webhooks/telnyx"));
    channel =
        Grpc.newChannelBuilder(
                "127.0.0.1:" + gateway.grpcPort(), InsecureChannelCredentials.create())
            .build();
  }

  private void stopGateway() {
    channel.shutdownNow();
    gateway.close();
  }

  private GatewayConfig config(String apiKey, Path folder, int grpcPort) {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    return new GatewayConfig(
        new ApiKey(apiKey),
        List.of(TelnyxPublicKey.fromBase64(simulator.publicKey()), secondKey.publicKey()),
        simulator.baseUrl(),
        new InetSocketAddress(loopback, grpcPort),
        new InetSocketAddress(loopback, 0),
        new InetSocketAddress(loopback, 0),
        folder,
        EventLogSettings.DEFAULTS,
        AttemptPolicy.DEFAULTS,
        Duration.ofHours(1));
  }

  private SpeakResponse speak(SimulatedCall call, String text) {
    return MediaActionsServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .speak(
            SpeakRequest.newBuilder()
                .setCallControlId(call.callControlId())
                .setPayload(text)
                .setVoice("female")
                .build());
  }

  private Iterator<SubscribeResponse> subscribe(SubscribeRequest.Builder request) {
    return WebhookEventsServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .subscribe(request.build());
  }

  private int post(byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + gateway.webhookPort() + "/webhooks/telnyx"))
            .POST(BodyPublishers.ofByteArray(body));
    secondKey
        .headers(Instant.now(), body)
        .forEach((name, values) -> values.forEach(value -> request.header(name, value)));
    try {
      return http.send(request.build(), BodyHandlers.discarding()).statusCode();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("webhook not answered", e);
    }
  }

  private HttpResponse<String> get(int port, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
        BodyHandlers.ofString());
  }

  private static SubscribeRequest.Builder fromEarliest() {
    return SubscribeRequest.newBuilder().setEarliest(StartEarliest.getDefaultInstance());
  }

  private static List<Event> eventsUntil(Iterator<SubscribeResponse> stream, String type) {
    return messagesUntil(stream, m -> m.getEvent().getEventType().equals(type)).stream()
        .filter(SubscribeResponse::hasEvent)
        .map(SubscribeResponse::getEvent)
        .toList();
  }

  private static List<SubscribeResponse> messagesUntil(
      Iterator<SubscribeResponse> stream, Predicate<SubscribeResponse> last) {
    List<SubscribeResponse> messages = new ArrayList<>();
    SubscribeResponse message;
    do {
      message = stream.next();
      messages.add(message);
    } while (!last.test(message));
    return messages;
  }

  /** True for the so-manieth event of a type. */
  private static final class CountOf implements Predicate<SubscribeResponse> {
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

  private String cursorOfAnotherLog() {
    return new dev.voicemedia.gateway.event.Cursor(0, 0).encode();
  }

  private static StatusRuntimeException assertFails(Runnable call, Code code, String reason) {
    try {
      call.run();
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(code);
      assertThat(detail(e, ErrorInfo.class).getReason()).isEqualTo(reason);
      return e;
    }
    throw new AssertionError("did not fail with " + code);
  }

  private static <T extends com.google.protobuf.Message> T detail(
      StatusRuntimeException failure, Class<T> type) {
    com.google.rpc.Status status = StatusProto.fromThrowable(failure);
    return Stream.ofNullable(status)
        .flatMap(s -> s.getDetailsList().stream())
        .filter(any -> any.is(type))
        .map(
            any -> {
              try {
                return any.unpack(type);
              } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                throw new AssertionError(e);
              }
            })
        .findFirst()
        .orElseThrow();
  }
}
