package dev.voicemedia.gateway;

import static dev.voicemedia.gateway.GatewayRun.assertFails;
import static dev.voicemedia.gateway.GatewayRun.eventsUntil;
import static dev.voicemedia.gateway.GatewayRun.fromEarliest;
import static dev.voicemedia.gateway.GatewayRun.messagesUntil;
import static dev.voicemedia.gateway.GatewayRun.ofCall;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.simulator.SimulatedCall;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.EventFilter;
import dev.voicemedia.v1.GetEventRequest;
import dev.voicemedia.v1.ListEventsRequest;
import dev.voicemedia.v1.ListEventsResponse;
import dev.voicemedia.v1.ListOrder;
import dev.voicemedia.v1.SpeakResponse;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.SubscribeResponse;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import dev.voicemedia.webhook.TelnyxPublicKey;
import dev.voicemedia.webhook.WebhookVerifier;
import io.grpc.Status.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events on their whole way: real ports, the simulated Telnyx, its webhooks, the log, gRPC. */
final class GatewayEventsTest {
  @TempDir private static Path folder;
  private static GatewayRun gateway;

  @BeforeAll
  static void start() throws IOException {
    gateway = new GatewayRun(folder);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void whatIsSpokenComesBackAsEventsInOrder() throws Exception {
    SimulatedCall call = gateway.simulator().openCall();
    Iterator<SubscribeResponse> stream = gateway.subscribe(ofCall(call));
    assertThat(stream.next().hasOpened()).isTrue();

    SpeakResponse answer = gateway.speak(call, "Hello, world");
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
    SimulatedCall call = gateway.simulator().openCall();
    Event event = eventsUntil(gateway.subscribe(ofCall(call)), "call.answered").get(1);
    Instant signedAt = Instant.ofEpochSecond(Long.parseLong(event.getWebhook().getTimestamp()));
    WebhookVerifier verifier =
        WebhookVerifier.builder()
            .publicKeys(TelnyxPublicKey.fromBase64(gateway.simulator().publicKey()))
            .clock(Clock.fixed(signedAt, ZoneOffset.UTC))
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
  void anUnknownTypeAndABodyThatIsNotJsonArriveWithTheirBytes() throws Exception {
    byte[] unknown =
        "{\"data\":{\"id\":\"u\",\"event_type\":\"call.new\",\"payload\":{\"call_control_id\":\"v3:x\"}}}"
            .getBytes(StandardCharsets.UTF_8);
    byte[] binary = {0, (byte) 0xff, '|', (byte) 0xfe};
    String before = gateway.subscribe(SubscribeRequest.newBuilder()).next().getCursor();
    assertThat(gateway.post(unknown)).isEqualTo(200);
    assertThat(gateway.post(binary)).isEqualTo(200);

    List<Event> events =
        messagesUntil(
                gateway.subscribe(SubscribeRequest.newBuilder().setAfter(before)),
                SubscribeResponse::hasCaughtUp)
            .stream()
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
    assertThat(events.get(1).getWebhook().getPublicKeyId())
        .isEqualTo(gateway.secondKey().publicKey().id());
  }

  @Test
  void aFilterIsAppliedOnTheServer() throws Exception {
    SimulatedCall wanted = gateway.simulator().openCall();
    SimulatedCall other = gateway.simulator().openCall();
    eventsUntil(gateway.subscribe(ofCall(wanted)), "call.answered");
    eventsUntil(gateway.subscribe(ofCall(other)), "call.answered");

    List<SubscribeResponse> messages =
        messagesUntil(
            gateway.subscribe(
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
    gateway.post("before".getBytes(StandardCharsets.UTF_8));
    Iterator<SubscribeResponse> stream = gateway.subscribe(SubscribeRequest.newBuilder());
    assertThat(stream.next().hasOpened()).isTrue();
    gateway.post("after".getBytes(StandardCharsets.UTF_8));

    List<Event> events =
        messagesUntil(stream, SubscribeResponse::hasEvent).stream()
            .filter(SubscribeResponse::hasEvent)
            .map(SubscribeResponse::getEvent)
            .toList();
    assertThat(events).hasSize(1);
    assertThat(events.get(0).getWebhook().getBody().toStringUtf8()).isEqualTo("after");
  }

  @Test
  void anEventIsFoundByItsId() throws Exception {
    SimulatedCall call = gateway.simulator().openCall();
    Event event = eventsUntil(gateway.subscribe(ofCall(call)), "call.answered").get(0);
    var events = WebhookEventsServiceGrpc.newBlockingStub(gateway.channel());

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
    SimulatedCall call = gateway.simulator().openCall();
    SimulatedCall other = gateway.simulator().openCall();
    eventsUntil(gateway.subscribe(ofCall(other)), "call.answered");
    gateway.speak(call, "x");
    eventsUntil(gateway.subscribe(ofCall(call)), "call.speak.ended");
    var events = WebhookEventsServiceGrpc.newBlockingStub(gateway.channel());
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
    assertThat(eventsUntil(gateway.subscribe(ofCall(call).setAfter(cursor)), "call.speak.ended"))
        .hasSize(2);
    assertFails(
        () ->
            events.listEvents(
                ListEventsRequest.newBuilder().setPageToken(first.getNextPageToken()).build()),
        Code.INVALID_ARGUMENT,
        "INVALID_REQUEST");
  }

  @Test
  void cursorsThatCannotBeUsedAreDistinguished() {
    assertFails(
        () -> gateway.subscribe(SubscribeRequest.newBuilder().setAfter("not a cursor")).next(),
        Code.INVALID_ARGUMENT,
        "CURSOR_MALFORMED");
    assertFails(
        () ->
            gateway
                .subscribe(SubscribeRequest.newBuilder().setAfter(new Cursor(0, 0, 0).encode()))
                .next(),
        Code.INVALID_ARGUMENT,
        "CURSOR_FOREIGN");
  }

  @Test
  void aTimeOutOfRangeIsAnInvalidRequest() {
    Timestamp never = Timestamp.newBuilder().setSeconds(Long.MAX_VALUE).build();
    assertFails(
        () -> gateway.subscribe(SubscribeRequest.newBuilder().setFromTime(never)).next(),
        Code.INVALID_ARGUMENT,
        "INVALID_REQUEST");
    assertFails(
        () ->
            WebhookEventsServiceGrpc.newBlockingStub(gateway.channel())
                .listEvents(ListEventsRequest.newBuilder().setEndTime(never).build()),
        Code.INVALID_ARGUMENT,
        "INVALID_REQUEST");
  }

  @Test
  void silenceIsBrokenByCheckpoints() {
    Iterator<SubscribeResponse> stream =
        gateway.subscribe(
            SubscribeRequest.newBuilder()
                .setHeartbeatInterval(Duration.newBuilder().setSeconds(1)));
    messagesUntil(stream, SubscribeResponse::hasCaughtUp);

    assertThat(stream.next().hasCheckpoint()).isTrue();
    assertThat(stream.next().hasCheckpoint()).isTrue();
  }
}
