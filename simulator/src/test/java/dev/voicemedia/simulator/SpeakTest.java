package dev.voicemedia.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SpeakTest {

  private final Setting setting = new Setting();

  @AfterEach
  void stop() {
    setting.close();
  }

  @Test
  void aCallBeginsWithInitiatedAndAnswered() {
    var webhooks = setting.receiver.await(2);

    assertThat(setting.receiver.types()).containsExactly("call.initiated", "call.answered");
    var payload = webhooks.get(0).payload();
    SimulatedCall call = setting.call;
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
    var reply = setting.command("speak", "{'payload':'0123456789','voice':'female'}");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo("{\"data\":{\"result\":\"ok\"}}");
    setting.advance(0.999);
    assertThat(setting.happened()).containsExactly("call.speak.started");
    setting.advance(0.001);

    var ended = setting.receiver.awaitType("call.speak.ended");
    assertThat(ended.data().path("occurred_at").asText()).isEqualTo("2026-03-01T12:00:01.000000Z");
    assertThat(ended.data().path("record_type").asText()).isEqualTo("event");
    assertThat(ended.payload().path("status").asText()).isEqualTo("completed");
  }

  @Test
  void speechWaitsForTheSpeechBeforeIt() {
    setting.command("speak", "{'payload':'0123456789','voice':'female'}");
    setting.command("speak", "{'payload':'01234','voice':'female'}");
    setting.advance(5);

    assertThat(setting.happened())
        .containsExactly(
            "call.speak.started", "call.speak.ended", "call.speak.started", "call.speak.ended");
    assertThat(setting.lastTime("call.speak.started")).isEqualTo(1);
    assertThat(setting.lastTime("call.speak.ended")).isEqualTo(1.5);
  }

  @Test
  void whatBelongsToOneSpeechHasOneSpeakId() {
    setting.command("speak", "{'payload':'0123456789','voice':'female','stop':'current'}");
    setting.command("speak", "{'payload':'01234','voice':'female','target_legs':'opposite'}");
    setting.advance(5);

    List<String> ids =
        setting.receiver.await(6).stream()
            .filter(webhook -> webhook.type().startsWith("call.speak."))
            .map(webhook -> webhook.payload().path("speak_id").asText())
            .toList();
    // Both start at once, and the shorter one ends first.
    assertThat(ids).hasSize(4).doesNotContain("");
    assertThat(ids.get(0)).isEqualTo(ids.get(3)).isNotEqualTo(ids.get(1));
    assertThat(ids.get(1)).isEqualTo(ids.get(2));
  }

  @Test
  void aSipAddressIsNamedAsItIsAndANumberAsASipAddress() {
    var standard = setting.receiver.await(2).get(0).payload();
    assertThat(standard.path("from_sip_uri").asText())
        .isEqualTo("sip:+12025550100@sip.simulator.test");
    assertThat(standard.path("calling_party_type").asText()).isEqualTo("pstn");

    setting.simulator.openCall(
        new CallSetup("sip:ann@office.test", "+12025550199", "incoming", "1", null));
    var sip = setting.receiver.await(4).get(2).payload();

    assertThat(sip.path("from_sip_uri").asText()).isEqualTo("sip:ann@office.test");
    assertThat(sip.path("calling_party_type").asText()).isEqualTo("sip");
  }

  @Test
  void ssmlTagsAreNotSpoken() {
    setting.command(
        "speak",
        "{'payload':'<speak>01234<break/>56789</speak>','payload_type':'ssml','voice':'male'}");
    setting.advance(5);

    assertThat(setting.lastTime("call.speak.ended")).isEqualTo(1);
  }

  @Test
  void aLoopIsSpokenSoManyTimes() {
    setting.command("speak", "{'payload':'0123456789','voice':'male','loop':3}");
    setting.advance(5);

    assertThat(setting.happened()).containsExactly("call.speak.started", "call.speak.ended");
    assertThat(setting.lastTime("call.speak.ended")).isEqualTo(3);
  }

  @Test
  void clientStateComesBackInEveryLaterWebhookOfTheCall() {
    setting.command("speak", "{'payload':'one','voice':'male','client_state':'c3RhdGU='}");
    setting.command("speak", "{'payload':'two','voice':'male'}");
    setting.advance(5);
    setting.call.hangUp();

    assertThat(setting.receiver.await(7).subList(2, 7))
        .extracting(webhook -> webhook.payload().path("client_state").asText())
        .containsOnly("c3RhdGU=");
  }

  @Test
  void aCommandIdIsIgnoredForSixtySeconds() {
    String command = "{'payload':'one','voice':'male','command_id':'891510ac'}";

    assertThat(setting.command("speak", command).status()).isEqualTo(200);
    setting.advance(59);
    assertThat(setting.command("speak", command).status()).isEqualTo(200);
    assertThat(setting.happened()).hasSize(2);
    setting.advance(1);
    assertThat(setting.command("speak", command).status()).isEqualTo(200);
    assertThat(setting.happened()).hasSize(3);
  }

  @Test
  void ofCommandsThatArriveAtOnceWithOneIdOneIsExecuted() {
    String command = "{'payload':'one','voice':'male','command_id':'891510ac'}";

    List<CompletableFuture<ApiClient.Reply>> replies =
        Stream.generate(
                () -> CompletableFuture.supplyAsync(() -> setting.command("speak", command)))
            .limit(20)
            .toList();

    assertThat(replies).allMatch(reply -> reply.join().status() == 200);
    assertThat(setting.simulator.commands().stream().map(CommandRecord::outcome))
        .containsOnlyOnce(CommandRecord.Outcome.EXECUTED)
        .hasSize(20);
    assertThat(setting.happened()).containsExactly("call.speak.started");
  }

  @Test
  void aCommandIdBelongsToItsCall() {
    SimulatedCall other = setting.simulator.openCall();
    String command = "{'payload':'one','voice':'male','command_id':'891510ac'}";

    setting.command("speak", command);
    setting.client.command(other, "speak", command);

    assertThat(setting.simulator.commands())
        .extracting(CommandRecord::outcome)
        .containsOnly(CommandRecord.Outcome.EXECUTED);
  }

  @Test
  void theIdOfARefusedCommandIsNotRemembered() {
    setting.command("speak", "{'payload':'one','command_id':'891510ac'}");
    setting.command("speak", "{'payload':'one','voice':'male','command_id':'891510ac'}");

    assertThat(setting.happened()).containsExactly("call.speak.started");
  }

  @Test
  void hangUpEndsWhatPlaysAndForgetsWhatWaits() {
    setting.command("speak", "{'payload':'0123456789','voice':'female'}");
    setting.command("speak", "{'payload':'01234','voice':'female'}");

    setting.call.hangUp();
    setting.call.hangUp();
    setting.advance(60);

    assertThat(setting.happened())
        .containsExactly("call.speak.started", "call.speak.ended", "call.hangup");
    assertThat(setting.receiver.awaitType("call.speak.ended").payload().path("status").asText())
        .isEqualTo("call_hangup");
    var hangUp = setting.receiver.awaitType("call.hangup").payload();
    assertThat(hangUp.path("hangup_cause").asText()).isEqualTo("normal_clearing");
    assertThat(hangUp.path("hangup_source").asText()).isEqualTo("caller");
    assertThat(hangUp.path("state").asText()).isEqualTo("hangup");
  }

  @Test
  void aCommandAfterTheHangUpIsRefused() {
    setting.call.hangUp();

    var reply = setting.command("speak", "{'payload':'one','voice':'male'}");

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.code()).isEqualTo("90018");
  }

  @Test
  void otherEventsTakeTheirPlaceAmongTheCallsWebhooks() {
    setting.call.sendEvent("call.dtmf.received", Map.of("digit", "5"));
    setting.call.hangUp();

    assertThat(setting.happened()).containsExactly("call.dtmf.received", "call.hangup");
    var dtmf = setting.receiver.awaitType("call.dtmf.received");
    assertThat(dtmf.payload().path("digit").asText()).isEqualTo("5");
    assertThat(dtmf.payload().path("call_session_id").asText())
        .isEqualTo(setting.call.callSessionId());
  }
}
