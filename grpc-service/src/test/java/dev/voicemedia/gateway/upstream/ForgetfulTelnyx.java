package dev.voicemedia.gateway.upstream;

import dev.voicemedia.gateway.time.Moment;
import dev.voicemedia.gateway.time.Timer;
import dev.voicemedia.gateway.upstream.CommandException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A model of Telnyx for one command, in virtual time: it executes what reaches it, unless it has
 * executed that id within 60 s or the call has ended; requests are late, lost, refused or answered
 * with anything, and its answers, too. A request that was cancelled may be executed all the same.
 */
final class ForgetfulTelnyx {
  /**
   * An execution.
   *
   * @param sentAt when the request for it was sent
   */
  record Execution(Moment sentAt, Moment at) {}

  private static final Duration REMEMBERS = Duration.ofSeconds(60);
  private static final List<Integer> TEMPORARY = List.of(408, 429, 500, 502, 503, 504);

  private final Timer timer;
  private final Random random;
  private final int healthPercent;
  private final Moment callEnds;
  private final List<Execution> executions = new ArrayList<>();
  private final List<Moment> sends = new ArrayList<>();
  private int open;
  private int mostOpen;

  ForgetfulTelnyx(Timer timer, Random random) {
    this.timer = timer;
    this.random = random;
    healthPercent = random.nextInt(101);
    callEnds =
        random.nextInt(3) == 0
            ? timer.now().plus(Duration.ofMillis(random.nextInt(20_000)))
            : Moment.MAX;
  }

  List<Execution> executions() {
    return executions;
  }

  List<Moment> sends() {
    return sends;
  }

  /** How many requests were under way at a time. */
  int mostOpen() {
    return mostOpen;
  }

  CompletableFuture<CommandResult> send(Command command) {
    Moment sentAt = timer.now();
    sends.add(sentAt);
    CompletableFuture<CommandResult> answer = new CompletableFuture<>();
    mostOpen = Math.max(mostOpen, ++open);
    var unused = answer.whenComplete((result, failure) -> open--);
    if (random.nextInt(100) < healthPercent) {
      later(latency(), () -> arrive(answer, sentAt, null));
    } else {
      fail(answer, sentAt);
    }
    return answer;
  }

  private void fail(CompletableFuture<CommandResult> answer, Moment sentAt) {
    switch (random.nextInt(6)) {
      case 0 -> later(latency(), () -> answer.completeExceptionally(unanswered(false)));
      case 1 -> later(latency(), () -> answer.completeExceptionally(unanswered(true)));
      case 2 -> {} // lost on the way there
      case 3 -> later(latency(), () -> execute(sentAt)); // lost on the way back
      case 4 -> {
        int status = TEMPORARY.get(random.nextInt(TEMPORARY.size()));
        boolean executed = status != 429 && random.nextBoolean();
        CommandException refusal = status(status, List.of());
        if (executed) {
          later(latency(), () -> arrive(answer, sentAt, refusal));
        } else {
          later(latency(), () -> answer.completeExceptionally(refusal));
        }
      }
      default -> later(latency(), () -> arrive(answer, sentAt, status(200, List.of())));
    }
  }

  /** It executes the command, and answers a moment later, with success if nothing else is given. */
  private void arrive(
      CompletableFuture<CommandResult> answer, Moment sentAt, @Nullable CommandException other) {
    boolean ended = timer.now().isAfter(callEnds);
    execute(sentAt);
    later(
        latency(),
        () -> {
          if (other != null) {
            answer.completeExceptionally(other);
          } else if (ended) {
            answer.completeExceptionally(
                status(422, List.of(new VendorError("90018", "", "", ""))));
          } else {
            answer.complete(new CommandResult("ok", ""));
          }
        });
  }

  private void execute(Moment sentAt) {
    Moment now = timer.now();
    boolean remembered =
        executions.stream().anyMatch(earlier -> earlier.at().plus(REMEMBERS).isAfter(now));
    if (!remembered && !now.isAfter(callEnds)) {
      executions.add(new Execution(sentAt, now));
    }
  }

  /** Mostly short; sometimes longer than a hedge waits, and now and then than anybody does. */
  private Duration latency() {
    return Duration.ofMillis(
        switch (random.nextInt(10)) {
          case 0 -> random.nextInt(12_000);
          case 1, 2 -> random.nextInt(1_500);
          default -> random.nextInt(80);
        });
  }

  private void later(Duration delay, Runnable task) {
    Runnable unusedCancel = timer.after(delay, task);
  }

  private static CommandException unanswered(boolean sent) {
    return CommandException.unanswered(
        Kind.CONNECTION_FAILED,
        sent ? CommandOutcome.UNKNOWN : CommandOutcome.NOT_SENT,
        "no answer",
        null);
  }

  private static CommandException status(int status, List<VendorError> errors) {
    return CommandException.answered("HTTP " + status, new VendorAnswer(status, "", null, errors));
  }
}
