package dev.voicemedia.gateway;

import static dev.voicemedia.gateway.GatewayRun.assertFails;
import static dev.voicemedia.gateway.GatewayRun.fromEarliest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Duration;
import dev.voicemedia.gateway.access.AccessSettings;
import dev.voicemedia.simulator.Effect;
import dev.voicemedia.simulator.Fault;
import dev.voicemedia.simulator.SimulatedCall;
import dev.voicemedia.simulator.Simulator;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.EventFilter;
import dev.voicemedia.v1.EventSource;
import dev.voicemedia.v1.OperationsServiceGrpc;
import dev.voicemedia.v1.RecoverEventsRequest;
import dev.voicemedia.v1.RecoverEventsResponse;
import dev.voicemedia.v1.SubscribeResponse;
import io.grpc.Status.Code;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that was dark, with a simulated Telnyx that has given webhooks up. */
final class RecoverEventsTest {
  @TempDir private Path folder;
  private GatewayRun gateway;

  @BeforeEach
  void start() throws IOException {
    gateway =
        new GatewayRun(
            folder,
            Simulator.builder()
                .port(0)
                .speechRate(1000)
                .redelivery(0, java.time.Duration.ofSeconds(1), java.time.Duration.ofSeconds(1))
                .start(),
            AccessSettings.OPEN);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void whatTelnyxCouldNotDeliverIsStoredOnceAndSaysSo() throws Exception {
    Simulator telnyx = gateway.simulator();
    SimulatedCall call = telnyx.openCall();
    gateway.awaitEvents(2);
    gateway.stop();
    call.hangUp();
    await().until(() -> !telnyx.failedWebhooks().isEmpty());
    telnyx.listForeignDelivery(
        URI.create("https://other.example.com/"),
        telnyx.failedWebhooks().get(0).data(),
        Instant.now());
    gateway.start();

    List<RecoverEventsResponse> progress = recover(RecoverEventsRequest.newBuilder());
    RecoverEventsResponse all = progress.get(progress.size() - 1);
    assertThat(all.getDone()).isTrue();
    assertThat(all.getRecovered()).isEqualTo(1);
    assertThat(all.getForeign()).isEqualTo(1);
    assertThat(all.getUnrecoveredList()).isEmpty();

    Event hangup = events(EventFilter.getDefaultInstance()).get(2);
    assertThat(hangup.getEventType()).isEqualTo("call.hangup");
    assertThat(hangup.getSource()).isEqualTo(EventSource.EVENT_SOURCE_RECOVERED);
    assertThat(hangup.hasWebhook()).isFalse();
    assertThat(hangup.getCallHangup().getHangupCause()).isNotEmpty();
    assertThat(
            events(EventFilter.newBuilder().addSources(EventSource.EVENT_SOURCE_RECEIVED).build()))
        .hasSize(2)
        .allMatch(Event::hasWebhook);

    List<RecoverEventsResponse> again =
        recover(RecoverEventsRequest.newBuilder().setIncludeDelivered(true));
    assertThat(again.get(again.size() - 1).getRecovered()).isZero();
    assertThat(again.get(again.size() - 1).getKnown()).isEqualTo(3);
  }

  @Test
  void aListThatFailsForAWhileIsReadAllTheSame() throws Exception {
    gateway.simulator().openCall();
    gateway.awaitEvents(2);
    gateway
        .simulator()
        .inject(
            Fault.of(new Effect.Answer(503, false, Map.of("retry-after-ms", "1"), null))
                .on("webhook_deliveries")
                .times(1));

    List<RecoverEventsResponse> progress =
        recover(RecoverEventsRequest.newBuilder().setIncludeDelivered(true));
    assertThat(progress.get(progress.size() - 1).getKnown()).isEqualTo(2);
  }

  @Test
  void aRefusedListIsAnErrorOfItsOwn() {
    gateway.simulator().openCall();
    gateway.awaitEvents(2);
    gateway
        .simulator()
        .inject(Fault.of(new Effect.Answer(401, false)).on("webhook_deliveries").times(1));

    assertFails(
        () -> recover(RecoverEventsRequest.newBuilder()),
        Code.FAILED_PRECONDITION,
        "UPSTREAM_CREDENTIALS_REJECTED");
  }

  @Test
  void aGatewayThatKnowsNoneOfItsUrlsSaysSo() {
    assertFails(
        () -> recover(RecoverEventsRequest.newBuilder()),
        Code.FAILED_PRECONDITION,
        "WEBHOOK_URL_UNKNOWN");
  }

  @Test
  void moreThanThirtyDaysAreTooMuch() {
    assertFails(
        () ->
            recover(
                RecoverEventsRequest.newBuilder()
                    .setSince(Duration.newBuilder().setSeconds(31 * 86_400))),
        Code.INVALID_ARGUMENT,
        "INVALID_REQUEST");
  }

  private List<RecoverEventsResponse> recover(RecoverEventsRequest.Builder request) {
    List<RecoverEventsResponse> progress = new ArrayList<>();
    RecoverEventsRequest.Builder since =
        request.hasSince() ? request : request.setSince(Duration.newBuilder().setSeconds(600));
    OperationsServiceGrpc.newBlockingStub(gateway.channel())
        .recoverEvents(since.build())
        .forEachRemaining(progress::add);
    return progress;
  }

  private List<Event> events(EventFilter filter) {
    Iterator<SubscribeResponse> stream =
        gateway.subscribe(fromEarliest().setFilter(filter).setStopAtHead(true));
    List<Event> events = new ArrayList<>();
    stream.forEachRemaining(
        message -> {
          if (message.hasEvent()) {
            events.add(message.getEvent());
          }
        });
    return events;
  }
}
