package dev.voicemedia.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.simulator.Audio.Lane;
import dev.voicemedia.simulator.CallCommand.Change;
import dev.voicemedia.simulator.CallCommand.Stop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class CallPropertyTest {

  @Property
  void whateverIsAskedOfACallWhatStartsEndsOnceAndInTheOrderOfTime(
      @ForAll("steps") List<Step> steps) {
    Instant now = Setting.START;
    List<CallEvent> events = new ArrayList<>();
    Call call =
        new Call(
            CallIds.random("1"),
            CallSetup.standard(),
            null,
            new Pacing(10, Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ZERO),
            (id, format, length, at) -> "http://files.test/" + id,
            now);
    int recordings = 0;
    for (Step step : steps) {
      now = now.plus(step.pause());
      call.advance(now);
      boolean done = call.execute(step.command(), null, now).isEmpty();
      recordings += done && step.command() instanceof CallCommand.StartRecording ? 1 : 0;
      events.addAll(call.drainEvents());
      assertThat(call.audio().playing().stream().flatMap(one -> one.lanes().stream()))
          .doesNotHaveDuplicates();
    }
    call.hangUp("normal_clearing", "caller", now);
    call.advance(now.plusSeconds(10));
    events.addAll(call.drainEvents());

    assertThat(call.nextChange()).isEmpty();
    assertThat(events).extracting(CallEvent::occurredAt).isSorted();
    assertThat(events).extracting(CallEvent::id).doesNotHaveDuplicates();
    assertThat(count(events, "call.speak.ended")).isEqualTo(count(events, "call.speak.started"));
    assertThat(count(events, "call.playback.ended"))
        .isEqualTo(count(events, "call.playback.started"));
    assertThat(count(events, "call.recording.saved")).isEqualTo(recordings);
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Duration> wait = Arbitraries.integers().between(0, 4_000).map(Duration::ofMillis);
    return Combinators.combine(wait, command()).as(Step::new).list().ofMaxSize(40);
  }

  private static Arbitrary<CallCommand> command() {
    Arbitrary<Set<Lane>> lanes =
        Arbitraries.of(
            EnumSet.of(Lane.SELF),
            EnumSet.of(Lane.OPPOSITE),
            EnumSet.of(Lane.SELF, Lane.OPPOSITE),
            EnumSet.of(Lane.OVERLAY));
    Arbitrary<Duration> length =
        Arbitraries.integers().between(0, 6_000).map(Duration::ofMillis).injectNull(0.1);
    Arbitrary<Audio> audio =
        Combinators.combine(Arbitraries.of(Audio.Kind.values()), lanes, length)
            .as(
                (kind, where, duration) ->
                    new Audio(
                        where.contains(Lane.OVERLAY) ? Audio.Kind.PLAYBACK : kind,
                        where,
                        duration,
                        "http://files.test/a",
                        null,
                        null,
                        null));
    Arbitrary<Stop> stop = Arbitraries.of(Stop.values());
    Arbitrary<Duration> limit = Arbitraries.integers().between(0, 5).map(Duration::ofSeconds);
    return Arbitraries.frequencyOf(
        Tuple.of(
            6,
            Combinators.combine(audio, stop.injectNull(0.8))
                .as((piece, what) -> (CallCommand) new CallCommand.Play(piece, what))),
        Tuple.of(
            2,
            Combinators.combine(Arbitraries.of(true, false), stop)
                .as((overlay, what) -> new CallCommand.StopPlayback(overlay, what))),
        Tuple.of(
            2,
            Combinators.combine(limit, limit)
                .as(
                    (longest, silence) ->
                        new CallCommand.StartRecording(
                            new Recording.Settings("wav", "dual", longest, silence, true, null)))),
        Tuple.of(
            2,
            Arbitraries.of(Change.values())
                .map(change -> new CallCommand.ChangeRecording(change, null))));
  }

  private static long count(List<CallEvent> events, String type) {
    return events.stream().filter(event -> event.type().equals(type)).count();
  }

  record Step(Duration pause, CallCommand command) {}
}
