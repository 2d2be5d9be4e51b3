package dev.voicemedia.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlApiTest {

  private static final String SPEAK = "{'payload':'0123456789','voice':'male'}";

  private final Setting setting = new Setting();

  @AfterEach
  void stop() {
    setting.close();
  }

  @Test
  void aCallIsOpenedWithWhatItIsGiven() {
    var reply =
        control(
            "POST",
            "/calls",
            "{'from':'+12025550111','to':'sip:b@c.test','direction':'outgoing',"
                + "'connection_id':'42','client_state':'c3RhdGU='}");

    assertThat(reply.status()).isEqualTo(201);
    String id = reply.json().path("call_control_id").asText();
    assertThat(reply.json().path("state").asText()).isEqualTo("answered");
    var initiated =
        setting.receiver.await(4).stream()
            .filter(one -> one.type().equals("call.initiated"))
            .map(WebhookReceiver.Received::payload)
            .filter(payload -> payload.path("call_control_id").asText().equals(id))
            .findFirst()
            .orElseThrow();
    assertThat(initiated.path("from").asText()).isEqualTo("+12025550111");
    assertThat(initiated.path("to").asText()).isEqualTo("sip:b@c.test");
    assertThat(initiated.path("state").asText()).isEqualTo("bridging");
    assertThat(initiated.path("connection_id").asText()).isEqualTo("42");
    assertThat(initiated.path("client_state").asText()).isEqualTo("c3RhdGU=");
    assertThat(setting.client.command(id, "speak", SPEAK).status()).isEqualTo(200);
  }

  @Test
  void aCallShowsWhatPlaysWhatWaitsAndWhatIsRecorded() {
    setting.command("playback_start", "{'audio_url':'http://files.test/a'}");
    setting.command("speak", SPEAK);
    setting.command("record_start", "{'format':'wav','channels':'dual'}");
    setting.command("record_pause", "{}");

    JsonNode call = control("GET", "/calls/" + setting.call, "").json();

    assertThat(call.path("playing").path(0).path("media_url").asText())
        .isEqualTo("http://files.test/a");
    assertThat(call.path("waiting").path(0).path("kind").asText()).isEqualTo("speech");
    assertThat(call.path("recordings").path(0).path("paused").asBoolean()).isTrue();
    assertThat(control("GET", "/calls", "").json().path("calls")).hasSize(1);
  }

  @Test
  void aCallIsHungUp() {
    var reply =
        control(
            "POST",
            "/calls/" + setting.call + "/hangup",
            "{'hangup_cause':'user_busy','hangup_source':'callee'}");

    assertThat(reply.json().path("state").asText()).isEqualTo("hangup");
    var payload = setting.receiver.awaitType("call.hangup").payload();
    assertThat(payload.path("hangup_cause").asText()).isEqualTo("user_busy");
    assertThat(payload.path("hangup_source").asText()).isEqualTo("callee");
  }

  @Test
  void anyEventCanBeSentOnACall() {
    control(
        "POST",
        "/calls/" + setting.call + "/events",
        "{'event_type':'call.dtmf.received','payload':{'digit':'#'}}");

    assertThat(setting.receiver.awaitType("call.dtmf.received").payload().path("digit").asText())
        .isEqualTo("#");
  }

  @Test
  void anyBytesCanBeSentAsAWebhook() {
    String id =
        setting
            .client
            .control("POST", "/webhooks", "not JSON".getBytes(StandardCharsets.UTF_8))
            .json()
            .path("event_id")
            .asText();

    assertThat(setting.receiver.await(3)).anyMatch(one -> one.body().equals("not JSON"));
    assertThat(setting.simulator.webhooks()).anyMatch(one -> one.eventId().equals(id));
  }

  @Test
  void commandsAreListedWithWhatBecameOfThem() {
    setting.command("speak", SPEAK);
    setting.command("speak", "{}");
    setting.command("playback_stop", "{}");

    JsonNode all = control("GET", "/commands", "").json().path("commands");
    assertThat(all)
        .extracting(one -> one.path("outcome").asText())
        .containsExactly("executed", "refused", "executed");
    JsonNode speak = control("GET", "/commands?action=speak&limit=1", "").json().path("commands");
    assertThat(speak).hasSize(1);
    assertThat(speak.path(0).path("status").asInt()).isEqualTo(422);
    assertThat(speak.path(0).path("error_code").asText()).isEqualTo("10004");
    assertThat(speak.path(0).path("body").asText()).isEqualTo("{}");
    assertThat(all.path(0).path("error_code").isNull()).isTrue();
    assertThat(control("GET", "/commands?call_control_id=other", "").json().path("commands"))
        .isEmpty();
  }

  @Test
  void webhooksAreListedWithTheirAttempts() {
    setting.receiver.await(2);
    setting.call.hangUp();
    setting.receiver.await(3);

    JsonNode webhooks =
        control("GET", "/webhooks?event_type=call.initiated", "").json().path("webhooks");

    assertThat(webhooks).hasSize(1);
    JsonNode webhook = webhooks.path(0);
    assertThat(webhook.path("state").asText()).isEqualTo("delivered");
    assertThat(webhook.path("call_control_id").asText()).isEqualTo(setting.call.callControlId());
    JsonNode attempt = webhook.path("attempts").path(0);
    assertThat(attempt.path("status").asInt()).isEqualTo(200);
    assertThat(attempt.path("signature").asText())
        .isEqualTo(setting.receiver.received().get(0).signature());
  }

  @Test
  void aWebhookIsRedeliveredOnRequest() {
    setting.receiver.await(2);
    String id = setting.simulator.webhooks().get(0).eventId();

    assertThat(control("POST", "/webhooks/" + id + "/redeliver", "{'timestamp':'old'}").status())
        .isEqualTo(200);

    assertThat(setting.receiver.await(3).get(2).attempt()).isEqualTo(2);
    assertThat(control("POST", "/webhooks/none/redeliver", "").status()).isEqualTo(404);
    assertThat(control("POST", "/webhooks/" + id + "/redeliver", "{'timestamp':'x'}").status())
        .isEqualTo(400);
  }

  @Test
  void theWebhookUrlCanBeChanged() {
    setting.receiver.await(2);
    try (WebhookReceiver other = new WebhookReceiver()) {
      assertThat(control("PUT", "/webhook_url", "{'url':'" + other.url() + "'}").status())
          .isEqualTo(200);
      setting.call.hangUp();
      other.awaitType("call.hangup");
      assertThat(control("PUT", "/webhook_url", "{'url':'file:///x'}").status()).isEqualTo(400);
      control("PUT", "/webhook_url", "{'url':null}");
      simulatorIsQuiet();
    }
  }

  @Test
  void everyKindOfFaultCanBeInjectedListedAndTakenBack() {
    String[] faults = {
      "{'kind':'answer','status':503,'executed':true,'headers':{'Retry-After':'3'},'body':'x'}",
      "{'kind':'slow_headers','delay_ms':1000}",
      "{'kind':'stalled_body','delay_ms':1000}",
      "{'kind':'dropped_connection','executed':true}",
      "{'kind':'duplicated','rate':0.5}",
      "{'kind':'redelivered','timestamp':'old'}",
      "{'kind':'reordered','times':3}",
      "{'kind':'delayed','delay_ms':1000}",
      "{'kind':'dropped','on':'call.speak.ended','call_control_id':'v3:a'}",
      "{'kind':'failed_playback','status':'file_not_found'}",
      "{'kind':'failed_recording','reason':'Internal server error'}",
      "{'kind':'reset_connection','executed':true}",
      "{'kind':'cut_body'}",
      "{'kind':'no_answer','executed':true}",
    };
    for (String fault : faults) {
      var reply = control("POST", "/faults", fault);
      assertThat(reply.status()).as(fault).isEqualTo(200);
      assertThat(reply.json().path("id").asText()).isNotEmpty();
    }

    JsonNode listed = control("GET", "/faults", "").json().path("faults");
    assertThat(listed)
        .extracting(one -> one.path("kind").asText())
        .containsExactly(
            "answer",
            "slow_headers",
            "stalled_body",
            "dropped_connection",
            "duplicated",
            "redelivered",
            "reordered",
            "delayed",
            "dropped",
            "failed_playback",
            "failed_recording",
            "reset_connection",
            "cut_body",
            "no_answer");
    assertThat(listed.path(4).path("rate").asDouble()).isEqualTo(0.5);
    assertThat(listed.path(6).path("times").asInt()).isEqualTo(3);
    assertThat(listed.path(8).path("on").asText()).isEqualTo("call.speak.ended");
    assertThat(listed.path(8).path("call_control_id").asText()).isEqualTo("v3:a");

    String first = listed.path(0).path("id").asText();
    assertThat(control("DELETE", "/faults/" + first, "").status()).isEqualTo(200);
    assertThat(control("DELETE", "/faults/" + first, "").status()).isEqualTo(404);
    assertThat(control("DELETE", "/faults", "").status()).isEqualTo(200);
    assertThat(control("GET", "/faults", "").json().path("faults")).isEmpty();
  }

  @Test
  void anInjectedAnswerIsGiven() {
    control("POST", "/faults", "{'kind':'answer','status':429,'times':1,'on':'speak'}");

    assertThat(setting.command("playback_stop", "{}").status()).isEqualTo(200);
    assertThat(setting.command("speak", SPEAK).code()).isEqualTo("10011");
    assertThat(setting.command("speak", SPEAK).status()).isEqualTo(200);
  }

  @Test
  void whatIsWrongWithARequestIsSaid() {
    assertThat(error("POST", "/faults", "{'kind':'fire'}")).contains("fire").contains("reordered");
    assertThat(error("POST", "/faults", "{'kind':'delayed'}")).contains("delay_ms");
    assertThat(error("POST", "/faults", "{'kind':'dropped','rate':2}")).contains("rate is 2.0");
    assertThat(error("POST", "/faults", "{'kind':'answer'}")).contains("status is 0");
    assertThat(error("POST", "/faults", "nonsense")).contains("not a JSON object");
    assertThat(error("POST", "/calls", "{'direction':'up'}")).contains("up");
    assertThat(error("POST", "/calls/" + setting.call + "/events", "{}")).contains("event_type");
    assertThat(error("GET", "/commands?limit=x", "")).contains("limit");
    assertThat(control("GET", "/calls/none", "").status()).isEqualTo(404);
    assertThat(control("POST", "/calls/none/hangup", "").status()).isEqualTo(404);
    assertThat(control("GET", "", "").status()).isEqualTo(404);
    assertThat(control("GET", "/nothing", "").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "POST | /calls | {'form':'+12025550100'} | form | from, to",
        "POST | /calls/ID/hangup | {'cause':'timeout'} | cause | hangup_cause",
        "POST | /calls/ID/events | {'event_type':'a','fields':{}} | fields | payload",
        "POST | /webhooks/ID/redeliver | {'time':'old'} | time | timestamp",
        "PUT | /webhook_url | {'uri':'http://files.test'} | uri | failover_url",
        "POST | /faults | {'kind':'dropped','time':1} | time | times",
        "POST | /faults | {'kind':'dropped','delay_ms':1} | delay_ms | rate",
        "POST | /faults | {'kind':'answer','status':503,'header':{}} | header | headers",
        "GET | /commands?call= | `` | call | call_control_id",
        "GET | /webhooks?type=call.hangup | `` | type | event_type",
      })
  void aMisspeltFieldIsRefusedWithThoseThatThereAre(
      String method, String path, String body, String wrong, String offered) {
    String call = setting.call.callControlId();

    assertThat(error(method, path.replace("ID", call), body))
        .contains("\"" + wrong + "\"")
        .contains(offered);
  }

  @Test
  void failedDeliveriesAreListed() {
    setting.receiver.await(2);
    setting.receiver.goDown();
    setting.call.hangUp();
    for (int attempt = 1; attempt <= 6; attempt++) {
      int made = attempt;
      await().until(() -> setting.simulator.webhooks().get(2).attempts().size() == made);
      setting.advance(1 << (attempt - 1));
    }

    await().until(() -> !failed().isEmpty());
    assertThat(failed()).hasSize(1);
    assertThat(failed().path(0).path("event_type").asText()).isEqualTo("call.hangup");
    assertThat(failed().path(0).path("state").asText()).isEqualTo("failed");
    assertThat(failed().path(0).path("attempts")).hasSize(6);
  }

  private JsonNode failed() {
    return control("GET", "/webhooks?state=failed", "").json().path("webhooks");
  }

  private void simulatorIsQuiet() {
    setting.call.sendEvent("call.bridged", Map.of());
    var webhooks = setting.simulator.webhooks();
    assertThat(webhooks.get(webhooks.size() - 1).state()).isEqualTo(WebhookRecord.State.NOT_SENT);
  }

  private ApiClient.Reply control(String method, String path, String body) {
    return setting.client.control(method, path, body);
  }

  private String error(String method, String path, String body) {
    var reply = control(method, path, body);
    assertThat(reply.status()).as(reply.body()).isEqualTo(400);
    return reply.json().path("error").asText();
  }
}
