package dev.voicemedia.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlaybackTest {

  private static final String STARTED = "call.playback.started";
  private static final String ENDED = "call.playback.ended";

  private final Setting setting = new Setting();

  @AfterEach
  void stop() {
    setting.close();
  }

  @Test
  void aUrlPlaysForTheLengthOfAFile() {
    assertThat(play("a").status()).isEqualTo(200);
    setting.advance(4.999);
    assertThat(setting.happened()).containsExactly(STARTED);
    setting.advance(0.001);

    var started = setting.receiver.awaitType(STARTED).payload();
    assertThat(started.path("media_url").asText()).isEqualTo("http://files.test/a");
    assertThat(started.has("media_name")).isFalse();
    assertThat(started.path("overlay").isBoolean()).isTrue();
    assertThat(started.path("overlay").asBoolean()).isFalse();
    var ended = setting.receiver.awaitType(ENDED).payload();
    assertThat(ended.path("media_url").asText()).isEqualTo("http://files.test/a");
    assertThat(ended.path("status").asText()).isEqualTo("completed");
  }

  @Test
  void aMediaNameIsNamedInTheWebhooks() {
    setting.command("playback_start", "{'media_name':'hold-music'}");

    var started = setting.receiver.awaitType(STARTED).payload();
    assertThat(started.path("media_name").asText()).isEqualTo("hold-music");
    assertThat(started.has("media_url")).isFalse();
  }

  @Test
  void contentHasNeitherUrlNorNameInTheWebhooks() {
    setting.command("playback_start", "{'playback_content':'UklGRg=='}");

    var started = setting.receiver.awaitType(STARTED).payload();
    assertThat(started.path("media_url").asText("?")).isEmpty();
    assertThat(started.path("media_name").asText("?")).isEmpty();
  }

  @Test
  void filesAndSpeechWaitForEachOther() {
    play("a");
    setting.command("speak", "{'payload':'0123456789','voice':'male'}");
    play("b");
    setting.advance(60);

    assertThat(setting.happened())
        .containsExactly(STARTED, ENDED, "call.speak.started", "call.speak.ended", STARTED, ENDED);
    assertThat(setting.lastTime(ENDED)).isEqualTo(11);
  }

  @Test
  void anEndlessLoopPlaysUntilItIsStopped() {
    setting.command("playback_start", "{'audio_url':'http://files.test/a','loop':'infinity'}");
    setting.advance(100_000);
    assertThat(setting.happened()).containsExactly(STARTED);

    setting.command("playback_stop", "{}");

    assertThat(setting.receiver.awaitType(ENDED).payload().path("status").asText())
        .isEqualTo("cancelled");
  }

  @Test
  void stoppingTheCurrentFileLetsTheNextOnePlay() {
    play("a");
    play("b");
    play("c");
    setting.command("playback_stop", "{'stop':'current'}");

    assertThat(setting.happened()).containsExactly(STARTED, ENDED, STARTED);
    setting.advance(60);
    assertThat(urls(STARTED))
        .containsExactly("http://files.test/a", "http://files.test/b", "http://files.test/c");
  }

  @Test
  void stoppingAllForgetsWhatWaits() {
    play("a");
    play("b");
    setting.command("playback_stop", "{'stop':'all'}");
    setting.advance(60);

    assertThat(setting.happened()).containsExactly(STARTED, ENDED);
  }

  @Test
  void stoppingMeansAllIfNotSaidOtherwise() {
    play("a");
    play("b");
    setting.command("playback_stop", "{}");
    setting.advance(60);

    assertThat(setting.happened()).containsExactly(STARTED, ENDED);
  }

  @Test
  void stoppedSpeechIsCompletedSinceItsStatusHasNoOtherName() {
    setting.command("speak", "{'payload':'0123456789','voice':'male'}");
    setting.command("playback_stop", "{}");

    assertThat(setting.receiver.awaitType("call.speak.ended").payload().path("status").asText())
        .isEqualTo("completed");
    assertThat(setting.lastTime("call.speak.ended")).isEqualTo(0);
  }

  @Test
  void stoppingNothingIsAccepted() {
    assertThat(setting.command("playback_stop", "{}").status()).isEqualTo(200);
    assertThat(setting.happened()).isEmpty();
  }

  @Test
  void aFileCanTakeThePlaceOfTheCurrentOneOrOfAll() {
    play("a");
    play("b");
    setting.command("playback_start", "{'audio_url':'http://files.test/c','stop':'current'}");
    assertThat(urls(STARTED)).containsExactly("http://files.test/a", "http://files.test/b");

    setting.command("playback_start", "{'audio_url':'http://files.test/d','stop':'all'}");
    setting.advance(60);

    assertThat(urls(STARTED))
        .containsExactly("http://files.test/a", "http://files.test/b", "http://files.test/d");
  }

  @Test
  void anOverlayPlaysBesideAFileAndIsStoppedAlone() {
    play("a");
    setting.advance(1);
    assertThat(overlay("b").status()).isEqualTo(200);
    assertThat(setting.happened()).containsExactly(STARTED, STARTED);
    setting.command("playback_stop", "{'overlay':true}");

    assertThat(setting.happened()).containsExactly(STARTED, STARTED, ENDED);
    var ended = setting.receiver.awaitType(ENDED).payload();
    assertThat(ended.path("overlay").asBoolean()).isTrue();
    assertThat(ended.path("media_url").asText()).isEqualTo("http://files.test/b");
    setting.advance(4);
    assertThat(urls(ENDED)).containsExactly("http://files.test/b", "http://files.test/a");
  }

  @Test
  void stoppingLeavesTheOverlayAlone() {
    play("a");
    overlay("b");
    setting.command("playback_stop", "{}");

    assertThat(urls(ENDED)).containsExactly("http://files.test/a");
  }

  @Test
  void anOverlayNeedsAPlaybackToLieOver() {
    assertThat(overlay("b").pointer()).isEqualTo("/overlay");
    setting.command("speak", "{'payload':'0123456789','voice':'male'}");
    assertThat(overlay("b").status()).isEqualTo(422);
  }

  @Test
  void legsHearTheirOwnAudioAndWaitForWhatBothHear() {
    legs("a", "self");
    legs("b", "opposite");
    assertThat(urls(STARTED)).containsExactly("http://files.test/a", "http://files.test/b");

    setting.advance(1);
    legs("c", "both");
    legs("d", "opposite");
    assertThat(urls(STARTED)).hasSize(2);
    setting.advance(4);
    assertThat(urls(STARTED)).hasSize(3).endsWith("http://files.test/c");
    setting.advance(5);
    assertThat(urls(STARTED)).hasSize(4).endsWith("http://files.test/d");
  }

  @Test
  void aPlaybackCanBeMadeToFail() {
    setting.simulator.inject(Fault.of(new Effect.FailedPlayback("failed")).times(1));
    setting.simulator.inject(Fault.of(new Effect.FailedPlayback("file_not_found")).times(1));
    play("a");
    play("b");
    play("c");

    assertThat(setting.happened()).containsExactly(STARTED, ENDED, ENDED, STARTED);
    setting.receiver.await(6);
    assertThat(setting.receiver.received().stream().filter(one -> one.type().equals(ENDED)))
        .extracting(one -> one.payload().path("status").asText())
        .containsExactly("failed", "file_not_found");
  }

  @Test
  void hangUpEndsFileAndOverlay() {
    play("a");
    overlay("b");
    setting.call.hangUp();

    assertThat(setting.happened()).containsExactly(STARTED, STARTED, ENDED, ENDED, "call.hangup");
    assertThat(setting.receiver.awaitType(ENDED).payload().path("status").asText())
        .isEqualTo("call_hangup");
  }

  @Test
  void theQueueIsBounded() {
    Pacing pacing =
        new Pacing(10, Pacing.DEFAULT_AUDIO_LENGTH, Pacing.DEFAULT_PROCESSING_TIME, Duration.ZERO);
    Call call =
        new Call(
            CallIds.random("1"),
            CallSetup.standard(),
            null,
            pacing,
            (id, format, length, at) -> "",
            Setting.START);
    var play = new CallCommand.Play(Audio.speech(Set.of(Audio.Lane.SELF), null), null);

    for (int i = 0; i <= AudioQueue.MAX_WAITING; i++) {
      assertThat(call.execute(play, null, Setting.START)).isEmpty();
    }
    assertThat(call.execute(play, null, Setting.START)).isPresent();
  }

  private ApiClient.Reply play(String name) {
    return setting.command("playback_start", "{'audio_url':'http://files.test/" + name + "'}");
  }

  private ApiClient.Reply overlay(String name) {
    return setting.command(
        "playback_start", "{'audio_url':'http://files.test/" + name + "','overlay':true}");
  }

  private void legs(String name, String legs) {
    setting.command(
        "playback_start",
        "{'audio_url':'http://files.test/" + name + "','target_legs':'" + legs + "'}");
  }

  private List<String> urls(String type) {
    setting.receiver.await(setting.simulator.webhooks().size());
    return setting.receiver.received().stream()
        .filter(webhook -> webhook.type().equals(type))
        .map(webhook -> webhook.payload().path("media_url").asText())
        .toList();
  }
}
