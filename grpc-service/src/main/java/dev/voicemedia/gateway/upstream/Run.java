package dev.voicemedia.gateway.upstream;

import dev.voicemedia.gateway.time.Moment;
import dev.voicemedia.gateway.time.Timer;
import dev.voicemedia.gateway.upstream.AdmissionGate.Pass;
import dev.voicemedia.gateway.upstream.CommandException.Kind;
import io.grpc.SynchronizationContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One command under way: it is sent as often as it takes, always with the same command_id, again
 * after transient failures, and once as a hedge beside an attempt that is slow. The first success
 * wins.
 *
 * <p>Everything happens in turns, so that nothing here needs a lock.
 */
final class Run implements AdmissionGate.Visitor {
  /** A command that leaves the queue with less than this is not sent any more. */
  private static final Duration USEFUL = Duration.ofMillis(250);

  /** Or with less than this share of its time, if that is shorter. */
  private static final int LEAST_SHARE = 10;

  private final Attempts attempts;
  private final AttemptPolicy policy;
  private final Timer timer;
  private final Command command;
  private final CompletableFuture<CommandResult> result = new CompletableFuture<>();
  private final SynchronizationContext turns =
      new SynchronizationContext((thread, failure) -> end(failure));

  private final List<CompletableFuture<CommandResult>> inFlight = new ArrayList<>(2);
  private final Moment startedAt;
  private volatile Moment deadline = Moment.MIN;
  private @Nullable Moment firstSentAt;
  private boolean mayHaveTakenEffect;
  private int sent;
  private int notArrived;
  private int pauses;
  private boolean hedged;
  private boolean ended;
  private Runnable cancelHedge = () -> {};
  private Runnable cancelPause = () -> {};

  /** A final answer that waits for the end of the other attempt. */
  private @Nullable CommandException refusal;

  private @Nullable CommandException latest;

  /**
   * @param past attempts of the same command that this one carries on
   */
  Run(Attempts attempts, Command command, Past past) {
    this.attempts = attempts;
    this.policy = attempts.policy();
    this.timer = attempts.timer();
    this.command = command;
    startedAt = timer.now();
    firstSentAt = past.firstSentAt();
    mayHaveTakenEffect = past.mayHaveTakenEffect();
    sent = past.attempts();
  }

  /** Fails with {@link CommandException}. */
  CompletableFuture<CommandResult> result() {
    return result;
  }

  void start() {
    turns.execute(() -> attempts.gate().enter(this));
  }

  /** Extends the deadline to the latest that any caller has. Calls must not overlap. */
  void waitUntil(Moment end) {
    if (end.isAfter(deadline)) {
      deadline = end;
    }
  }

  /**
   * Hands over the failure for a caller whose time is over, while others may still wait.
   *
   * @param waited how long it has waited
   */
  void whenOverdue(Duration waited, Consumer<CommandException> caller) {
    turns.execute(
        () -> {
          CommandException overdue =
              refusal == null ? CommandException.timedOut(waited, sent > 0) : refusal;
          caller.accept(overdue.after(sent, outcome()));
        });
  }

  /** Ends everything, if that is confirmed when it has not ended yet. */
  void abandonIf(Predicate<Past> confirmed) {
    turns.execute(
        () -> {
          if (!ended && confirmed.test(past())) {
            end(CommandException.notAttempted(Kind.TIMED_OUT, "nobody waits for the answer"));
          }
        });
  }

  @Override
  public void admitted(Pass pass) {
    turns.execute(
        () -> {
          if (ended || (sent == 0 && isHopeless())) {
            pass.giveBack(); // nobody waits any more, or only for the news that it was not sent
          } else if (isTooLateAt(timer.now())) {
            pass.giveBack();
            end(latest == null ? CommandException.windowClosed(policy.windows().retry()) : latest);
          } else {
            send(pass);
          }
        });
  }

  @Override
  public void refused(CommandException why) {
    turns.execute(
        () -> {
          if (ended) {
            return; // meanwhile
          } else if (latest == null) {
            end(why);
          } else {
            retry(latest);
          }
        });
  }

  private void send(Pass pass) {
    Moment now = timer.now();
    CompletableFuture<CommandResult> attempt;
    try {
      attempt = attempts.sender().send(command);
    } catch (RuntimeException e) {
      pass.giveBack();
      end(e);
      return;
    }
    pass.watch(attempt);
    if (sent++ == 0) {
      attempts.hedges().save();
    }
    if (firstSentAt == null) {
      firstSentAt = now;
    }
    inFlight.add(attempt);
    if (!hedged && command.repeats().allowHedges() && policy.hedge().share() > 0) {
      cancelHedge = timer.after(policy.hedge().delay(), () -> turns.execute(this::hedge));
    }
    var unused =
        attempt.whenComplete(
            (accepted, failure) -> turns.execute(() -> answered(attempt, accepted, failure)));
  }

  private void hedge() {
    if (ended || hedged || inFlight.size() != 1 || isTooLateAt(timer.now())) {
      return;
    }
    Pass pass = attempts.gate().tryEnter();
    if (pass == null) {
      return;
    }
    if (attempts.hedges().spend()) {
      hedged = true;
      attempts.meters().hedge();
      send(pass);
    } else {
      pass.giveBack();
    }
  }

  private void answered(
      CompletableFuture<CommandResult> attempt,
      @Nullable CommandResult accepted,
      @Nullable Throwable failure) {
    if (!inFlight.removeIf(each -> each == attempt)) {
      return; // cancelled before
    }
    cancelHedge.run();
    if (accepted != null) {
      end(accepted);
    } else if (failure instanceof CommandException failed) {
      afterFailure(failed);
    } else {
      mayHaveTakenEffect = true;
      end(failure);
    }
  }

  private void afterFailure(CommandException failed) {
    latest = failed;
    mayHaveTakenEffect |= failed.outcome() == CommandOutcome.UNKNOWN;
    if (failed.outcome() == CommandOutcome.NOT_SENT) {
      notArrived++;
      if (notArrived == sent && inFlight.isEmpty()) {
        firstSentAt = null;
      }
    }
    if (refusal == null && !failed.isTransient()) {
      refusal = failed;
    }
    if (inFlight.isEmpty()) {
      if (refusal != null) {
        end(refusal);
      } else if (command.repeats().allowAfter(outcome())) {
        retry(failed);
      } else {
        end(failed);
      }
    }
  }

  private void retry(CommandException failed) {
    Duration pause =
        failed
            .retryAfter()
            .orElse(Duration.ZERO)
            .plus(policy.backoff().pause(++pauses, attempts.random()));
    Moment then = timer.now().plus(pause);
    if (then.isBefore(deadline) && !isTooLateAt(then)) {
      cancelPause = timer.after(pause, () -> turns.execute(this::enterAgain));
    } else {
      end(failed);
    }
  }

  private void enterAgain() {
    if (!ended) {
      attempts.gate().enter(this);
    }
  }

  private boolean isTooLateAt(Moment time) {
    return firstSentAt != null && time.isAfter(firstSentAt.plus(policy.windows().retry()));
  }

  /** Whether Telnyx could hardly answer before the caller is answered, so that none would know. */
  private boolean isHopeless() {
    Duration limit = startedAt.until(deadline);
    Duration left = timer.now().until(deadline).minus(attempts.deadlines().margin(limit));
    Duration useful = Duration.ofNanos(limit.toNanos() / LEAST_SHARE);
    return left.compareTo(useful.compareTo(USEFUL) < 0 ? useful : USEFUL) < 0;
  }

  private CommandOutcome outcome() {
    if (mayHaveTakenEffect || !inFlight.isEmpty()) {
      return CommandOutcome.UNKNOWN;
    }
    return notArrived == sent ? CommandOutcome.NOT_SENT : CommandOutcome.REJECTED;
  }

  /** State of the attempts so far. To be called in a turn, as whatever awaits the result is. */
  Past past() {
    return new Past(firstSentAt, sent, outcome() == CommandOutcome.UNKNOWN);
  }

  private void end(CommandResult accepted) {
    finish();
    result.complete(accepted.withAttempts(sent));
  }

  private void end(@Nullable Throwable failure) {
    finish();
    result.completeExceptionally(
        failure instanceof CommandException e
            ? e.after(sent, outcome())
            : new IllegalStateException("sending a command failed", failure));
  }

  private void finish() {
    ended = true;
    mayHaveTakenEffect |= !inFlight.isEmpty();
    cancelHedge.run();
    cancelPause.run();
    attempts.gate().withdraw(this);
    List<CompletableFuture<CommandResult>> others = List.copyOf(inFlight);
    inFlight.clear();
    // After this turn, since a place that is free lets other commands send.
    others.forEach(attempt -> turns.executeLater(() -> attempt.cancel(true)));
  }
}
