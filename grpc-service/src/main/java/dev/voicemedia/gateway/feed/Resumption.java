package dev.voicemedia.gateway.feed;

import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.CursorException;
import dev.voicemedia.gateway.event.Lineage;
import java.util.OptionalLong;

/** Rules by which a subscriber may resume after a cursor. */
final class Resumption {
  private Resumption() {}

  /**
   * The position to continue after.
   *
   * @param acrossGaps whether to go on when events after the cursor are gone
   * @param lineage of the log, read before the two positions: what it does not know of an epoch has
   *     then ended at or below the earliest
   * @param earliestPosition before the oldest stored event
   * @throws CursorException FOREIGN, AHEAD or EXPIRED
   */
  static long placeOf(
      Cursor cursor, boolean acrossGaps, Lineage lineage, long earliestPosition, long headPosition)
      throws CursorException {
    Cursor earliest = lineage.cursorAt(earliestPosition);
    Cursor head = lineage.cursorAt(headPosition);
    if (!lineage.isOf(cursor)) {
      throw CursorException.foreign();
    }
    if (cursor.position() > head.position()) {
      throw CursorException.ahead(cursor, "the head", head.position(), head);
    }
    OptionalLong last = lineage.lastOf(cursor);
    if (last.isPresent() && cursor.position() > last.getAsLong()) {
      throw CursorException.ahead(
          cursor, "what the log was rolled back to", last.getAsLong(), head);
    }
    if (last.isEmpty() && cursor.position() > earliest.position()) {
      throw CursorException.undone(cursor, head);
    }
    boolean gap = last.isEmpty() || cursor.position() < earliest.position();
    if (gap && !acrossGaps) {
      throw CursorException.expired(cursor, earliest, head);
    }
    // An unknown epoch may have had other events: the subscriber is to see a gap even at earliest.
    return last.isEmpty()
        ? Math.min(cursor.position(), earliest.position() - 1)
        : cursor.position();
  }
}
