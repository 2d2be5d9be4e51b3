package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import java.util.Collection;
import java.util.List;

/** Goes through stored events in order, past those that cannot be read. */
final class LogScan {
  private static final int CHUNK = 512;
  private static final int CHUNK_BYTES = 4 << 20;

  private final EventTable events;
  private final long upTo;
  private long place;

  LogScan(EventTable events) {
    this.events = events;
    this.place = events.earliest();
    this.upTo = events.head();
  }

  void all(ScanVisitor visitor) {
    while (place < upTo) {
      try {
        List<LogEntry> chunk = events.read(place, upTo, CHUNK, CHUNK_BYTES);
        if (chunk.isEmpty()) {
          return;
        }
        place = chunk.get(chunk.size() - 1).position();
        visitor.read(chunk);
      } catch (EventLogException e) {
        requireDamage(e);
        long first = place + 1;
        place = afterDamage();
        visitor.unreadable(first, place, String.valueOf(e.getMessage()));
      }
    }
  }

  /** Goes through the events at some positions. */
  void positions(Collection<Long> positions, ScanVisitor visitor) {
    positions.forEach(position -> readOne(position, visitor));
  }

  private void readOne(long position, ScanVisitor visitor) {
    try {
      List<LogEntry> entry = events.read(position - 1, position, 1, CHUNK_BYTES);
      if (entry.isEmpty()) {
        visitor.unreadable(position, position, "missing");
      } else {
        visitor.read(entry);
      }
    } catch (EventLogException e) {
      requireDamage(e);
      visitor.unreadable(position, position, String.valueOf(e.getMessage()));
    }
  }

  /**
   * The position after which events can be read again. Damage is of whole blocks: so this looks in
   * growing steps, and then by binary search between the last two.
   */
  private long afterDamage() {
    long unreadable = place;
    long step = 1;
    while (unreadable + step < upTo && !readable(unreadable + step)) {
      unreadable += step;
      step *= 2;
    }
    long readable = Math.min(unreadable + step, upTo);
    while (readable - unreadable > 1) {
      long middle = unreadable + (readable - unreadable) / 2;
      if (readable(middle)) {
        readable = middle;
      } else {
        unreadable = middle;
      }
    }
    return readable;
  }

  private boolean readable(long after) {
    try {
      return !events.read(after, upTo, 1, 1).isEmpty();
    } catch (EventLogException e) {
      return false;
    }
  }

  private static void requireDamage(EventLogException e) {
    if (e.reason() != Reason.DAMAGED) {
      throw e;
    }
  }
}
