package dev.voicemedia.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a gather makes of digits, silence and the end of the call. */
class GatherTest {

  private final Setting setting = new Setting();

  @AfterEach
  void stop() {
    setting.close();
  }

  @Test
  void itEndsWithItsLastDigit() {
    setting.command("gather", "{'maximum_digits':3}");
    setting.call.press("123");

    assertThat(setting.happened())
        .containsExactly(
            "call.dtmf.received", "call.dtmf.received", "call.dtmf.received", "call.gather.ended");
    assertEnded("123", "valid");
  }

  @Test
  void theTerminatingDigitEndsItAndIsNoneOfItsDigits() {
    setting.command("gather", "{'minimum_digits':2,'terminating_digit':'*'}");
    setting.call.press("12*");

    assertEnded("12", "valid");
  }

  @Test
  void digitsThatAreNotValidOrTooFewEndIt() {
    setting.command("gather", "{'valid_digits':'12'}");
    setting.call.press("3");
    assertEnded("3", "invalid");

    setting.command("gather", "{'minimum_digits':2}");
    setting.call.press("1#");
    assertEnded("1", "invalid");
  }

  @Test
  void silenceEndsItByWhatItHas() {
    setting.command("gather", "{'initial_timeout_millis':2000}");
    setting.advance(2);
    assertEnded("", "timeout");

    setting.command("gather", "{'inter_digit_timeout_millis':3000}");
    setting.call.press("7");
    setting.advance(2.9);
    assertThat(setting.happened()).last().isEqualTo("call.dtmf.received");
    setting.advance(0.1);
    assertEnded("7", "valid");

    setting.command("gather", "{'minimum_digits':2,'timeout_millis':4000}");
    setting.call.press("7");
    setting.advance(4);
    assertEnded("7", "invalid");
  }

  @Test
  void aSpokenPromptIsInterruptedByTheFirstDigitAndReportedByNoEvent() {
    // Ten characters a second.
    setting.command(
        "gather_using_speak",
        "{'payload':'twenty characters xx','voice':'male','maximum_digits':2}");
    setting.command("speak", "{'payload':'after','voice':'male'}");
    setting.advance(1);
    setting.call.press("1");
    assertThat(setting.happened()).containsExactly("call.dtmf.received", "call.speak.started");
    setting.call.press("2");

    assertEnded("12", "valid");
  }

  @Test
  void aPromptIsRepeatedUntilItsTriesAreOver() {
    setting.command(
        "gather_using_audio",
        "{'media_name':'menu','invalid_media_name':'wrong','maximum_tries':2,"
            + "'timeout_millis':1000,'valid_digits':'1'}");
    setting.advance(2);
    setting.call.press("9");
    assertThat(setting.happened())
        .containsExactly(
            "call.playback.started",
            "call.dtmf.received",
            "call.playback.ended",
            "call.playback.started");
    setting.advance(11);

    assertThat(setting.happened())
        .endsWith("call.playback.started", "call.playback.ended", "call.gather.ended");
    assertEnded("", "timeout");
  }

  @Test
  void aStopOrAHangUpEndsIt() {
    assertThat(setting.command("gather_stop", "{}").code()).isEqualTo("10015");
    setting.command("gather", "{}");
    assertThat(setting.command("gather", "{}").code()).isEqualTo("10015");
    setting.call.press("4");
    setting.command("gather_stop", "{}");
    assertEnded("4", "cancelled");

    setting.command("gather_using_audio", "{'audio_url':'http://files.test/menu'}");
    setting.call.hangUp();
    assertThat(setting.happened())
        .endsWith(
            "call.playback.started", "call.playback.ended", "call.gather.ended", "call.hangup");
    assertEnded("", "call_hangup");
  }

  private void assertEnded(String digits, String status) {
    WebhookRecord ended =
        setting.simulator.webhooks().stream()
            .filter(webhook -> webhook.eventType().equals("call.gather.ended"))
            .reduce((first, second) -> second)
            .orElseThrow();
    assertThat(ended.data())
        .contains("\"digits\":\"" + digits + "\"", "\"status\":\"" + status + "\"");
  }
}
