package dev.voicemedia.gateway.event;

import org.jspecify.annotations.Nullable;

/** A cursor that a stream cannot start at. */
public final class CursorException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final transient @Nullable Cursor earliest;
  private final transient @Nullable Cursor head;

  private CursorException(
      Reason reason, String message, @Nullable Cursor earliest, @Nullable Cursor head) {
    super(message);
    this.reason = reason;
    this.earliest = earliest;
    this.head = head;
  }

  /** A cursor that another log gave out. */
  public static CursorException foreign() {
    return new CursorException(
        Reason.FOREIGN, "cursor: of another event log, expected one of this log", null, null);
  }

  /**
   * A cursor beyond what this log has.
   *
   * @param limit what the last position that it could have is called
   */
  public static CursorException ahead(Cursor cursor, String limit, long last, Cursor head) {
    return new CursorException(
        Reason.AHEAD,
        "cursor: position " + cursor.position() + ", expected at most " + limit + ", " + last,
        null,
        head);
  }

  /** A cursor of a future that a rollback has undone. */
  public static CursorException undone(Cursor cursor, Cursor head) {
    return new CursorException(
        Reason.AHEAD,
        "cursor: position "
            + cursor.position()
            + " of an epoch that this log does not have, expected one from before it was rolled"
            + " back",
        null,
        head);
  }

  /** A cursor after which retention has removed events. */
  public static CursorException expired(Cursor cursor, Cursor earliest, Cursor head) {
    return new CursorException(
        Reason.EXPIRED,
        "cursor: position "
            + cursor.position()
            + ", expected at least "
            + earliest.position()
            + ", up to which retention has removed events",
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

  /** Why not. */
  public enum Reason {
    /** The cursor of another log. */
    FOREIGN,
    /** Beyond the log's head, or what a rollback has left of it. */
    AHEAD,
    /** Events after it are gone. */
    EXPIRED
  }
}
