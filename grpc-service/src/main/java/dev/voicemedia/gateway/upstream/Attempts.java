package dev.voicemedia.gateway.upstream;

import dev.voicemedia.gateway.time.Moment;
import dev.voicemedia.gateway.time.Timer;
import dev.voicemedia.gateway.upstream.CommandException.Kind;
import dev.voicemedia.gateway.upstream.Gate.Pass;
import dev.voicemedia.gateway.upstream.Gate.Verdict;
import io.grpc.SynchronizationContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Sends a command as often as it takes, always with the same command_id: again after failures that
 * may pass, and once beside an attempt that is not answered. The first success wins.
 */
final class Attempts {
  private final AttemptPolicy policy;
  private final Timer timer;
  private final RandomGenerator random;
  private final Gate gate;
  private final HedgeBudget hedges;
  private final Function<Command, CompletableFuture<CommandResult>> wire;
  private final UpstreamMeters meters;

  /**
   * @param wire sends a command once, and fails with {@link CommandException}; cancelling its
   *     result ends that
   */
  Attempts(
      AttemptPolicy policy,
      Timer timer,
      RandomGenerator random,
      Gate gate,
      Function<Command, CompletableFuture<CommandResult>> wire,
      UpstreamMeters meters) {
    this.policy = policy;
    this.timer = timer;
    this.random = random;
    this.gate = gate;
    this.hedges = new HedgeBudget(policy.hedge().share());
    this.wire = wire;
    this.meters = meters;
  }

  /**
   * What earlier attempts leave behind.
   *
   * @param firstSentAt when the first one started that may have reached Telnyx; null if none may
   * @param attempts how many there were
   * @param mayHaveRun whether one of them may have been executed
   */
  record Past(@Nullable Moment firstSentAt, int attempts, boolean mayHaveRun) {
    static final Past NONE = new Past(null, 0, false);
  }

  Run prepare(Command command, Past past) {
    return new Run(command, past);
  }

  private record Attempt(
      Pass pass, CompletableFuture<CommandResult> answer, Moment startedAt, List<Runnable> timers) {
    void callOffTimers() {
      timers.forEach(Runnable::run);
    }
  }

  /** One command under way. Everything happens in turns, so that nothing here needs a lock. */
  final class Run implements Gate.Visitor {
    private final Command command;
    private final CompletableFuture<CommandResult> result = new CompletableFuture<>();
    private final SynchronizationContext turns =
        new SynchronizationContext((thread, failure) -> end(failure));

    private final List<Attempt> out = new ArrayList<>(2);
    private volatile Moment deadline = Moment.MIN;
    private @Nullable Moment firstSentAt;
    private boolean mayHaveRun;
    private int sent;
    private int notArrived;
    private int pauses;
    private boolean hedged;
    private boolean ended;
    private Runnable callOffPause = () -> {};

    /** A final answer that waits for what becomes of the other attempt. */
    private @Nullable CommandException refusal;

    private @Nullable CommandException latest;

    private Run(Command command, Past past) {
      this.command = command;
      firstSentAt = past.firstSentAt();
      mayHaveRun = past.mayHaveRun();
      sent = past.attempts();
    }

    /** Fails with {@link CommandException}. */
    CompletableFuture<CommandResult> result() {
      return result;
    }

    void start() {
      turns.execute(() -> gate.enter(this));
    }

    /** Nobody waits for longer than the latest of these. Calls must not overlap. */
    void waitUntil(Moment end) {
      if (end.isAfter(deadline)) {
        deadline = end;
      }
    }

    /** Tells what to tell a caller whose time is over. */
    void whenOverdue(Duration limit, Consumer<CommandException> caller) {
      turns.execute(
          () -> {
            CommandException overdue =
                refusal == null ? CommandException.timedOut(limit, sent > 0) : refusal;
            caller.accept(overdue.after(sent, outcome()));
          });
    }

    /** Ends everything, if that is confirmed when it has not ended yet. */
    void abandonIf(Predicate<Past> confirmed) {
      turns.execute(
          () -> {
            if (!ended && confirmed.test(past())) {
              end(CommandException.notTried(Kind.TIMED_OUT, "nobody waits for the answer", null));
            }
          });
    }

    @Override
    public void admitted(Pass pass) {
      turns.execute(
          () -> {
            if (ended) {
              leave(pass, Verdict.UNKNOWN, Duration.ZERO);
            } else if (isTooLateAt(timer.now())) {
              leave(pass, Verdict.UNKNOWN, Duration.ZERO);
              end(
                  latest == null
                      ? CommandException.windowClosed(policy.windows().retry())
                      : latest);
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
              tryAgain(latest);
            }
          });
    }

    private void send(Pass pass) {
      Moment now = timer.now();
      CompletableFuture<CommandResult> answer;
      try {
        answer = wire.apply(command);
      } catch (RuntimeException e) {
        leave(pass, Verdict.UNKNOWN, Duration.ZERO);
        end(e);
        return;
      }
      if (sent++ == 0) {
        hedges.save();
      }
      if (firstSentAt == null) {
        firstSentAt = now;
      }
      Attempt attempt = new Attempt(pass, answer, now, new ArrayList<>(2));
      out.add(attempt);
      if (!hedged && policy.hedge().share() > 0) {
        attempt.timers.add(timer.after(policy.hedge().delay(), () -> turns.execute(this::hedge)));
      }
      attempt.timers.add(
          timer.after(policy.windows().attempt(), () -> turns.execute(() -> unanswered(attempt))));
      var unused =
          answer.whenComplete(
              (accepted, failure) -> turns.execute(() -> answered(attempt, accepted, failure)));
    }

    private void hedge() {
      if (ended || hedged || out.size() != 1 || isTooLateAt(timer.now())) {
        return;
      }
      Pass pass = gate.tryEnter();
      if (pass == null) {
        return;
      }
      if (hedges.spend()) {
        hedged = true;
        meters.hedge();
        send(pass);
      } else {
        leave(pass, Verdict.UNKNOWN, Duration.ZERO);
      }
    }

    private void unanswered(Attempt attempt) {
      String message =
          "no answer from Telnyx within " + policy.windows().attempt().toMillis() + " ms";
      answered(
          attempt,
          null,
          CommandException.unanswered(
              Kind.CONNECTION_FAILED, CommandOutcome.UNKNOWN, message, 1, null));
      attempt.answer.cancel(true);
    }

    private void answered(
        Attempt attempt, @Nullable CommandResult accepted, @Nullable Throwable failure) {
      if (!out.remove(attempt)) {
        return; // given up before
      }
      attempt.callOffTimers();
      Duration took = attempt.startedAt.until(timer.now());
      if (accepted != null) {
        meters.attempt("accepted");
        leave(attempt.pass, Verdict.WELL, took);
        end(accepted);
      } else if (failure instanceof CommandException failed) {
        meters.attempt(failed.httpStatus() == 0 ? "unanswered" : "http_" + failed.httpStatus());
        leave(attempt.pass, Verdict.of(failed), took);
        afterFailure(failed);
      } else {
        meters.attempt("failed_here");
        mayHaveRun = true;
        leave(attempt.pass, Verdict.UNKNOWN, took);
        end(failure);
      }
    }

    private void afterFailure(CommandException failed) {
      latest = failed;
      mayHaveRun |= failed.outcome() == CommandOutcome.UNKNOWN;
      if (failed.outcome() == CommandOutcome.NOT_SENT) {
        notArrived++;
        if (notArrived == sent && out.isEmpty()) {
          firstSentAt = null;
        }
      }
      if (refusal == null && !failed.mayPass()) {
        refusal = failed;
      }
      if (out.isEmpty()) {
        if (refusal != null) {
          end(refusal);
        } else {
          tryAgain(failed);
        }
      }
    }

    private void tryAgain(CommandException failed) {
      Duration pause = pause(failed);
      Moment then = timer.now().plus(pause);
      if (then.isBefore(deadline) && !isTooLateAt(then)) {
        callOffPause = timer.after(pause, () -> turns.execute(this::askAgain));
      } else {
        end(failed);
      }
    }

    private void askAgain() {
      if (!ended) {
        gate.enter(this);
      }
    }

    private Duration pause(CommandException failed) {
      Duration jittered = policy.backoff().pause(++pauses, random);
      return failed.retryAfter().orElse(Duration.ZERO).plus(jittered);
    }

    private boolean isTooLateAt(Moment time) {
      return firstSentAt != null && time.isAfter(firstSentAt.plus(policy.windows().retry()));
    }

    private CommandOutcome outcome() {
      if (mayHaveRun || !out.isEmpty()) {
        return CommandOutcome.UNKNOWN;
      }
      return notArrived == sent ? CommandOutcome.NOT_SENT : CommandOutcome.REJECTED;
    }

    /** To be asked in a turn: of what awaits the result, for instance. */
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
      mayHaveRun |= !out.isEmpty();
      callOffPause.run();
      gate.withdraw(this);
      for (Attempt attempt : out) {
        attempt.callOffTimers();
        attempt.answer.cancel(true);
        leave(attempt.pass, Verdict.UNKNOWN, Duration.ZERO);
      }
      out.clear();
    }

    /** After this turn, since it lets others send. */
    private void leave(Pass pass, Verdict verdict, Duration took) {
      turns.executeLater(() -> gate.leave(pass, verdict, took));
    }
  }
}
