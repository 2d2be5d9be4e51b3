package dev.voicemedia.gateway.upstream;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A command that was not accepted, or not known to be. */
public final class CommandException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What happened. */
  public enum Kind {
    /** Telnyx answered with a status of 400 or more. */
    REFUSED,
    /** An answer that is none of Telnyx's: a redirect, a success that cannot be read. */
    UNEXPECTED_ANSWER,
    /** No connection, or it broke. */
    CONNECTION_FAILED,
    /** No answer in time, or no time to ask. */
    TIMED_OUT,
    /** Telnyx has been failing and is being left alone. */
    CIRCUIT_OPEN,
    /** Too many commands wait already. */
    BUSY,
    /** It may have been executed, so long ago that Telnyx may have forgotten its id. */
    WINDOW_CLOSED,
    /** Its id belongs to another command on the same call. */
    ID_REUSED
  }

  /**
   * One error of Telnyx's answer; what it does not say is empty. Every text is a single line of
   * bounded length.
   *
   * @param pointer JSON pointer into the request body, such as /payload
   * @param parameter name of a path parameter
   */
  public record Reported(
      String code, String title, String detail, String pointer, String parameter) {}

  private final Kind kind;
  private final CommandOutcome outcome;
  private final int attempts;
  private final int httpStatus;
  private final transient List<Reported> reported;
  private final String requestId;
  private final @Nullable Duration retryAfter;

  private CommandException(
      Kind kind,
      CommandOutcome outcome,
      String message,
      int attempts,
      int httpStatus,
      List<Reported> reported,
      String requestId,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.outcome = outcome;
    this.attempts = attempts;
    this.httpStatus = httpStatus;
    this.reported = List.copyOf(reported);
    this.requestId = requestId;
    this.retryAfter = retryAfter;
  }

  static CommandException answered(
      Kind kind,
      CommandOutcome outcome,
      String message,
      int httpStatus,
      List<Reported> reported,
      String requestId,
      @Nullable Duration retryAfter) {
    return new CommandException(
        kind, outcome, message, 1, httpStatus, reported, requestId, retryAfter, null);
  }

  static CommandException unanswered(
      Kind kind, CommandOutcome outcome, String message, int attempts, @Nullable Throwable cause) {
    return new CommandException(kind, outcome, message, attempts, 0, List.of(), "", null, cause);
  }

  static CommandException notTried(Kind kind, String message, @Nullable Duration retryAfter) {
    return new CommandException(
        kind, CommandOutcome.NOT_SENT, message, 0, 0, List.of(), "", retryAfter, null);
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
    return notTried(Kind.TIMED_OUT, message, null);
  }

  /**
   * @param window after the first send
   */
  static CommandException windowClosed(Duration window) {
    return notTried(
        Kind.WINDOW_CLOSED,
        "it may have been executed, and its first send is more than "
            + window.toSeconds()
            + " seconds ago: Telnyx may have forgotten its command_id",
        null);
  }

  /** The same, in the light of the other attempts. */
  CommandException after(int all, CommandOutcome ofAll) {
    return new CommandException(
        kind,
        ofAll,
        String.valueOf(getMessage()),
        all,
        httpStatus,
        reported,
        requestId,
        retryAfter,
        getCause());
  }

  public Kind kind() {
    return kind;
  }

  public CommandOutcome outcome() {
    return outcome;
  }

  /** How many times it was tried to send the command, connections that failed included. */
  public int attempts() {
    return attempts;
  }

  /** Of the answer; 0 without one. */
  public int httpStatus() {
    return httpStatus;
  }

  /** The errors of the answer; empty without one, or if it was not in Telnyx's form. */
  public List<Reported> reported() {
    return reported;
  }

  /** Telnyx's id of the request; empty if there was none. */
  public String requestId() {
    return requestId;
  }

  /** When Telnyx wants to be asked again. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** Whether the same command may be accepted a moment later. */
  boolean mayPass() {
    return kind == Kind.CONNECTION_FAILED
        || (kind == Kind.REFUSED && (httpStatus == 408 || httpStatus == 429 || httpStatus >= 500));
  }

  /** Whether Telnyx reported this code. */
  public boolean hasCode(String code) {
    return reported.stream().anyMatch(error -> error.code().equals(code));
  }
}
