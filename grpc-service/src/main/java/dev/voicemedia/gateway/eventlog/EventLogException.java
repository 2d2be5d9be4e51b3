package dev.voicemedia.gateway.eventlog;

import org.jspecify.annotations.Nullable;

/** Failure of the log to do what it was asked to do. */
public final class EventLogException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  public EventLogException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  static EventLogException closed() {
    return new EventLogException(Reason.UNAVAILABLE, "the log is closed", null);
  }

  public Reason reason() {
    return reason;
  }

  /** Kinds of failure, by what a caller can do about them. */
  public enum Reason {
    /** The folder cannot be opened: in use, damaged, of a newer format, not writable. */
    NOT_OPENED,
    /** More is waiting to be stored than the log takes; a later try may succeed. */
    BUSY,
    /** Writing has failed, or the log is closed; nothing is stored until it is opened again. */
    UNAVAILABLE,
    /** A stored range cannot be read. */
    DAMAGED,
    /** What is asked for has not come here yet; a later try, or another gateway, may succeed. */
    BEHIND
  }
}
