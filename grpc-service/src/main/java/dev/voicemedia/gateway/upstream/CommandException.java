package dev.voicemedia.gateway.upstream;

import dev.voicemedia.gateway.time.Failures;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A command that was not accepted, or not known to be. */
public final class CommandException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final CommandOutcome outcome;
  private final int attempts;
  private final transient @Nullable VendorAnswer answer;
  private final @Nullable Duration retryAfter;
  private final boolean fromMemory;

  private CommandException(
      Kind kind,
      CommandOutcome outcome,
      String message,
      int attempts,
      @Nullable VendorAnswer answer,
      @Nullable Duration retryAfter,
      boolean fromMemory,
      @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.outcome = outcome;
    this.attempts = attempts;
    this.answer = answer;
    this.retryAfter = retryAfter;
    this.fromMemory = fromMemory;
  }

  /** One attempt was answered, but not with success. */
  static CommandException answered(String message, VendorAnswer answer) {
    return new CommandException(
        answer.status() < 400 ? Kind.UNEXPECTED_ANSWER : Kind.REFUSED,
        answer.mayHaveTakenEffect() ? CommandOutcome.UNKNOWN : CommandOutcome.REJECTED,
        message,
        1,
        answer,
        answer.retryAfter(),
        false,
        null);
  }

  /** One attempt was not answered. */
  static CommandException unanswered(
      Kind kind, CommandOutcome outcome, String message, @Nullable Throwable cause) {
    return new CommandException(kind, outcome, message, 1, null, null, false, cause);
  }

  /** There was no attempt. */
  static CommandException notAttempted(Kind kind, String message) {
    return new CommandException(kind, CommandOutcome.NOT_SENT, message, 0, null, null, false, null);
  }

  /**
   * @param limit how long the caller waited
   */
  static CommandException timedOut(Duration limit, boolean sent) {
    String message;
    if (limit.isZero() || limit.isNegative()) {
      message = "the deadline leaves no time to send the command";
    } else if (sent) {
      message = "no answer from Telnyx within " + limit.toMillis() + " ms";
    } else {
      message = "not sent within " + limit.toMillis() + " ms, as other commands go first";
    }
    return notAttempted(Kind.TIMED_OUT, message);
  }

  /**
   * @param openFor how long nothing is sent
   */
  static CommandException circuitOpen(Duration openFor) {
    return new CommandException(
        Kind.CIRCUIT_OPEN,
        CommandOutcome.NOT_SENT,
        "Telnyx has been failing: the circuit breaker is open, and nothing is sent for a moment",
        0,
        null,
        openFor,
        false,
        null);
  }

  /**
   * @param window after the first send
   */
  static CommandException windowClosed(Duration window) {
    return notAttempted(
        Kind.WINDOW_CLOSED,
        "the command may have taken effect, and it was first sent more than "
            + window.toSeconds()
            + " seconds ago: Telnyx may have forgotten its command_id");
  }

  /** The failure, out of a future's, if it is one of a command; null otherwise. */
  public static @Nullable CommandException of(Throwable failure) {
    return Failures.unwrap(failure) instanceof CommandException e ? e : null;
  }

  /** The same failure, in the light of all attempts. */
  CommandException after(int all, CommandOutcome ofAll) {
    return new CommandException(
        kind, ofAll, String.valueOf(getMessage()), all, answer, retryAfter, fromMemory, getCause());
  }

  /** The same failure, as the answer to a repeat. */
  CommandException remembered() {
    return new CommandException(
        kind,
        outcome,
        String.valueOf(getMessage()),
        attempts,
        answer,
        retryAfter,
        true,
        getCause());
  }

  public Kind kind() {
    return kind;
  }

  public CommandOutcome outcome() {
    return outcome;
  }

  /** How many attempts there were to send the command, failed connections included. */
  public int attempts() {
    return attempts;
  }

  /** Telnyx's answer; empty if there was none. */
  public Optional<VendorAnswer> answer() {
    return Optional.ofNullable(answer);
  }

  /** When another attempt makes sense, if Telnyx or the circuit breaker says so. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** Whether the command failed before, and this answers a repeat. */
  public boolean isFromMemory() {
    return fromMemory;
  }

  /** Whether every repeat would end in this way, as it is the request itself that is wrong. */
  boolean blamesTheRequest() {
    return outcome == CommandOutcome.REJECTED && answer != null && answer.blamesTheRequest();
  }

  /** Whether the same command may be accepted a moment later. */
  boolean isTransient() {
    return kind == Kind.CONNECTION_FAILED
        || (kind == Kind.REFUSED && answer != null && answer.isTransient());
  }

  /** What happened. */
  public enum Kind {
    /** Telnyx answered with a status of 400 or more. */
    REFUSED,
    /** An answer that is not one of Telnyx's: a redirect, or a success that cannot be read. */
    UNEXPECTED_ANSWER,
    /** No connection, or a broken one. */
    CONNECTION_FAILED,
    /** No answer in time, or no time to send. */
    TIMED_OUT,
    /** The circuit breaker is open, as Telnyx has been failing. */
    CIRCUIT_OPEN,
    /** The queue is full. */
    BUSY,
    /** The command may have taken effect, so long ago that Telnyx may have forgotten its id. */
    WINDOW_CLOSED,
    /** Its id belongs to another command on the same call. */
    ID_REUSED
  }
}
