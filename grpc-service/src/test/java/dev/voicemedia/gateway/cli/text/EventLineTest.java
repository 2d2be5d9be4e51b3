package dev.voicemedia.gateway.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.voicemedia.v1.CallHangup;
import dev.voicemedia.v1.CallRecordingSaved;
import dev.voicemedia.v1.CallRecordingTranscriptionSaved;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.RecordingUrls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventLineTest {
  private static final String CALL = "v3:0123456789abcdefghijklmnopqrstuvwxyz";

  @Test
  void theUrlOfARecordingIsShown() {
    Event event =
        event("call.recording.saved")
            .setCallRecordingSaved(
                CallRecordingSaved.newBuilder()
                    .setRecordingUrls(RecordingUrls.newBuilder().setMp3("https://a/r.mp3")))
            .build();

    assertThat(line(event, 200))
        .isEqualTo("2027-01-15T08:00:00Z  call.recording.saved    " + CALL + "  https://a/r.mp3");
    assertThat(line(event, 80))
        .isEqualTo("2027-01-15T08:00:00Z  call.recording.saved    v3:01234567…  https://a/r.mp3");
  }

  @Test
  void aRecoveredEventSaysSo() {
    Event.Builder event = event("call.transcription");
    event
        .getRecoveredBuilder()
        .setDataJson(ByteString.copyFromUtf8("{\"payload\":{\"text\":\"Hello, world\"}}"));

    assertThat(line(event.build(), 200)).endsWith(CALL + "  (recovered) Hello, world");
  }

  @Test
  void aTranscriptionIsShownOnOneLine() {
    Event event =
        event("call.recording.transcription.saved")
            .setCallRecordingTranscriptionSaved(
                CallRecordingTranscriptionSaved.newBuilder()
                    .setStatus("completed")
                    .setTranscriptionText("Hello,\nworld\u001b[2J"))
            .build();

    assertThat(line(event, 200)).endsWith(CALL + "  completed Hello, world [2J");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"data\":{\"payload\":{\"text\":\"Hello, world\"}}}",
        "{\"data\":{\"payload\":{\"transcription_data\":{\"transcript\":\"Hello, world\"}}}}",
        "{\"data\":{\"payload\":{\"digit\":\"Hello, world\"}}}",
      })
  void whatWasSaidOrTypedIsTakenFromTheWebhookOfATypeWithoutPayload(String body) {
    Event.Builder event = event("call.transcription");
    event.getWebhookBuilder().setBody(ByteString.copyFromUtf8(body));

    assertThat(line(event.build(), 200)).endsWith(CALL + "  Hello, world");
  }

  @ParameterizedTest
  @ValueSource(strings = {"not JSON", "[]", "{\"data\":null}", "", "{\"data\":{\"payload\":7}}"})
  void aBodyOfAnyKindIsPrintedWithoutDetails(String body) {
    Event.Builder event = event("call.x");
    event.getWebhookBuilder().setBody(ByteString.copyFromUtf8(body));

    assertThat(line(event.build(), 200)).endsWith(CALL);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 25, 40, 60, 80, 132})
  void noLineIsWiderThanTheTerminal(int width) {
    String japanese = "もしもし".repeat(40);
    for (String type : new String[] {"call.hangup", "x".repeat(200), ""}) {
      String line =
          line(
              event(type).setCallHangup(CallHangup.newBuilder().setHangupCause(japanese)).build(),
              width);

      assertThat(Columns.of(line)).isLessThanOrEqualTo(width);
    }
  }

  @Test
  void wideCharactersTakeTwoColumns() {
    assertThat(Columns.cut("もしもし", 8)).isEqualTo("もしもし");
    assertThat(Columns.cut("もしもし", 7)).isEqualTo("もしも…");
    assertThat(Columns.cut("もしもし", 6)).isEqualTo("もし…");
    assertThat(Columns.of("e\u0301")).isEqualTo(1);
  }

  @Test
  void theWidthIsWhatTheTerminalSays() {
    assertThat(Terminal.parseWidth("50 132\n")).isEqualTo(132);
    assertThat(Terminal.parseWidth("0 0\n")).isEqualTo(80);
    assertThat(Terminal.parseWidth("stty: not a terminal\n")).isEqualTo(80);
  }

  private static Event.Builder event(String type) {
    Event.Builder event = Event.newBuilder().setEventType(type).setCallControlId(CALL);
    event.getOccurredAtBuilder().setSeconds(1_800_000_000L).setNanos(123_000_000);
    return event;
  }

  private static String line(Event event, int width) {
    return new EventLine(false, width).print(event);
  }
}
