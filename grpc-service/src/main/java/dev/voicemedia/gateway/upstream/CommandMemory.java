package dev.voicemedia.gateway.upstream;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.voicemedia.gateway.time.Moment;
import dev.voicemedia.gateway.time.Timer;
import dev.voicemedia.gateway.upstream.CommandException.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Makes commands idempotent: it remembers them by what they act on and their command_id, so that a
 * repeat joins the command that is under way or is answered with its result, and so that two
 * different commands cannot share an id, of which Telnyx would ignore the second.
 *
 * <p>A command that Telnyx has not seen or has refused had no effect, so it is not remembered: a
 * repeat is a new start, which may end in another way once the cause of the refusal has gone. The
 * exception is one whose fields Telnyx finds wrong. A repeat of a command that may have taken
 * effect carries on with it, until Telnyx may have forgotten the id.
 */
final class CommandMemory {
  private final AttemptPolicy policy;
  private final Timer timer;
  private final Attempts attempts;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Map<Key, Entry> entries = new HashMap<>();

  @GuardedBy("lock")
  private final Deque<Expiry> expiries = new ArrayDeque<>();

  CommandMemory(Attempts attempts) {
    this.policy = attempts.policy();
    this.timer = attempts.timer();
    this.attempts = attempts;
  }

  /**
   * Sends the command, or finds out what became of it. Cancelling the result ends the attempts if
   * nobody else waits for them.
   *
   * @param digest of the request, equal for repeats; empty if there can be none, since nobody else
   *     knows the id
   * @param limit how long the caller waits
   * @return fails with {@link CommandException}
   */
  CompletableFuture<CommandResult> send(Command command, String digest, Duration limit) {
    Key key = new Key(command.target(), command.commandId());
    Entry entry;
    Underway underway;
    boolean starts = false;
    synchronized (lock) {
      forget(timer.now());
      Entry known = digest.isEmpty() ? null : entries.get(key);
      if (known != null && !known.digest.equals(digest)) {
        return CompletableFuture.failedFuture(idReused(command));
      } else if (known != null && known.settled != null) {
        return replayed(known.settled);
      } else if (limit.isZero() || limit.isNegative()) {
        return CompletableFuture.failedFuture(noTime(known, limit));
      }
      entry = known == null ? new Entry(digest) : known;
      underway = entry.underway;
      if (underway == null) {
        if (isTooLate(entry.past)) {
          return CompletableFuture.failedFuture(
              CommandException.windowClosed(policy.windows().retry())
                  .after(entry.past.attempts(), CommandOutcome.UNKNOWN));
        }
        underway = new Underway(new Run(attempts, command, entry.past));
        entry.underway = underway;
        if (!digest.isEmpty()) {
          entries.put(key, entry);
        }
        starts = true;
      }
      underway.callers++;
      underway.run.waitUntil(timer.now().plus(limit));
    }
    CompletableFuture<CommandResult> caller = attend(key, entry, underway, limit);
    if (starts) {
      start(key, entry, underway);
    }
    return caller;
  }

  /** Number of commands with an id of the caller's that are under way or remembered. */
  int size() {
    synchronized (lock) {
      return entries.size();
    }
  }

  private CompletableFuture<CommandResult> attend(
      Key key, Entry entry, Underway underway, Duration limit) {
    CompletableFuture<CommandResult> caller = underway.answer.copy();
    Moment began = timer.now();
    Runnable cancel =
        attempts
            .deadlines()
            .add(
                limit,
                () ->
                    underway.run.whenOverdue(
                        began.until(timer.now()), caller::completeExceptionally));
    var unused =
        caller.whenComplete(
            (result, failure) -> {
              cancel.run();
              if (isLast(underway) && !underway.answer.isDone()) {
                attempts
                    .cleaning()
                    .execute(
                        () ->
                            underway.run.abandonIf(
                                past -> isAbandoned(key, entry, underway, past)));
              }
            });
    return caller;
  }

  private void start(Key key, Entry entry, Underway underway) {
    Run run = underway.run;
    var unused =
        run.result()
            .whenComplete(
                (accepted, failure) -> {
                  // First, since a caller may repeat it as soon as it is answered.
                  ended(key, entry, underway, failure);
                  if (failure == null) {
                    underway.answer.complete(accepted);
                  } else {
                    underway.answer.completeExceptionally(failure);
                  }
                });
    run.start();
  }

  private boolean isLast(Underway underway) {
    synchronized (lock) {
      return --underway.callers == 0;
    }
  }

  private boolean isAbandoned(Key key, Entry entry, Underway underway, Past past) {
    synchronized (lock) {
      if (underway.callers > 0) {
        return false; // a repeat came in between
      }
      entry.underway = null;
      rememberUnknown(key, entry, past);
      return true;
    }
  }

  private void ended(Key key, Entry entry, Underway underway, @Nullable Throwable failure) {
    synchronized (lock) {
      if (entry.underway != underway) {
        return; // abandoned
      }
      entry.underway = null;
      if (failure == null || isTheRequests(failure)) {
        entry.settled = underway.answer;
        remember(key, entry);
      } else {
        rememberUnknown(key, entry, underway.run.past());
      }
    }
  }

  @GuardedBy("lock")
  private void rememberUnknown(Key key, Entry entry, Past past) {
    if (past.mayHaveTakenEffect()) {
      entry.past = past;
      remember(key, entry);
    } else {
      entries.remove(key, entry);
    }
  }

  @GuardedBy("lock")
  private void remember(Key key, Entry entry) {
    if (entry.digest.isEmpty()) {
      return;
    }
    entry.forgottenAt = timer.now().plus(policy.windows().memory());
    expiries.add(new Expiry(key, entry, entry.forgottenAt));
    if (expiries.size() > policy.windows().remembered()) {
      forget(expiries.remove());
    }
  }

  @GuardedBy("lock")
  private void forget(Moment now) {
    for (Expiry oldest = expiries.peek();
        oldest != null && !oldest.at.isAfter(now);
        oldest = expiries.peek()) {
      forget(expiries.remove());
    }
  }

  @GuardedBy("lock")
  private void forget(Expiry expiry) {
    // It may be under way again, or have ended again since.
    if (expiry.entry.underway == null && expiry.entry.forgottenAt.equals(expiry.at)) {
      entries.remove(expiry.key, expiry.entry);
    }
  }

  private boolean isTooLate(Past past) {
    Moment firstSentAt = past.firstSentAt();
    return firstSentAt != null && timer.now().isAfter(firstSentAt.plus(policy.windows().retry()));
  }

  private static boolean isTheRequests(Throwable failure) {
    return failure instanceof CommandException e && e.blamesTheRequest();
  }

  private static CompletableFuture<CommandResult> replayed(
      CompletableFuture<CommandResult> settled) {
    CompletableFuture<CommandResult> replay = new CompletableFuture<>();
    var unused =
        settled.whenComplete(
            (accepted, failure) -> {
              if (accepted != null) {
                replay.complete(accepted.remembered());
              } else if (failure instanceof CommandException e) {
                replay.completeExceptionally(e.remembered());
              }
            });
    return replay;
  }

  private static CommandException noTime(@Nullable Entry known, Duration limit) {
    CommandException timedOut = CommandException.timedOut(limit, false);
    return known == null ? timedOut : timedOut.after(known.past.attempts(), CommandOutcome.UNKNOWN);
  }

  private static CommandException idReused(Command command) {
    return CommandException.notAttempted(
        Kind.ID_REUSED,
        "\"" + command.commandId() + "\" names another request on this call, expected a new id");
  }

  private record Key(String target, String commandId) {}

  private record Expiry(Key key, Entry entry, Moment at) {}

  private static final class Entry {
    private final String digest;

    /** Null when it has ended. */
    private @Nullable Underway underway;

    /** Answer to a command that has ended for good; null if a repeat sends it again. */
    private @Nullable CompletableFuture<CommandResult> settled;

    private Past past = Past.NONE;
    private Moment forgottenAt = Moment.MAX;

    private Entry(String digest) {
      this.digest = digest;
    }
  }

  /** A run and those who wait for it. */
  private static final class Underway {
    private final Run run;
    private final CompletableFuture<CommandResult> answer = new CompletableFuture<>();
    private int callers;

    private Underway(Run run) {
      this.run = run;
    }
  }
}
