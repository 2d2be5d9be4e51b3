package dev.voicemedia.gateway.eventlog;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import dev.voicemedia.gateway.event.EventTime;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.BucketSeries.Bucket;
import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import dev.voicemedia.v1.Event;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes what was said of a person out of a log. What remains of each event is its place, its type,
 * its times and the ids by which it is found, so that cursors and other consumers are not
 * disturbed.
 */
public final class LogErasure {
  private static final int CHUNK = 256;

  private final LogStore store;
  private final LogTables tables;
  private final Timestamp erasedAt;

  LogErasure(LogStore store, Instant now) {
    this.store = store;
    this.tables = store.tables();
    this.erasedAt = EventTime.timestamp(now);
  }

  /**
   * What was done.
   *
   * @param found events of the call
   * @param erased of them, those that had not been erased before
   */
  public record Erased(long found, long erased) {}

  /** Once the log was closed, the former bytes of the events of a call are in no file of it. */
  Erased run(CallIndex call) {
    long head = store.head();
    long found = 0;
    long erased = 0;
    long place = store.earliest();
    Set<Bucket> touched = new LinkedHashSet<>();
    while (place < head) {
      List<Long> positions = store.find(call, place, head, false, CHUNK);
      for (long position : positions) {
        erased += erase(position) ? 1 : 0;
        touched.add(tables.bucketOf(position));
      }
      found += positions.size();
      place = positions.isEmpty() ? head : positions.get(positions.size() - 1);
    }
    // Also of those that were erased before: an erasure may have been interrupted here.
    touched.forEach(tables::rewriteEvents);
    return new Erased(found, erased);
  }

  private boolean erase(long position) {
    for (LogEntry entry : store.read(position - 1, position, 1, Integer.MAX_VALUE)) {
      Event event = parse(entry);
      if (!event.hasErasedAt()) {
        tables.replace(new LogEntry(position, remainderOf(event)));
        return true;
      }
    }
    return false;
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
      throw new EventLogException(
          Reason.DAMAGED, "position " + entry.position() + ": not an event", e);
    }
  }
}
