package dev.voicemedia.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecordingTest {

  private static final String SAVED = "call.recording.saved";

  private final Setting setting = new Setting();

  @AfterEach
  void stop() {
    setting.close();
  }

  @Test
  void aStoppedRecordingIsSaved() {
    assertThat(record("'format':'wav','channels':'dual'").status()).isEqualTo(200);
    setting.advance(7);
    assertThat(setting.command("record_stop", "{}").status()).isEqualTo(200);
    setting.advance(1);

    var saved = setting.receiver.awaitType(SAVED);
    assertThat(saved.data().path("occurred_at").asText()).isEqualTo("2026-03-01T12:00:08.000000Z");
    var payload = saved.payload();
    assertThat(payload.path("recording_started_at").asText())
        .isEqualTo("2026-03-01T12:00:00.000000Z");
    assertThat(payload.path("recording_ended_at").asText())
        .isEqualTo("2026-03-01T12:00:07.000000Z");
    assertThat(payload.path("channels").asText()).isEqualTo("dual");
    assertThat(payload.path("format").asText()).isEqualTo("wav");
    assertThat(payload.path("call_control_id").asText()).isEqualTo(setting.call.callControlId());
    assertThat(payload.path("public_recording_urls").isObject()).isTrue();
    assertThat(payload.path("public_recording_urls").isEmpty()).isTrue();
  }

  @Test
  void aSavedRecordingIsListedWithALinkOfItsOwnThatDiesAfterTenMinutes() throws Exception {
    record("'format':'wav','channels':'dual'");
    setting.advance(7);
    setting.command("record_stop", "{}");
    assertThat(setting.client.get("/recordings").json().path("data")).isEmpty();
    setting.advance(1);
    String id = setting.receiver.awaitType(SAVED).payload().path("recording_id").asText();
    String first = setting.receiver.awaitType(SAVED).payload().at("/recording_urls/wav").asText();
    setting.advance(599);

    var recording = setting.client.get("/recordings/" + id).json().path("data");

    assertThat(recording.path("id").asText()).isEqualTo(id);
    assertThat(recording.path("call_control_id").asText()).isEqualTo(setting.call.callControlId());
    assertThat(recording.path("duration_millis").asInt()).isEqualTo(7_000);
    assertThat(recording.path("recording_ended_at").asText())
        .isEqualTo("2026-03-01T12:00:07.000000Z");
    setting.advance(2);
    String fresh = recording.at("/download_urls/wav").asText();
    assertThat(statusOf(first)).isEqualTo(403);
    assertThat(statusOf(fresh)).isEqualTo(200);
    setting.advance(598);
    assertThat(statusOf(fresh)).isEqualTo(403);
  }

  @Test
  void recordingsAreFoundByTheirCallPageByPage() {
    for (int i = 0; i < 3; i++) {
      record("'format':'mp3','channels':'single'");
      setting.command("record_stop", "{}");
      setting.advance(1);
    }
    String mine = "filter%5Bcall_control_id%5D=" + encoded(setting.call.callControlId());

    var page = setting.client.get("/recordings?page%5Bsize%5D=2&page%5Bnumber%5D=2&" + mine);

    assertThat(page.json().path("data")).hasSize(1);
    assertThat(page.json().at("/meta/total_pages").asInt()).isEqualTo(2);
    assertThat(setting.client.get("/recordings?filter%5Bcall_leg_id%5D=x").json().path("data"))
        .isEmpty();
    assertThat(setting.client.get("/recordings?filter%5Bfrom%5D=x").status()).isEqualTo(422);
    assertThat(setting.client.get("/recordings/unknown").status()).isEqualTo(404);
  }

  @Test
  void pauseAndResumeSendNothing() {
    record("'format':'wav','channels':'single'");
    assertThat(setting.command("record_pause", "{}").status()).isEqualTo(200);
    assertThat(setting.command("record_resume", "{}").status()).isEqualTo(200);
    setting.advance(10);

    assertThat(setting.happened()).isEmpty();
  }

  @Test
  void theMaximalLengthDoesNotCountPauses() {
    record("'format':'wav','channels':'single','max_length':10");
    setting.advance(4);
    setting.command("record_pause", "{}");
    setting.advance(100);
    setting.command("record_resume", "{}");
    setting.advance(5.9);
    assertThat(setting.happened()).isEmpty();
    setting.advance(2);

    assertThat(setting.receiver.awaitType(SAVED).payload().path("recording_ended_at").asText())
        .isEqualTo("2026-03-01T12:01:50.000000Z");
  }

  @Test
  void silenceEndsARecordingThatAskedForIt() {
    record("'format':'mp3','channels':'single','timeout_secs':5");
    setting.advance(3);
    setting.command("speak", "{'payload':'0123456789','voice':'male'}");
    setting.advance(5.9);
    assertThat(setting.happened()).containsExactly("call.speak.started", "call.speak.ended");
    setting.advance(2);

    assertThat(setting.receiver.awaitType(SAVED).payload().path("recording_ended_at").asText())
        .isEqualTo("2026-03-01T12:00:09.000000Z");
  }

  @Test
  void hangUpSavesTheRecording() {
    record("'format':'wav','channels':'single'");
    setting.advance(2);
    setting.call.hangUp();
    setting.advance(1);

    assertThat(setting.happened()).containsExactly("call.hangup", SAVED);
  }

  @Test
  void aTranscriptionFollowsIfItWasAskedFor() {
    record("'format':'wav','channels':'single','transcription':true");
    setting.command("record_stop", "{}");
    setting.advance(2);

    assertThat(setting.happened()).containsExactly(SAVED, "call.recording.transcription.saved");
    var payload = setting.receiver.awaitType("call.recording.transcription.saved").payload();
    assertThat(payload.path("recording_id").asText())
        .isEqualTo(setting.receiver.awaitType(SAVED).payload().path("recording_id").asText());
    assertThat(payload.path("status").asText()).isEqualTo("completed");
    assertThat(payload.path("transcription_text").asText()).isNotEmpty();
    assertThat(payload.path("calling_party_type").asText()).isEqualTo("pstn");
  }

  @Test
  void aRecordingCanBeMadeToFail() {
    setting.simulator.inject(Fault.of(new Effect.FailedRecording("Invalid credentials json")));
    record("'format':'wav','channels':'single','transcription':true");
    setting.command("record_stop", "{}");
    setting.advance(5);

    assertThat(setting.happened()).containsExactly("call.recording.error");
    assertThat(setting.receiver.awaitType("call.recording.error").payload().path("reason").asText())
        .isEqualTo("Invalid credentials json");
  }

  @Test
  void oneOfSeveralRecordingsIsStoppedByItsId() {
    record("'format':'wav','channels':'single'");
    setting.advance(1);
    record("'format':'mp3','channels':'single'");
    var recordings =
        setting.client.control("GET", "/calls/" + setting.call, "").json().path("recordings");
    String second = recordings.path(1).path("recording_id").asText();

    setting.command("record_stop", "{'recording_id':'" + second + "'}");
    setting.advance(1);

    assertThat(setting.happened()).containsExactly(SAVED);
    var payload = setting.receiver.awaitType(SAVED).payload();
    assertThat(payload.path("recording_id").asText()).isEqualTo(second);
    assertThat(payload.path("format").asText()).isEqualTo("mp3");
  }

  @Test
  void aRecordingThatDoesNotRunCannotBeChanged() {
    for (String action : new String[] {"record_stop", "record_pause", "record_resume"}) {
      var reply = setting.command(action, "{}");
      assertThat(reply.status()).as(action).isEqualTo(422);
      assertThat(reply.code()).as(action).isEqualTo("10015");
    }
    record("'format':'wav','channels':'single'");
    var reply =
        setting.command("record_stop", "{'recording_id':'00000000-0000-4000-8000-000000000000'}");
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.code()).isEqualTo("10005");
  }

  @Test
  void theNumberOfRecordingsOfACallIsBounded() {
    for (int i = 0; i < Recordings.MAX_RUNNING; i++) {
      assertThat(record("'format':'wav','channels':'single'").status()).isEqualTo(200);
    }
    assertThat(record("'format':'wav','channels':'single'").status()).isEqualTo(422);
  }

  @Test
  void theLinkOfAWavDiesAfterTenMinutes() throws IOException, UnsupportedAudioFileException {
    record("'format':'wav','channels':'single'");
    setting.advance(2);
    setting.command("record_stop", "{}");
    setting.advance(1);
    URI link = link("wav");

    var answer = fetch(link);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).contains("audio/wav");
    var audio = AudioSystem.getAudioFileFormat(new ByteArrayInputStream(answer.body()));
    assertThat(audio.getFrameLength()).isEqualTo(2 * 8_000);

    setting.advance(599);
    assertThat(fetch(link).statusCode()).isEqualTo(200);
    setting.advance(1);
    assertThat(fetch(link).statusCode()).isEqualTo(403);
    assertThat(fetch(link.resolve("other.wav")).statusCode()).isEqualTo(404);
  }

  @Test
  void anMp3HoldsWholeFrames() {
    record("'format':'mp3','channels':'single'");
    setting.advance(1);
    setting.command("record_stop", "{}");
    setting.advance(1);

    byte[] mp3 = fetch(link("mp3")).body();

    assertThat(mp3).hasSize(38 * 104);
    for (int frame = 0; frame < mp3.length; frame += 104) {
      assertThat(mp3[frame]).isEqualTo((byte) 0xFF);
      assertThat(mp3[frame + 1]).isEqualTo((byte) 0xFB);
    }
  }

  private ApiClient.Reply record(String fields) {
    return setting.command("record_start", "{" + fields + "}");
  }

  private URI link(String format) {
    return URI.create(
        setting.receiver.awaitType(SAVED).payload().path("recording_urls").path(format).asText());
  }

  private static HttpResponse<byte[]> fetch(URI link) {
    try {
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(link).build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static int statusOf(String url) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
