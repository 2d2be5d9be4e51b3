package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.event.EventHeader;
import dev.voicemedia.v1.EventFilter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** Keys by which the events of a call are found: kind, length and bytes of the id, position. */
record CallIndex(byte kind, String id) {
  private static final byte CALL_CONTROL_ID = 1;
  private static final byte CALL_LEG_ID = 2;
  private static final byte CALL_SESSION_ID = 3;

  /** A filter takes no longer id, so none is looked up. */
  private static final int MAX_ID_LENGTH = 512;

  /** Indexes under which an event is found. */
  static Stream<CallIndex> of(EventHeader event) {
    return Stream.of(
            new CallIndex(CALL_CONTROL_ID, event.callControlId()),
            new CallIndex(CALL_LEG_ID, event.callLegId()),
            new CallIndex(CALL_SESSION_ID, event.callSessionId()))
        .filter(CallIndex::isUsed);
  }

  /** The narrowest index of what passes a filter; empty if the filter names no call. */
  static Optional<CallIndex> narrowest(EventFilter filter) {
    return Stream.of(
            new CallIndex(CALL_CONTROL_ID, filter.getCallControlId()),
            new CallIndex(CALL_LEG_ID, filter.getCallLegId()),
            new CallIndex(CALL_SESSION_ID, filter.getCallSessionId()))
        .filter(CallIndex::isUsed)
        .findFirst();
  }

  /** The id of this kind that an event has; empty if it has none, or one too long for the index. */
  String idIn(EventHeader event) {
    return of(event).filter(own -> own.kind == kind).map(CallIndex::id).findFirst().orElse("");
  }

  byte[] key(long position) {
    byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(1 + Short.BYTES + bytes.length + Long.BYTES)
        .put(kind)
        .putShort((short) bytes.length)
        .put(bytes)
        .putLong(position)
        .array();
  }

  /**
   * Adds the positions in (after, upTo] of the call's events to a list, in order or against it,
   * until the list has so many.
   *
   * @param index keys of one bucket
   */
  void collect(
      RocksIterator index, long after, long upTo, boolean newestFirst, int max, List<Long> found)
      throws RocksDBException {
    if (newestFirst) {
      index.seekForPrev(key(upTo));
    } else {
      index.seek(key(after + 1));
    }
    while (index.isValid() && found.size() < max && owns(index.key())) {
      long position = positionOf(index.key());
      if (position <= after || position > upTo) {
        break;
      }
      found.add(position);
      if (newestFirst) {
        index.prev();
      } else {
        index.next();
      }
    }
    index.status();
  }

  /** Whether a key is one of this call's. */
  private boolean owns(byte[] key) {
    byte[] own = key(0);
    int prefix = own.length - Long.BYTES;
    return key.length == own.length && Arrays.equals(key, 0, prefix, own, 0, prefix);
  }

  private static long positionOf(byte[] key) {
    return ByteBuffer.wrap(key).getLong(key.length - Long.BYTES);
  }

  private boolean isUsed() {
    return !id.isEmpty() && id.length() <= MAX_ID_LENGTH;
  }
}
