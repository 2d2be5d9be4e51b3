package dev.voicemedia.gateway.http;

/** A body that could not be read, as opposed to one that could not be dealt with. */
public final class BodyException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  BodyException(Reason reason) {
    super(reason.name());
    this.reason = reason;
  }

  BodyException(Reason reason, Throwable cause) {
    super(reason.name(), cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /** Why not. */
  public enum Reason {
    /** Over the limit. */
    TOO_LARGE,
    /** It was not there in time. */
    TOO_SLOW,
    /** Other large bodies fill the memory that they share. */
    NO_ROOM,
    /** The connection ended, or what came was no HTTP. */
    BROKEN
  }
}
