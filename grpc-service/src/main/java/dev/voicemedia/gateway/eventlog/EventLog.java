package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.Lineage;
import dev.voicemedia.gateway.event.LogEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The durable log of verified webhooks, as those who read it see it: every event in it is durable,
 * and has a position. Positions rise, but need not be consecutive: nobody may take a hole between
 * two of them for events that are lost. Safe for use by many threads.
 */
public interface EventLog {

  /**
   * Stored events after a position, oldest first; empty at the head.
   *
   * @param maxBytes of encoded events together; the first is returned even if it is larger
   * @throws EventLogException DAMAGED, UNAVAILABLE
   */
  List<LogEntry> read(long after, int maxEntries, int maxBytes);

  /**
   * The stored event with this id.
   *
   * @throws EventLogException DAMAGED, UNAVAILABLE
   */
  Optional<LogEntry> find(String eventId);

  /**
   * The position before the first event, in the log's order, that was received at this time or
   * later; the head if there is none. Events after it may have been received before that time,
   * since the time of reception steps back when the clock is put back. Where events cannot be read,
   * the position before them if they may include that one.
   *
   * @throws EventLogException UNAVAILABLE
   */
  long placeBefore(Instant receivedAt);

  /**
   * The position of the last event, in the log's order, that was received before this time; the
   * position before the oldest event if there is none. Where events cannot be read, a position
   * before them.
   *
   * @throws EventLogException UNAVAILABLE
   */
  long lastBefore(Instant receivedAt);

  /**
   * A page of the stored events that match.
   *
   * @throws EventLogException DAMAGED, UNAVAILABLE
   */
  EventPage page(EventPage.Request request);

  /** The position of the newest event; 0 if there never was one. */
  long head();

  /**
   * The last position that the log has come to, whether or not an event has it: at least the head.
   */
  default long end() {
    return head();
  }

  /** The position before the oldest stored event; the head if there is none. */
  long earliest();

  /**
   * Waits until what is before a cursor has come here, if it exists at all. A log that follows
   * another one may be behind: then it takes up to seconds, and the thread must be one that may
   * block.
   *
   * @throws EventLogException BEHIND
   */
  default void awaitPlace(Cursor cursor) {}

  /** Which log this is, and the epochs of its positions; grows with the head. */
  Lineage lineage();

  /** The cursor of the place after the event at a position. */
  default Cursor cursorAt(long position) {
    return lineage().cursorAt(position);
  }

  /**
   * Registers a listener, which is called with the events of each growth once they are durable, in
   * order, on one thread: it must return at once.
   *
   * @return ends the calls
   */
  Runnable onAppended(AppendListener listener);
}
