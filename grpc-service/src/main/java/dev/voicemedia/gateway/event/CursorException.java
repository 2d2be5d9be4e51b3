package dev.voicemedia.gateway.event;

import org.jspecify.annotations.Nullable;

/** A cursor that a stream cannot start at. */
public final class CursorException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why not. */
  public enum Reason {
    /** Not a cursor, or a damaged one. */
    MALFORMED,
    /** The cursor of another log. */
    FOREIGN,
    /** Beyond the log's head. */
    AHEAD,
    /** Events behind it are gone. */
    EXPIRED
  }

  private final Reason reason;
  private final transient @Nullable Cursor earliest;
  private final transient @Nullable Cursor head;

  public CursorException(
      Reason reason, String message, @Nullable Cursor earliest, @Nullable Cursor head) {
    super(message);
    this.reason = reason;
    this.earliest = earliest;
    this.head = head;
  }

  /** Retention has removed what lies behind a cursor. */
  public static CursorException expired(Cursor cursor, Cursor earliest, Cursor head) {
    return new CursorException(
        Reason.EXPIRED,
        "cursor: events behind position " + cursor.position() + " were removed by retention",
        earliest,
        head);
  }

  public Reason reason() {
    return reason;
  }

  /** The oldest place that can be read from; null where it does not help. */
  public @Nullable Cursor earliest() {
    return earliest;
  }

  /** The log's end; null where it does not help. */
  public @Nullable Cursor head() {
    return head;
  }
}
