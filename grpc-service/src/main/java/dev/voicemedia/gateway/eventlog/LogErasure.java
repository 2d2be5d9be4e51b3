package dev.voicemedia.gateway.eventlog;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import dev.voicemedia.v1.Event;
import java.time.Instant;
import java.util.List;

/**
 * Takes what was said of a person out of a log. What remains of each event is its place, its type,
 * its times and the ids by which it is found, so that cursors and other consumers are not
 * disturbed.
 */
final class LogErasure {
  private static final int CHUNK = 256;

  private final LogStore store;
  private final LogTables tables;
  private final Timestamp erasedAt;

  LogErasure(LogStore store, Instant now) {
    this.store = store;
    this.tables = store.tables();
    this.erasedAt =
        Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()).build();
  }

  /**
   * Erases the events of a call. When it returns, their former bytes are in no file of the log.
   *
   * @return how many events were erased now
   */
  long run(CallIndex call) {
    long head = store.head();
    long erased = 0;
    long place = store.earliest();
    while (true) {
      List<Long> positions = store.find(call, place, head, false, CHUNK);
      if (positions.isEmpty()) {
        break;
      }
      for (long position : positions) {
        erased += erase(position) ? 1 : 0;
      }
      place = positions.get(positions.size() - 1);
    }
    // Also after nothing was erased: an erasure may have been interrupted before this.
    tables.rewriteEvents();
    return erased;
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
