package dev.voicemedia.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.testing.VirtualTimer;
import dev.voicemedia.gateway.upstream.AdmissionGate.Pass;
import dev.voicemedia.gateway.upstream.AttemptPolicy.Bounds;
import dev.voicemedia.gateway.upstream.AttemptPolicy.Breaker;
import dev.voicemedia.gateway.upstream.CommandException.Kind;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may send, and when. */
final class AdmissionGateTest {
  private final VirtualTimer timer = new VirtualTimer();
  private final AdmissionGate gate =
      new AdmissionGate(
          AttemptPolicy.DEFAULTS
              .withBounds(new Bounds(12, 20))
              .withBreaker(new Breaker(50, 4, Duration.ofSeconds(30), Duration.ofSeconds(5), 2)),
          timer);
  private final List<Integer> admitted = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();
  private final Deque<CompletableFuture<CommandResult>> attempts = new ArrayDeque<>();
  private int visitors;

  @Test
  void slowStartLetsOneGoFirstAndMoreWithEachAnswer() {
    enter(40);
    assertThat(admitted).containsExactly(0);

    leave(Verdict.HEALTHY);
    assertThat(gate.inFlight()).isEqualTo(5);
    leave(Verdict.HEALTHY);
    assertThat(gate.inFlight()).isEqualTo(9);
    leave(Verdict.HEALTHY);
    assertThat(gate.inFlight()).isEqualTo(12);
    leave(Verdict.HEALTHY);
    assertThat(gate.inFlight()).isEqualTo(12);
  }

  @Test
  void visitorsGoInTurnAndThoseBeyondTheQueueAreRefused() {
    enter(22);

    assertThat(refused).containsExactly("21 BUSY");
    assertThat(gate.queued()).isEqualTo(20);
    for (int i = 0; i < 21; i++) {
      leave(Verdict.HEALTHY);
    }
    assertThat(admitted).isSorted().hasSize(21);
  }

  @Test
  void anAttemptThatIsNotAnsweredDoesNotHoldUpTheOthers() {
    enter(10);
    timer.advance(Duration.ofMillis(500));
    assertThat(gate.inFlight()).isEqualTo(5);
    timer.advance(Duration.ofMillis(500));
    assertThat(gate.inFlight()).isEqualTo(9);
  }

  @Test
  void slowStartBeginsAgainAfterAQuietTime() {
    enter(1);
    leave(Verdict.HEALTHY);
    enter(5);
    assertThat(gate.inFlight()).isEqualTo(5);
    for (int i = 0; i < 5; i++) {
      leave(Verdict.HEALTHY);
    }

    timer.advance(Duration.ofSeconds(21));
    enter(5);

    assertThat(gate.inFlight()).isEqualTo(1);
  }

  @Test
  void aHedgeGoesOnlyIfNobodyWaits() {
    enter(1);
    assertThat(gate.tryEnter()).isNotNull();
    enter(1);
    assertThat(gate.queued()).isEqualTo(1);
    assertThat(gate.tryEnter()).isNull();
  }

  @Test
  void failuresOpenTheCircuitAndFewProbesCloseIt() {
    open();
    enter(1);
    assertThat(refused).containsExactly("4 CIRCUIT_OPEN");
    assertThat(gate.tryEnter()).isNull();

    timer.advance(Duration.ofMillis(5_001));
    enter(10);
    assertThat(gate.inFlight()).as("the first probe").isEqualTo(1);
    leave(Verdict.HEALTHY);
    assertThat(gate.state()).isEqualTo(CircuitBreaker.State.HALF_OPEN);
    assertThat(gate.inFlight()).as("the second probe, the others wait").isEqualTo(1);
    leave(Verdict.HEALTHY);
    assertThat(gate.state()).isEqualTo(CircuitBreaker.State.CLOSED);
    assertThat(gate.inFlight()).as("step by step").isBetween(5, 9);
    assertThat(refused).hasSize(1);
  }

  @Test
  void failingProbesOpenTheCircuitAgainAndThoseWhoWaitAreRefused() {
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
  void verdictsThatShowNothingAreNotCounted() {
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

  @Test
  void whileTheCircuitIsOpenNobodyWaitsForAttemptsInFlight() {
    openWithOthersUnderWay();

    enter(3);

    assertThat(refused).containsExactly("12 CIRCUIT_OPEN", "13 CIRCUIT_OPEN", "14 CIRCUIT_OPEN");
    assertThat(gate.queued()).isZero();
  }

  @Test
  void thoseWhoWaitAreRefusedWhenTheCircuitOpens() {
    fillUp();
    enter(10);
    for (int i = 0; i < 4; i++) {
      leave(Verdict.FAILING);
    }

    assertThat(gate.state()).isEqualTo(CircuitBreaker.State.OPEN);
    assertThat(refused).as("all but three who went").hasSize(7);
    assertThat(gate.queued()).isZero();
  }

  @Test
  void probesDoNotWaitForAttemptsFromBeforeTheCircuitOpened() {
    openWithOthersUnderWay();
    timer.advance(Duration.ofMillis(5_001));

    enter(2);
    timer.advance(Duration.ofMillis(500));

    assertThat(gate.inFlight()).as("eight from before and two probes").isEqualTo(10);
  }

  @Test
  void anAttemptFromBeforeTheCircuitOpenedIsNoProbe() {
    openWithOthersUnderWay();
    timer.advance(Duration.ofMillis(5_001));
    enter(4);
    timer.advance(Duration.ofMillis(500));
    assertThat(admitted).as("two probes").endsWith(11, 12, 13);

    for (int i = 0; i < 4; i++) {
      leave(Verdict.FAILING);
      leave(Verdict.UNKNOWN);
    }

    assertThat(gate.state()).isEqualTo(CircuitBreaker.State.HALF_OPEN);
    assertThat(gate.inFlight()).as("the probes and nobody else").isEqualTo(2);
    assertThat(gate.queued()).isEqualTo(2);
    leave(Verdict.HEALTHY);
    leave(Verdict.HEALTHY);
    assertThat(gate.state()).isEqualTo(CircuitBreaker.State.CLOSED);
    assertThat(gate.queued()).isZero();
  }

  @Test
  void theQueueIsBoundedWhileProbesAreUnderWay() {
    open();
    timer.advance(Duration.ofMillis(5_001));

    enter(1);
    timer.advance(Duration.ofMillis(500));
    enter(2);
    timer.advance(Duration.ofMillis(500));
    assertThat(gate.inFlight()).as("probes").isEqualTo(2);
    enter(25);

    assertThat(gate.queued()).isEqualTo(20);
    assertThat(refused).hasSize(6).allMatch(why -> why.endsWith("BUSY"));
  }

  @ParameterizedTest
  @CsvSource({
    "400, HEALTHY",
    "404, HEALTHY",
    "408, UNKNOWN",
    "422, HEALTHY",
    "429, UNKNOWN",
    "500, FAILING",
    "503, FAILING",
  })
  void verdictOfAStatus(int status, Verdict verdict) {
    assertThat(Verdict.of(status(status))).isEqualTo(verdict);
  }

  @Test
  void aPassThatIsGivenBackMakesRoomAndShowsNothing() {
    for (int i = 0; i < 20; i++) {
      Objects.requireNonNull(gate.tryEnter(), "room for a hedge").giveBack();
    }

    assertThat(gate.inFlight()).isZero();
    open();
  }

  /** As when Telnyx stalls, and all who wait have too little time left once it is their turn. */
  @Test
  void allWhoWaitMayGiveTheirPassesBackHoweverManyTheyAre() {
    int many = 100_000;
    AdmissionGate narrow =
        new AdmissionGate(AttemptPolicy.DEFAULTS.withBounds(new Bounds(1, many)), timer);
    CompletableFuture<CommandResult> stalled = new CompletableFuture<>();
    narrow.enter(visitor(pass -> pass.watch(stalled)));
    AtomicInteger givenBack = new AtomicInteger();
    for (int i = 0; i < many; i++) {
      narrow.enter(
          visitor(
              pass -> {
                givenBack.incrementAndGet();
                pass.giveBack();
              }));
    }
    assertThat(narrow.queued()).isEqualTo(many);

    stalled.cancel(true);

    assertThat(givenBack).hasValue(many);
    assertThat(narrow.queued()).isZero();
    assertThat(narrow.inFlight()).isZero();
  }

  @Test
  void aLimitOfTheHttpClientShowsNothingOfTelnyx() {
    assertThat(Verdict.of(notConnected(new IOException("too many concurrent streams"))))
        .isEqualTo(Verdict.UNKNOWN);
    assertThat(Verdict.of(notConnected(new IOException("refused")))).isEqualTo(Verdict.FAILING);
  }

  private static CommandException notConnected(IOException cause) {
    return CommandException.unanswered(
        Kind.CONNECTION_FAILED, CommandOutcome.NOT_SENT, "not connected", cause);
  }

  private static CommandException status(int status) {
    return CommandException.answered("HTTP " + status, VendorAnswer.ofStatus(status));
  }

  /** Twelve go, four of them fail, eight are under way. */
  private void openWithOthersUnderWay() {
    fillUp();
    for (int i = 0; i < 4; i++) {
      leave(Verdict.FAILING);
    }
    assertThat(gate.state()).isEqualTo(CircuitBreaker.State.OPEN);
    assertThat(gate.inFlight()).isEqualTo(8);
  }

  private void fillUp() {
    enter(12);
    timer.advance(Duration.ofMillis(1_500));
    assertThat(gate.inFlight()).isEqualTo(12);
  }

  private void open() {
    for (int i = 0; i < 4; i++) {
      assertThat(gate.state()).isEqualTo(CircuitBreaker.State.CLOSED);
      enter(1);
      leave(Verdict.FAILING);
    }
    assertThat(gate.state()).isEqualTo(CircuitBreaker.State.OPEN);
  }

  /** The one that was admitted first. */
  private void leave(Verdict verdict) {
    CompletableFuture<CommandResult> attempt = attempts.remove();
    switch (verdict) {
      case HEALTHY -> attempt.complete(new CommandResult("ok", ""));
      case FAILING -> attempt.completeExceptionally(status(503));
      case UNKNOWN -> attempt.cancel(true);
    }
  }

  private void enter(int count) {
    for (int i = 0; i < count; i++) {
      int number = visitors++;
      gate.enter(
          visitor(
              pass -> {
                admitted.add(number);
                CompletableFuture<CommandResult> attempt = new CompletableFuture<>();
                attempts.add(attempt);
                pass.watch(attempt);
              },
              why -> refused.add(number + " " + why.kind())));
    }
  }

  private static AdmissionGate.Visitor visitor(Consumer<Pass> admitted) {
    return visitor(
        admitted,
        why -> {
          throw new AssertionError(why);
        });
  }

  private static AdmissionGate.Visitor visitor(
      Consumer<Pass> admitted, Consumer<CommandException> refused) {
    return new AdmissionGate.Visitor() {
      @Override
      public void admitted(Pass pass) {
        admitted.accept(pass);
      }

      @Override
      public void refused(CommandException why) {
        refused.accept(why);
      }
    };
  }
}
