package dev.voicemedia.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SpeakTest {

  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private final ManualTimeline time = new ManualTimeline(START);
  private final WebhookReceiver receiver = new WebhookReceiver();
  private Simulator simulator;
  private ApiClient client;

  @BeforeEach
  void start() throws IOException {
    simulator =
        Simulator.builder()
            .port(0)
            .timeline(time)
            .speechRate(10)
            .webhookUrl(receiver.url())
            .start();
    client = new ApiClient(simulator);
  }

  @AfterEach
  void stop() {
    simulator.close();
    receiver.close();
  }

  @Test
  void aCallBeginsWithInitiatedAndAnswered() {
    SimulatedCall call = simulator.openCall();

    var webhooks = receiver.await(2);
    assertThat(receiver.types()).containsExactly("call.initiated", "call.answered");
    var payload = webhooks.get(0).payload();
    assertThat(payload.path("call_control_id").asText()).isEqualTo(call.callControlId());
    assertThat(payload.path("call_leg_id").asText()).isEqualTo(call.callLegId());
    assertThat(payload.path("call_session_id").asText()).isEqualTo(call.callSessionId());
    assertThat(payload.path("connection_id").asText()).isEqualTo(call.connectionId());
    assertThat(payload.path("direction").asText()).isEqualTo("incoming");
    assertThat(payload.path("state").asText()).isEqualTo("parked");
    assertThat(payload.path("start_time").asText()).isEqualTo("2026-03-01T12:00:00.000000Z");
    assertThat(payload.path("client_state").isNull()).isTrue();
    assertThat(webhooks.get(1).payload().path("state").asText()).isEqualTo("answered");
  }

  @Test
  void speechEndsAfterAsLongAsItTakesToSayIt() {
    SimulatedCall call = simulator.openCall();

    var reply = client.command(call, "speak", "{'payload':'0123456789','voice':'female'}");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo("{\"data\":{\"result\":\"ok\"}}");
    receiver.await(3);
    time.advance(Duration.ofMillis(999));
    assertThat(simulator.webhooks()).hasSize(3);
    time.advance(Duration.ofMillis(1));

    var ended = receiver.awaitType("call.speak.ended");
    assertThat(receiver.types().get(2)).isEqualTo("call.speak.started");
    assertThat(ended.data().path("occurred_at").asText()).isEqualTo("2026-03-01T12:00:01.000000Z");
    assertThat(ended.data().path("record_type").asText()).isEqualTo("event");
    assertThat(ended.payload().path("status").asText()).isEqualTo("completed");
  }

  @Test
  void speechWaitsForTheSpeechBeforeIt() {
    SimulatedCall call = simulator.openCall();

    client.command(call, "speak", "{'payload':'0123456789','voice':'female'}");
    client.command(call, "speak", "{'payload':'01234','voice':'female'}");
    time.advance(Duration.ofSeconds(5));

    receiver.await(6);
    assertThat(receiver.types().subList(2, 6))
        .containsExactly(
            "call.speak.started", "call.speak.ended", "call.speak.started", "call.speak.ended");
    assertThat(simulator.webhooks().get(5).occurredAt()).isEqualTo(START.plusMillis(1500));
  }

  @Test
  void ssmlTagsAreNotSpoken() {
    SimulatedCall call = simulator.openCall();

    client.command(
        call,
        "speak",
        "{'payload':'<speak>01234<break/>56789</speak>','payload_type':'ssml','voice':'male'}");
    time.advance(Duration.ofSeconds(5));

    assertThat(simulator.webhooks().get(3).occurredAt()).isEqualTo(START.plusSeconds(1));
  }

  @Test
  void clientStateComesBackInEveryLaterWebhookOfTheCall() {
    SimulatedCall call = simulator.openCall();

    client.command(call, "speak", "{'payload':'one','voice':'male','client_state':'c3RhdGU='}");
    client.command(call, "speak", "{'payload':'two','voice':'male'}");
    time.advance(Duration.ofSeconds(5));
    call.hangUp();

    var webhooks = receiver.await(7);
    assertThat(webhooks.subList(2, 7))
        .extracting(webhook -> webhook.payload().path("client_state").asText())
        .containsOnly("c3RhdGU=");
  }

  @Test
  void aCommandIdIsIgnoredForSixtySeconds() {
    SimulatedCall call = simulator.openCall();
    String command = "{'payload':'one','voice':'male','command_id':'891510ac'}";

    assertThat(client.command(call, "speak", command).status()).isEqualTo(200);
    time.advance(Duration.ofSeconds(59));
    assertThat(client.command(call, "speak", command).status()).isEqualTo(200);
    assertThat(simulator.webhooks()).hasSize(4);
    time.advance(Duration.ofSeconds(1));
    assertThat(client.command(call, "speak", command).status()).isEqualTo(200);
    assertThat(simulator.webhooks()).hasSize(5);
  }

  @Test
  void hangUpEndsWhatPlaysAndForgetsWhatWaits() {
    SimulatedCall call = simulator.openCall();
    client.command(call, "speak", "{'payload':'0123456789','voice':'female'}");
    client.command(call, "speak", "{'payload':'01234','voice':'female'}");

    call.hangUp();
    call.hangUp();
    time.advance(Duration.ofMinutes(1));

    var webhooks = receiver.await(5);
    assertThat(simulator.webhooks()).hasSize(5);
    assertThat(webhooks.get(3).type()).isEqualTo("call.speak.ended");
    assertThat(webhooks.get(3).payload().path("status").asText()).isEqualTo("call_hangup");
    assertThat(webhooks.get(4).type()).isEqualTo("call.hangup");
    assertThat(webhooks.get(4).payload().path("hangup_cause").asText())
        .isEqualTo("normal_clearing");
  }

  @Test
  void aCommandAfterTheHangUpIsRefused() {
    SimulatedCall call = simulator.openCall();
    call.hangUp();

    var reply = client.command(call, "speak", "{'payload':'one','voice':'male'}");

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.code()).isEqualTo("90018");
  }
}
