package dev.voicemedia.gateway.waits;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.voicemedia.gateway.waits.LegEvent.Phase;
import dev.voicemedia.gateway.waits.SentCommands.Sent;
import dev.voicemedia.v1.GatherUsingSpeakRequest;
import dev.voicemedia.v1.SendCommandRequest;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.StartPlaybackRequest;
import dev.voicemedia.v1.StopPlaybackRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One leg, event by event. */
final class WaitTest {
  private static final Message SPEAK = SpeakRequest.newBuilder().setCallControlId("c").build();
  private static final Sound FILE = Sound.playback("https://a", "");

  private final List<LegEvent> log = new ArrayList<>();
  private final SentCommands sentCommands = new SentCommands(() -> log.size());
  private final Map<Wait, Long> heardUpTo = new HashMap<>();
  private int sent;

  @Test
  void whatIsStoredBeforeTheAnswerCounts() {
    Sent speak = begin(SPEAK);
    started("one", 1);
    ended("one", 2);
    speak.accepted();

    assertThat(steps(waitFor(speak, 0), speak))
        .containsExactly(
            new Step.Started(log.get(0), Basis.SOLE), new Step.Ended(log.get(1), Basis.SOLE));
  }

  @Test
  void anEndWhoseSpeechStartedBeforeTheCommandIsNone() {
    Sent first = accepted(SPEAK);
    started("one", 1);
    Sent second = accepted(SPEAK);
    ended("one", 5);
    Wait wait = waitFor(second, 1);
    assertThat(steps(wait, second)).isEmpty();

    started("two", 5);
    ended("two", 9);

    assertThat(steps(wait, second))
        .containsExactly(
            new Step.Started(log.get(2), Basis.QUEUED), new Step.Ended(log.get(3), Basis.QUEUED));
    assertThat(steps(waitFor(first, 0), first)).contains(new Step.Ended(log.get(1), Basis.QUEUED));
  }

  @Test
  void queuedSpeechIsAssignedByItsOrderOnceAllOfItHasStarted() {
    Sent first = accepted(SPEAK);
    Sent second = accepted(SPEAK);
    started("two", 7); // its webhooks overtake the others
    ended("two", 9);
    Wait wait = waitFor(first, 0);
    assertThat(steps(wait, first)).isEmpty();

    ended("one", 7);
    started("one", 1);

    assertThat(steps(wait, first))
        .containsExactly(
            new Step.Started(log.get(3), Basis.QUEUED), new Step.Ended(log.get(2), Basis.QUEUED));
    assertThat(steps(waitFor(second, 0), second))
        .contains(new Step.Ended(log.get(1), Basis.QUEUED));
  }

  @Test
  void speechThatWasSentAtTheSameTimeIsAmbiguous() {
    Sent first = begin(SPEAK);
    Sent second = begin(SPEAK);
    first.accepted();
    second.accepted();
    started("one", 1);

    Wait wait = waitFor(first, 0);

    assertThat(steps(wait, first)).containsExactly(new Step.Ambiguous(List.of(log.get(0))));
    hungUp(9);
    assertThat(steps(wait, first))
        .containsExactly(new Step.CallEnded(log.get(1), Basis.AMBIGUOUS, List.of(log.get(0))));
  }

  @Test
  void playbacksAreToldApartByTheirMedia() {
    Sent speak = begin(SPEAK);
    Sent play = begin(play("https://a"));
    Sent other = begin(play("https://b"));
    List.of(speak, play, other).forEach(Sent::accepted);
    heard(Phase.STARTED, Sound.playback("https://b", ""), "", 1);
    heard(Phase.STARTED, FILE, "", 2);
    heard(Phase.ENDED, FILE, "", 3);

    assertThat(steps(waitFor(play, 0), play))
        .containsExactly(
            new Step.Started(log.get(1), Basis.MEDIA), new Step.Ended(log.get(2), Basis.MEDIA));
  }

  @Test
  void aCommandWhoseOutcomeIsUnknownMakesTheNextAmbiguous() {
    Sent lost = begin(SPEAK);
    lost.unknown();
    Sent speak = accepted(SPEAK);
    started("one", 1);

    assertThat(steps(waitFor(speak, 0), speak)).hasOnlyElementsOfType(Step.Ambiguous.class);
  }

  @Test
  void aCommandThatWasRefusedMattersToNobody() {
    Sent speak = accepted(SPEAK);
    begin(SPEAK).withoutEffect();
    started("one", 1);
    ended("one", 2);

    assertThat(steps(waitFor(speak, 0), speak)).contains(new Step.Ended(log.get(1), Basis.SOLE));
  }

  @Test
  void speechThatMayHaveBeenDiscardedInTheQueueIsAmbiguous() {
    Sent first = accepted(SPEAK);
    Sent second = accepted(SPEAK);
    accepted(StopPlaybackRequest.newBuilder().setCallControlId("c").build());
    started("one", 1);

    assertThat(steps(waitFor(second, 0), second)).hasOnlyElementsOfType(Step.Ambiguous.class);
    assertThat(steps(waitFor(first, 0), first)).hasOnlyElementsOfType(Step.Ambiguous.class);
  }

  @Test
  void aGatherInProgressAndACommandByNameMayHaveSpoken() {
    Message gather = GatherUsingSpeakRequest.newBuilder().setCallControlId("c").build();
    Message other =
        SendCommandRequest.newBuilder().setCallControlId("c").setAction("enqueue").build();
    accepted(gather);
    Sent first = accepted(SPEAK);
    started("one", 1);
    assertThat(steps(waitFor(first, 0), first)).hasOnlyElementsOfType(Step.Ambiguous.class);

    heard(Phase.GATHER_ENDED, Sound.NONE, "", 2);
    accepted(other);
    Sent second = accepted(SPEAK);
    started("two", 3);
    assertThat(steps(waitFor(second, 2), second)).hasOnlyElementsOfType(Step.Ambiguous.class);
  }

  @Test
  void aGatherThatIsOverDoesNotMatter() {
    accepted(GatherUsingSpeakRequest.newBuilder().setCallControlId("c").build());
    heard(Phase.GATHER_ENDED, Sound.NONE, "", 1);
    Sent speak = accepted(SPEAK);
    started("one", 2);
    ended("one", 3);

    assertThat(steps(waitFor(speak, 1), speak)).contains(new Step.Ended(log.get(2), Basis.SOLE));
  }

  @Test
  void speechOfOthersThatWasOverDoesNotMatterAndThatWhichWasNotDoes() {
    started("foreign", 1);
    ended("foreign", 2);
    Sent speak = accepted(SPEAK);
    started("one", 3);
    assertThat(steps(waitFor(speak, 2), speak)).contains(new Step.Started(log.get(2), Basis.SOLE));

    ended("one", 4);
    started("foreign, too", 4);
    Sent next = accepted(SPEAK);
    started("two", 5);
    assertThat(steps(waitFor(next, 5), next)).hasOnlyElementsOfType(Step.Ambiguous.class);
  }

  @Test
  void whereOthersSendAnEndIsHeldUntilItHasSettled() {
    Sent speak = accepted(SPEAK);
    Wait wait = new Wait(speak.order(), true);
    started("one", 1);
    ended("one", 2);
    assertThat(steps(wait, speak)).isEmpty();
    assertThat(wait.held()).isEqualTo(log.get(1));
    assertThat(wait.settled())
        .containsExactly(
            new Step.Started(log.get(0), Basis.SOLE), new Step.Ended(log.get(1), Basis.SOLE));

    Wait disturbed = new Wait(speak.order(), true);
    started("foreign", 2);
    assertThat(steps(disturbed, speak)).hasOnlyElementsOfType(Step.Ambiguous.class);
    assertThat(disturbed.held()).isNull();
  }

  private static Message play(String url) {
    return StartPlaybackRequest.newBuilder().setCallControlId("c").setAudioUrl(url).build();
  }

  private Sent begin(Message request) {
    return sentCommands.begin(request, "command-" + sent++).orElseThrow();
  }

  private Sent accepted(Message request) {
    Sent command = begin(request);
    command.accepted();
    return command;
  }

  private Wait waitFor(Sent command, int remembered) {
    Wait wait = new Wait(command.order(), false);
    wait.remember(log.subList(0, remembered));
    return wait;
  }

  /** What a wait reports of the events that it has not heard. */
  private List<Step> steps(Wait wait, Sent command) {
    List<Step> steps = new ArrayList<>();
    for (LegEvent event : log) {
      if (event.position() > heardUpTo.getOrDefault(wait, command.head())) {
        heardUpTo.put(wait, event.position());
        steps.addAll(wait.heard(event, command.leg()));
      }
    }
    return steps;
  }

  private void started(String speakId, int second) {
    heard(Phase.STARTED, Sound.SPEECH, speakId, second);
  }

  private void ended(String speakId, int second) {
    heard(Phase.ENDED, Sound.SPEECH, speakId, second);
  }

  private void hungUp(int second) {
    heard(Phase.HANGUP, Sound.NONE, "", second);
  }

  private void heard(Phase phase, Sound sound, String speakId, int second) {
    log.add(
        new LegEvent(
            log.size() + 1L,
            "event-" + log.size(),
            phase,
            sound,
            speakId,
            Instant.ofEpochSecond(second),
            phase == Phase.STARTED ? "" : "completed",
            ""));
  }
}
