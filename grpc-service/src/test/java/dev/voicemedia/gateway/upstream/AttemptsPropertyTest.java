package dev.voicemedia.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.testing.VirtualTimer;
import dev.voicemedia.gateway.time.Moment;
import dev.voicemedia.gateway.upstream.ForgetfulTelnyx.Execution;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Random callers of one command, against a random Telnyx, on random timelines. */
final class AttemptsPropertyTest {
  private static final AttemptPolicy POLICY = AttemptPolicy.DEFAULTS;

  /** As long as the command is remembered, whatever happens. */
  private static final int CALLERS_COME_WITHIN_MS = 100_000;

  /** A caller, and what it was told. */
  private static final class Caller {
    private final Moment startedAt;
    private final Duration limit;
    private Moment toldAt = Moment.MAX;
    private String told = "";

    private Caller(Moment startedAt, Duration limit) {
      this.startedAt = startedAt;
      this.limit = limit;
    }

    @Override
    public String toString() {
      return startedAt + " for " + limit + ": " + toldAt + " " + told;
    }
  }

  private final VirtualTimer timer = new VirtualTimer();
  private final List<Caller> callers = new ArrayList<>();

  @Property(tries = 3_000, shrinking = ShrinkingMode.OFF)
  void aCommandTakesEffectAtMostOnceAndEveryCallerLearnsTheTruth(@ForAll long seed) {
    Random random = new Random(seed);
    ForgetfulTelnyx telnyx = new ForgetfulTelnyx(timer, random);
    CommandSender sender =
        new CommandSender(
            telnyx::send, POLICY, timer, random, new UpstreamMeters(new SimpleMeterRegistry()));
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      // Many come close together, to meet each other.
      int within = random.nextBoolean() ? 2_000 : CALLERS_COME_WITHIN_MS;
      Runnable unusedCancel =
          timer.after(
              Duration.ofMillis(random.nextInt(within)), () -> call(sender, random, telnyx));
    }
    timer.advance(Duration.ofMinutes(5));

    List<Execution> executions = telnyx.executions();
    assertThat(executions).hasSizeLessThanOrEqualTo(1);
    for (Caller caller : callers) {
      assertThat(caller.toldAt)
          .as("in time: %s", caller)
          .isLessThanOrEqualTo(caller.startedAt.plus(caller.limit));
      assertThat(caller.told).isNotEqualTo("ok, wrongly");
      if (caller.told.equals("not_sent") || caller.told.equals("rejected")) {
        assertThat(executions)
            .as("%s", caller)
            .noneMatch(execution -> !execution.sentAt().isAfter(caller.toldAt));
      }
    }
    List<Moment> sends = telnyx.sends();
    assertThat(telnyx.mostOpen()).as("at a time").isLessThanOrEqualTo(2);
    assertThat(sends).allMatch(this::somebodyWaits);
    for (Execution execution : executions) {
      assertThat(sends)
          .noneMatch(at -> at.isAfter(execution.sentAt().plus(POLICY.windows().retry())));
    }
    assertThat(sender.inFlight()).isZero();
    assertThat(timer.pending()).isZero();
  }

  private void call(CommandSender sender, Random random, ForgetfulTelnyx telnyx) {
    int most = random.nextBoolean() ? 3_000 : 60_000;
    Caller caller = new Caller(timer.now(), Duration.ofMillis(random.nextInt(most)));
    callers.add(caller);
    CompletableFuture<CommandResult> answer = sender.send(Timeline.COMMAND, "digest", caller.limit);
    var unused =
        answer.whenComplete(
            (result, failure) -> {
              caller.toldAt = timer.now();
              if (result != null) {
                caller.told = telnyx.executions().isEmpty() ? "ok, wrongly" : "ok";
              } else if (answer.isCancelled()) {
                caller.told = "nothing, as it has gone";
              } else if (failure != null) {
                Throwable cause = failure.getCause() == null ? failure : failure.getCause();
                caller.told = ((CommandException) cause).outcome().label();
              }
            });
    if (random.nextInt(4) == 0) {
      Runnable unusedCancel =
          timer.after(Duration.ofMillis(random.nextInt(2_000)), () -> answer.cancel(true));
    }
  }

  private boolean somebodyWaits(Moment at) {
    return callers.stream()
        .anyMatch(caller -> !caller.startedAt.isAfter(at) && !caller.toldAt.isBefore(at));
  }
}
