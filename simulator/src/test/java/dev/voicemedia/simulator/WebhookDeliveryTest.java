package dev.voicemedia.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.voicemedia.simulator.WebhookRecord.State;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookDeliveryTest {

  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  /** First byte of a TLS connection: the type of its record. */
  private static final int TLS_HANDSHAKE = 0x16;

  private final ManualTimeline time = new ManualTimeline(START);
  private final WebhookReceiver receiver = new WebhookReceiver();
  private Simulator simulator;

  @BeforeEach
  void start() throws IOException {
    simulator =
        Simulator.builder()
            .port(0)
            .timeline(time)
            .redelivery(3, Duration.ofSeconds(1), Duration.ofSeconds(4))
            .webhookUrl(receiver.url())
            .start();
  }

  @AfterEach
  void stop() {
    simulator.close();
    receiver.close();
  }

  @Test
  void webhooksAreSigned() {
    simulator.openCall();

    var webhook = receiver.await(1).get(0);
    assertThat(webhook.verifiesWith(simulator.publicKey())).isTrue();
    assertThat(webhook.timestamp()).isEqualTo(Long.toString(START.getEpochSecond()));
    assertThat(webhook.attempt()).isEqualTo(1);
    assertThat(webhook.json().path("meta").path("delivered_to").asText())
        .isEqualTo(receiver.url().toString());
  }

  @Test
  void aWebhookIsSentAgainUntilItIsAccepted() {
    AtomicInteger failures = new AtomicInteger(2);
    receiver.answerWith(() -> failures.getAndDecrement() > 0 ? 503 : 200);

    simulator.openCall();
    receiver.await(1);
    advanceToNextAttempt(1, Duration.ofSeconds(1));
    receiver.await(2);
    advanceToNextAttempt(2, Duration.ofSeconds(2));

    var webhooks = receiver.await(4);
    assertThat(webhooks)
        .extracting(WebhookReceiver.Received::type)
        .containsExactly("call.initiated", "call.initiated", "call.initiated", "call.answered");
    assertThat(webhooks).extracting(WebhookReceiver.Received::attempt).containsExactly(1, 2, 3, 1);
    assertThat(webhooks.get(2).data()).isEqualTo(webhooks.get(0).data());
    assertThat(webhooks)
        .extracting(WebhookReceiver.Received::timestamp)
        .startsWith(seconds(START), seconds(START.plusSeconds(1)), seconds(START.plusSeconds(3)));
    assertThat(webhooks).allMatch(webhook -> webhook.verifiesWith(simulator.publicKey()));
    await().until(() -> simulator.webhooks().get(1).state() == State.DELIVERED);
    assertThat(simulator.webhooks().get(0).attempts())
        .extracting(WebhookRecord.Attempt::status)
        .containsExactly(503, 503, 200);
  }

  @Test
  void whatHappensWhileTheReceiverIsDownArrivesWhenItIsBack() {
    receiver.goDown();
    SimulatedCall call = simulator.openCall();
    call.hangUp();
    awaitAttempts(1);
    time.advance(Duration.ofSeconds(1));
    awaitAttempts(2);

    receiver.comeBack();
    time.advance(Duration.ofSeconds(4));

    receiver.await(3);
    assertThat(receiver.types()).containsExactly("call.initiated", "call.answered", "call.hangup");
    assertThat(receiver.received().get(0).attempt()).isEqualTo(3);
    assertThat(simulator.webhooks().get(0).attempts().get(0).status()).isNull();
  }

  @Test
  void oneCallsTroubleHoldsUpNoOther() {
    receiver.answerWith(() -> receiver.received().isEmpty() ? 500 : 200);
    SimulatedCall first = simulator.openCall();
    receiver.await(1);
    SimulatedCall second = simulator.openCall();

    receiver.await(3);
    assertThat(receiver.received())
        .extracting(webhook -> webhook.payload().path("call_control_id").asText())
        .containsExactly(first.callControlId(), second.callControlId(), second.callControlId());
  }

  @Test
  void aWebhookThatNoRetryBringsHomeHasFailed() {
    receiver.answerWith(() -> receiver.received().size() < 4 ? 500 : 200);
    SimulatedCall call = simulator.openCall();

    awaitAttempts(1);
    advanceToNextAttempt(1, Duration.ofSeconds(1));
    advanceToNextAttempt(2, Duration.ofSeconds(2));
    assertThat(simulator.failedWebhooks()).isEmpty();
    advanceToNextAttempt(3, Duration.ofSeconds(4));

    await().until(() -> simulator.webhooks().get(1).state() == State.DELIVERED);
    WebhookRecord failed = simulator.failedWebhooks().get(0);
    assertThat(failed.eventType()).isEqualTo("call.initiated");
    assertThat(failed.callControlId()).isEqualTo(call.callControlId());
    assertThat(failed.state()).isEqualTo(State.FAILED);
    assertThat(failed.attempts())
        .extracting(WebhookRecord.Attempt::status)
        .containsExactly(500, 500, 500, 500);
  }

  @Test
  void byDefaultThereAreFiveRetriesWithinAMinute() {
    Redelivery standard = Redelivery.STANDARD;
    Duration all = Duration.ZERO;
    for (int attempt = 1; attempt <= standard.retries(); attempt++) {
      all = all.plus(standard.delayAfter(attempt));
    }

    assertThat(standard.retries()).isEqualTo(5);
    assertThat(all).isEqualTo(Duration.ofSeconds(31));
  }

  @Test
  void withoutAUrlWebhooksAreOnlyRecorded() {
    simulator.sendWebhooksTo(null);
    simulator.openCall();

    assertThat(simulator.webhooks())
        .extracting(WebhookRecord::state)
        .containsExactly(State.NOT_SENT, State.NOT_SENT);
  }

  @Test
  void aUrlThatNoRequestCanGoToIsAReceiverThatIsDown() {
    simulator.sendWebhooksTo(URI.create("http://127.0.0.1:99999/webhooks"));
    simulator.openCall();
    awaitAttempts(1);

    simulator.sendWebhooksTo(receiver.url());
    time.advance(Duration.ofSeconds(1));

    assertThat(receiver.await(1).get(0).attempt()).isEqualTo(2);
  }

  @Test
  void aReceiverThatStallsIsNotWaitedForLongerThanTheTimeout() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Simulator impatient = sendingTo("http", silent, Duration.ofMillis(200))) {
      impatient.openCall();

      await().until(() -> !impatient.webhooks().get(0).attempts().isEmpty());
      assertThat(impatient.webhooks().get(0).attempts().get(0).status()).isNull();
    }
  }

  @Test
  void anHttpsReceiverIsGreetedByTls() throws IOException {
    try (ServerSocket receiver = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        // Patient, as the first TLS client of a process reads the trusted certificates.
        Simulator patient = sendingTo("https", receiver, Duration.ofSeconds(30))) {
      receiver.setSoTimeout(30_000);
      patient.openCall();

      try (Socket connection = receiver.accept()) {
        connection.setSoTimeout(30_000);
        assertThat(connection.getInputStream().read()).isEqualTo(TLS_HANDSHAKE);
      }
    }
  }

  @Test
  void thousandsOfWebhooksArriveOnceEachAndInTheOrderOfTheirCall() {
    List<SimulatedCall> calls = Stream.generate(simulator::openCall).limit(20).toList();
    for (int i = 0; i < 100; i++) {
      for (SimulatedCall call : calls) {
        call.sendEvent("call.dtmf.received", Map.of("digit", i));
      }
    }

    var received = receiver.await(20 * 102);
    assertThat(received).extracting(one -> one.data().path("id").asText()).doesNotHaveDuplicates();
    for (SimulatedCall call : calls) {
      assertThat(received.stream().map(WebhookReceiver.Received::payload))
          .filteredOn(one -> one.path("call_control_id").asText().equals(call.callControlId()))
          .extracting(one -> one.path("digit").asInt(-1))
          .isSorted();
    }
  }

  @Test
  void idsAreDifferentForEveryWebhook() {
    simulator.openCall();
    simulator.openCall();

    assertThat(simulator.webhooks().stream().map(WebhookRecord::eventId).distinct()).hasSize(4);
  }

  private void advanceToNextAttempt(int attempts, Duration delay) {
    awaitAttempts(attempts);
    time.advance(delay.minusMillis(1));
    assertThat(time.scheduledTasks()).isEqualTo(1);
    time.advance(Duration.ofMillis(1));
  }

  private Simulator sendingTo(String scheme, ServerSocket receiver, Duration timeout)
      throws IOException {
    return Simulator.builder()
        .port(0)
        .timeline(time)
        .webhookTimeout(timeout)
        .webhookUrl(URI.create(scheme + "://127.0.0.1:" + receiver.getLocalPort()))
        .start();
  }

  /** Waits until the first webhook has so many attempts that are settled. */
  private void awaitAttempts(int count) {
    await()
        .until(
            () -> {
              WebhookRecord first = simulator.webhooks().get(0);
              return first.attempts().size() >= count;
            });
  }

  private static String seconds(Instant instant) {
    return Long.toString(instant.getEpochSecond());
  }
}
