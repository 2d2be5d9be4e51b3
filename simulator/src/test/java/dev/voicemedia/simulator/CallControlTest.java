package dev.voicemedia.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that ring, are answered, rejected, hung up and dialled. */
class CallControlTest {

  private static final String DIAL =
      "{'connection_id':'c-1','to':'+12025550142','from':'+12025550143','command_id':'d-1'";

  private final Setting setting = new Setting();

  @AfterEach
  void stop() {
    setting.close();
  }

  @Test
  void aCallThatRingsTakesOnlyWhatSuitsIt() {
    SimulatedCall call = setting.simulator.openCall(CallSetup.standard().unanswered());

    assertThat(types(call)).containsExactly("call.initiated");
    for (String action : List.of("speak", "gather", "record_start", "send_dtmf", "gather_stop")) {
      ApiClient.Reply reply =
          setting.client.command(
              call,
              action,
              switch (action) {
                case "speak" -> "{'payload':'one','voice':'male'}";
                case "record_start" -> "{'format':'wav','channels':'dual'}";
                case "send_dtmf" -> "{'digits':'1'}";
                default -> "{}";
              });
      assertThat(reply.status()).as(action).isEqualTo(422);
      assertThat(reply.code()).as(action).isEqualTo("90034");
    }

    assertThat(answer(call, "{'client_state':'c3RhdGU='}").status()).isEqualTo(200);

    assertThat(types(call)).containsExactly("call.initiated", "call.answered");
    assertThat(last(call).path("client_state").asText()).isEqualTo("c3RhdGU=");
    assertThat(setting.client.command(call, "speak", "{'payload':'one','voice':'male'}").status())
        .isEqualTo(200);
    assertThat(answer(call, "{}").code()).isEqualTo("10015");
  }

  @Test
  void anAnswerMayStartARecording() {
    SimulatedCall call = setting.simulator.openCall(CallSetup.standard().unanswered());

    String id =
        answer(call, "{'record':'record-from-answer','record_format':'wav'}")
            .json()
            .at("/data/recording_id")
            .asText();
    assertThat(setting.client.command(call, "hangup", "{}").status()).isEqualTo(200);
    setting.advance(2);

    assertThat(types(call)).endsWith("call.hangup", "call.recording.saved");
    assertThat(last(call).path("recording_id").asText()).isEqualTo(id).isNotEmpty();
  }

  @Test
  void aRejectedCallEndsWithItsCause() {
    SimulatedCall call = setting.simulator.openCall(CallSetup.standard().unanswered());

    assertThat(setting.client.command(call, "reject", "{'cause':'USER_BUSY'}").status())
        .isEqualTo(200);

    assertThat(types(call)).containsExactly("call.initiated", "call.hangup");
    assertThat(last(call).path("hangup_cause").asText()).isEqualTo("user_busy");
    assertThat(last(call).path("sip_hangup_cause").asText()).isEqualTo("486");
    assertThat(answer(call, "{}").code()).isEqualTo("90018");
  }

  @Test
  void onlyAPutUpdatesTheState() {
    String body = "{'client_state':'c3RhdGU='}";

    assertThat(setting.command("client_state_update", body).status()).isEqualTo(404);
    assertThat(setting.client.put(setting.call, "client_state_update", body).status())
        .isEqualTo(200);
    setting.call.hangUp();

    assertThat(last(setting.call).path("client_state").asText()).isEqualTo("c3RhdGU=");
  }

  @Test
  void aDialledCallIsAnsweredWhenItHasRung() {
    JsonNode data = dial(DIAL + ",'audio_url':'http://files.test/a'}").json().path("data");
    String call = data.path("call_control_id").asText();

    assertThat(types(call)).containsExactly("call.initiated");
    setting.advance(1);
    assertThat(types(call))
        .containsExactly("call.initiated", "call.answered", "call.playback.started");
    assertThat(data(call, 0).path("direction").asText()).isEqualTo("outgoing");
    assertThat(data(call, 0).path("to").asText()).isEqualTo("+12025550142");
    assertThat(data(call, 0).path("call_session_id").asText())
        .isEqualTo(data.path("call_session_id").asText());

    JsonNode again = dial(DIAL + "}").json().path("data");
    assertThat(again.path("call_control_id").asText()).isEqualTo(call);
    assertThat(setting.simulator.commands())
        .extracting(CommandRecord::outcome)
        .containsExactly(CommandRecord.Outcome.EXECUTED, CommandRecord.Outcome.REPEATED);
  }

  @Test
  void aDialThatNobodyAnswersEndsWithItsCause() {
    setting.simulator.inject(Fault.of(new Effect.UnansweredDial("user_busy")).times(1));
    setting.simulator.inject(Fault.of(new Effect.UnansweredDial("timeout")).times(1));
    String busy = dial(DIAL + "}").json().at("/data/call_control_id").asText();
    String silent =
        dial(DIAL.replace("d-1", "d-2") + ",'timeout_secs':10}")
            .json()
            .at("/data/call_control_id")
            .asText();

    setting.advance(1);
    assertThat(types(busy)).containsExactly("call.initiated", "call.hangup");
    assertThat(data(busy, 1).path("hangup_cause").asText()).isEqualTo("user_busy");
    assertThat(types(silent)).containsExactly("call.initiated");
    setting.advance(9);
    assertThat(data(silent, 1).path("hangup_cause").asText()).isEqualTo("timeout");
  }

  @Test
  void aDialMayJoinTheSessionOfAnotherCall() {
    String link = setting.call.callControlId();

    assertThat(
            dial(DIAL + ",'link_to':'" + link + "'}").json().at("/data/call_session_id").asText())
        .isEqualTo(setting.call.callSessionId());
    assertThat(dial(DIAL.replace("d-1", "d-2") + ",'link_to':'gone'}").pointer())
        .isEqualTo("/link_to");
    assertThat(dial("{'to':'+1'}").status()).isEqualTo(422);
  }

  @Test
  void theRepetitionOfARefusedCommandIsExecutedOrIgnored() {
    SimulatedCall call = setting.simulator.openCall(CallSetup.standard().unanswered());
    String speak = "{'payload':'one','voice':'male','command_id':'s-1'}";

    assertThat(setting.client.command(call, "speak", speak).code()).isEqualTo("90034");
    assertThat(setting.client.command(call, "speak", speak).code()).isEqualTo("90034");
    setting.client.control("PUT", "/command_ids", "{'remember_refused':true}");
    assertThat(setting.client.command(call, "speak", speak).code()).isEqualTo("90034");
    answer(call, "{}");
    assertThat(setting.client.command(call, "speak", speak).status()).isEqualTo(200);
    assertThat(types(call)).containsExactly("call.initiated", "call.answered");

    setting.simulator.rememberRefused(false);
    assertThat(setting.client.command(call, "speak", speak.replace("s-1", "s-2")).status())
        .isEqualTo(200);
    assertThat(types(call)).endsWith("call.speak.started");
  }

  @Test
  void theControlApiOpensACallThatRingsAndDialsDigits() {
    JsonNode opened = setting.client.control("POST", "/calls", "{'answered':false}").json();
    String call = opened.path("call_control_id").asText();
    assertThat(opened.path("state").asText()).isEqualTo("ringing");

    setting.client.command(call, "answer", "{}");
    setting.client.control("POST", "/calls/" + call + "/dtmf", "{'digits':'1#'}");

    assertThat(types(call))
        .containsExactly(
            "call.initiated", "call.answered", "call.dtmf.received", "call.dtmf.received");
    assertThat(setting.client.control("POST", "/calls/" + call + "/dtmf", "{}").status())
        .isEqualTo(400);
  }

  private ApiClient.Reply answer(SimulatedCall call, String body) {
    return setting.client.command(call, "answer", body);
  }

  private ApiClient.Reply dial(String body) {
    return setting.client.post("/calls", body);
  }

  private List<String> types(SimulatedCall call) {
    return types(call.callControlId());
  }

  private List<String> types(String call) {
    return webhooks(call).stream().map(WebhookRecord::eventType).toList();
  }

  private JsonNode last(SimulatedCall call) {
    return data(call.callControlId(), webhooks(call.callControlId()).size() - 1);
  }

  private JsonNode data(String call, int index) {
    try {
      return new ObjectMapper().readTree(webhooks(call).get(index).data()).path("payload");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<WebhookRecord> webhooks(String call) {
    return setting.simulator.webhooks().stream()
        .filter(webhook -> webhook.callControlId().equals(call))
        .toList();
  }
}
