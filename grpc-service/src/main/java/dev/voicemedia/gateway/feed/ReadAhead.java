package dev.voicemedia.gateway.feed;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.voicemedia.gateway.feed.FeedMessage.Delivery;
import java.util.List;

/**
 * Block of events that one subscription has read from the log and not yet taken. The next block is
 * read when this one is used up, so that a slow subscription costs one block. Used by whoever polls
 * the subscription; only {@link #close} may come from another thread.
 */
final class ReadAhead {
  private final CatchUpReader reader;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private boolean reading;

  @GuardedBy("lock")
  private boolean closed;

  private List<Delivery> block = List.of();
  private int taken;

  ReadAhead(CatchUpReader reader) {
    this.reader = reader;
  }

  /** Counts as a reader from now on: those that read at the same time share their blocks. */
  void begin() {
    synchronized (lock) {
      if (!reading && !closed) {
        reader.begin();
        reading = true;
      }
    }
  }

  /** Counts as a reader no longer. */
  void end() {
    synchronized (lock) {
      if (reading) {
        reader.end();
        reading = false;
      }
    }
  }

  /** Ends for good. */
  void close() {
    synchronized (lock) {
      closed = true;
    }
    end();
  }

  boolean isEmpty() {
    return taken == block.size();
  }

  /**
   * Reads the block after a position; it stays empty at the log's head.
   *
   * @throws dev.voicemedia.gateway.eventlog.EventLogException DAMAGED, UNAVAILABLE
   */
  void fill(long position) {
    block = reader.after(position);
    taken = 0;
  }

  /** The event that is taken next, which there must be. */
  Delivery peek() {
    return block.get(taken);
  }

  /** The next event, which there must be. */
  Delivery take() {
    return block.get(taken++);
  }

  /** Lets go of the block; it can be read again. */
  void drop() {
    block = List.of();
    taken = 0;
  }
}
