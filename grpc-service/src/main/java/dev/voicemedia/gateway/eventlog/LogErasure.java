package dev.voicemedia.gateway.eventlog;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import dev.voicemedia.gateway.event.EventTime;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import dev.voicemedia.v1.Event;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.rocksdb.RocksDBException;

/**
 * Erases what was said of a person from a log. What remains of each event is its place, its type,
 * its times and the ids by which it is found, so that cursors and other consumers are not
 * disturbed.
 */
public final class LogErasure {
  private final EventTable events;
  private final Timestamp erasedAt;

  LogErasure(LogStore store, Instant now) {
    this.events = store.events();
    this.erasedAt = EventTime.timestamp(now);
  }

  /**
   * Erases events; once the log is closed, no file of it has their former bytes. An erasure names
   * positions: what it is to reach was decided before.
   *
   * @param found also those that were erased before, since an erasure may have been interrupted
   */
  Erased run(FoundEvents found) {
    long erased = 0;
    SortedMap<Integer, Long> touched = new TreeMap<>();
    for (long position : found.positions()) {
      erased += erase(position) ? 1 : 0;
      touch(position, touched);
    }
    found.erasedBefore().forEach(position -> touch(position, touched));
    touched.values().forEach(this::rewrite);
    return new Erased(found.positions().size(), erased);
  }

  private void touch(long position, SortedMap<Integer, Long> touched) {
    touched.put(events.buckets().bucketOf(position).number(), position);
  }

  private boolean erase(long position) {
    Optional<Event> event = events.at(position).map(LogErasure::parse);
    if (event.isEmpty() || event.get().hasErasedAt()) {
      return false;
    }
    try {
      events.replace(new LogEntry(position, remainderOf(event.get())));
      return true;
    } catch (RocksDBException e) {
      throw damaged("cannot write position " + position + ": " + e.getMessage(), e);
    }
  }

  private void rewrite(long position) {
    try {
      events.rewrite(position);
    } catch (RocksDBException e) {
      throw damaged(
          "cannot write the bucket of position " + position + " again: " + e.getMessage(), e);
    }
  }

  private ByteString remainderOf(Event event) {
    Event.Builder remainder =
        Event.newBuilder()
            .setId(event.getId())
            .setEventType(event.getEventType())
            .setReceivedAt(event.getReceivedAt())
            .setCallControlId(event.getCallControlId())
            .setCallLegId(event.getCallLegId())
            .setCallSessionId(event.getCallSessionId())
            .setConnectionId(event.getConnectionId())
            .setSource(event.getSource())
            .setErasedAt(erasedAt);
    if (event.hasOccurredAt()) {
      remainder.setOccurredAt(event.getOccurredAt());
    }
    return remainder.build().toByteString();
  }

  private static Event parse(LogEntry entry) {
    try {
      return Event.parseFrom(entry.encodedEvent());
    } catch (InvalidProtocolBufferException e) {
      throw damaged("position " + entry.position() + ": not an event", e);
    }
  }

  private static EventLogException damaged(String message, Exception cause) {
    return new EventLogException(Reason.DAMAGED, message, cause);
  }

  /**
   * Result of an erasure.
   *
   * @param found events that were named
   * @param erased of them, those that had not been erased before
   */
  public record Erased(long found, long erased) {}
}
