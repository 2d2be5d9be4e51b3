package dev.voicemedia.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.config.AttemptPolicy;
import dev.voicemedia.gateway.config.AttemptPolicy.Bounds;
import dev.voicemedia.gateway.config.AttemptPolicy.Breaker;
import dev.voicemedia.gateway.testing.VirtualTimer;
import dev.voicemedia.gateway.upstream.Gate.Verdict;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may send, and when. */
final class GateTest {
  private static final Duration TOOK = Duration.ofMillis(10);

  private final VirtualTimer timer = new VirtualTimer();
  private final Gate gate =
      new Gate(
          AttemptPolicy.DEFAULTS
              .withBounds(new Bounds(12, 20))
              .withBreaker(new Breaker(50, 4, Duration.ofSeconds(30), Duration.ofSeconds(5), 2)),
          timer);
  private final List<Integer> admitted = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();
  private int visitors;

  @Test
  void theFirstGoesAloneThenMoreWithEachAnswer() {
    enter(40);
    assertThat(admitted).containsExactly(0);

    leave(Verdict.WELL);
    assertThat(gate.inFlight()).isEqualTo(5);
    leave(Verdict.WELL);
    assertThat(gate.inFlight()).isEqualTo(9);
    leave(Verdict.WELL);
    assertThat(gate.inFlight()).isEqualTo(12);
    leave(Verdict.WELL);
    assertThat(gate.inFlight()).isEqualTo(12);
  }

  @Test
  void visitorsGoInTurnAndTooManyAreRefused() {
    enter(22);

    assertThat(refused).containsExactly("21 BUSY");
    assertThat(gate.queued()).isEqualTo(20);
    for (int i = 0; i < 21; i++) {
      leave(Verdict.WELL);
    }
    assertThat(admitted).isSorted().hasSize(21);
  }

  @Test
  void oneThatIsNotAnsweredDoesNotHoldUpTheOthers() {
    enter(10);
    timer.advance(Duration.ofMillis(500));
    assertThat(gate.inFlight()).isEqualTo(5);
    timer.advance(Duration.ofMillis(500));
    assertThat(gate.inFlight()).isEqualTo(9);
  }

  @Test
  void afterAPauseItIsNarrowAgain() {
    enter(1);
    leave(Verdict.WELL);
    enter(5);
    assertThat(gate.inFlight()).isEqualTo(5);
    for (int i = 0; i < 5; i++) {
      leave(Verdict.WELL);
    }

    timer.advance(Duration.ofSeconds(21));
    enter(5);

    assertThat(gate.inFlight()).isEqualTo(1);
  }

  @Test
  void aHedgeGoesOnlyIfNobodyWaits() {
    enter(1);
    assertThat(gate.tryEnter()).isTrue();
    enter(1);
    assertThat(gate.queued()).isEqualTo(1);
    assertThat(gate.tryEnter()).isFalse();
  }

  @Test
  void failuresOpenTheCircuitAndFewProbesCloseIt() {
    open();
    enter(1);
    assertThat(refused).containsExactly("4 CIRCUIT_OPEN");
    assertThat(gate.tryEnter()).isFalse();

    timer.advance(Duration.ofMillis(5_001));
    enter(10);
    assertThat(gate.inFlight()).as("the first probe").isEqualTo(1);
    leave(Verdict.WELL);
    assertThat(gate.state()).isEqualTo(CircuitBreaker.State.HALF_OPEN);
    assertThat(gate.inFlight()).as("the second probe, the others wait").isEqualTo(1);
    leave(Verdict.WELL);
    assertThat(gate.state()).isEqualTo(CircuitBreaker.State.CLOSED);
    assertThat(gate.inFlight()).as("by and by").isBetween(5, 9);
    assertThat(refused).hasSize(1);
  }

  @Test
  void failingProbesOpenItAgainAndThoseWhoWaitAreTold() {
    open();
    timer.advance(Duration.ofMillis(5_001));
    enter(4);
    leave(Verdict.FAILING);
    timer.advance(Duration.ofMillis(500));
    leave(Verdict.FAILING);

    assertThat(gate.state()).isEqualTo(CircuitBreaker.State.OPEN);
    assertThat(refused).containsExactly("6 CIRCUIT_OPEN", "7 CIRCUIT_OPEN");
    assertThat(gate.queued()).isZero();
  }

  @Test
  void whatShowsNothingIsNotCounted() {
    for (int i = 0; i < 20; i++) {
      enter(1);
      leave(Verdict.UNKNOWN);
    }
    open();
  }

  @Test
  void oldFailuresAreForgotten() {
    enter(1);
    leave(Verdict.FAILING);
    enter(1);
    leave(Verdict.FAILING);
    enter(1);
    leave(Verdict.FAILING);
    timer.advance(Duration.ofSeconds(31));
    enter(1);
    leave(Verdict.FAILING);

    assertThat(gate.state()).isEqualTo(CircuitBreaker.State.CLOSED);
  }

  private void open() {
    for (int i = 0; i < 4; i++) {
      assertThat(gate.state()).isEqualTo(CircuitBreaker.State.CLOSED);
      enter(1);
      leave(Verdict.FAILING);
    }
    assertThat(gate.state()).isEqualTo(CircuitBreaker.State.OPEN);
  }

  private void leave(Verdict verdict) {
    gate.leave(verdict, TOOK);
  }

  private void enter(int count) {
    for (int i = 0; i < count; i++) {
      int number = visitors++;
      gate.enter(
          new Gate.Visitor() {
            @Override
            public void admitted() {
              admitted.add(number);
            }

            @Override
            public void refused(CommandException why) {
              refused.add(number + " " + why.kind());
            }
          });
    }
  }
}
