package dev.voicemedia.gateway.eventlog;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.voicemedia.gateway.event.EventHeader;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/** The stored events by position, and the index by which those of a call are found. */
final class EventTable {
  private static final String INDEX = "index";
  private static final byte[] NOTHING = {};

  private final Database database;
  private final StoreGuard guard;
  private final BucketSeries buckets;
  private final ReceivedTimes times;

  EventTable(Database database, StoreGuard guard) throws RocksDBException {
    this.database = database;
    this.guard = guard;
    this.buckets = new BucketSeries(database, "events", List.of(Database.EVENTS, INDEX));
    this.times = new ReceivedTimes(database);
  }

  /** The buckets that it consists of. */
  BucketSeries buckets() {
    return buckets;
  }

  /** When the events were received, as a whole. */
  ReceivedTimes times() {
    return times;
  }

  /** The position before the oldest stored event. */
  long earliest() {
    return buckets.oldest().map(oldest -> oldest.firstPosition() - 1).orElse(0L);
  }

  /** The position of the newest event that was ever stored; 0 if there was none. */
  long head() {
    return guard.read("events", () -> buckets.newest().isEmpty() ? 0 : lastOfNewest());
  }

  private long lastOfNewest() throws RocksDBException {
    Bucket newest = buckets.newest().orElseThrow();
    try (RocksIterator it = database.iterator(newest.family(Database.EVENTS))) {
      it.seekToLast();
      it.status();
      return it.isValid() ? position(it.key()) : newest.firstPosition() - 1;
    }
  }

  /** The event at a position; empty if there is none, or none any more. */
  Optional<LogEntry> at(long position) {
    return read(position - 1, position, 1, Integer.MAX_VALUE).stream().findFirst();
  }

  /** Up to so many entries with positions in (after, upTo], but at least one if there is any. */
  List<LogEntry> read(long after, long upTo, int maxEntries, int maxBytes) {
    return guard.read(
        "events after position " + after,
        () -> {
          EntryCollector collector = new EntryCollector(maxEntries, maxBytes);
          for (Bucket bucket : buckets.overlapping(after + 1, upTo)) {
            try (RocksIterator it = database.iterator(bucket.family(Database.EVENTS))) {
              it.seek(positionKey(after + 1));
              while (it.isValid() && position(it.key()) <= upTo && collector.take(it)) {
                it.next();
              }
              it.status();
            } catch (RocksDBException e) {
              if (collector.entries.isEmpty()) {
                throw StoreGuard.damaged(
                    "events after position %d, in a bucket of positions %s"
                        .formatted(after, buckets.positions(bucket)),
                    e);
              }
              break; // what is before the damage first
            }
            if (collector.full) {
              break;
            }
          }
          return collector.entries;
        });
  }

  /** As {@link #read}, but from the last of these positions backwards. */
  List<LogEntry> readBackwards(long after, long upTo, int maxEntries, int maxBytes) {
    return guard.read(
        "events up to position " + upTo,
        () -> {
          EntryCollector collector = new EntryCollector(maxEntries, maxBytes);
          List<Bucket> newestFirst = new ArrayList<>(buckets.overlapping(after + 1, upTo));
          Collections.reverse(newestFirst);
          for (Bucket bucket : newestFirst) {
            try (RocksIterator it = database.iterator(bucket.family(Database.EVENTS))) {
              it.seekForPrev(positionKey(upTo));
              while (it.isValid() && position(it.key()) > after && collector.take(it)) {
                it.prev();
              }
              it.status();
            } catch (RocksDBException e) {
              if (collector.entries.isEmpty()) {
                throw StoreGuard.damaged(
                    "events up to position %d, in a bucket of positions %s"
                        .formatted(upTo, buckets.positions(bucket)),
                    e);
              }
              break; // what is after the damage first
            }
            if (collector.full) {
              break;
            }
          }
          return collector.entries;
        });
  }

  /** Up to so many positions in (after, upTo] of events of a call, in order or against it. */
  List<Long> find(CallIndex call, long after, long upTo, boolean newestFirst, int max) {
    return guard.read(
        "the index of call " + call.id(),
        () -> {
          List<Long> found = new ArrayList<>();
          List<Bucket> inOrder = new ArrayList<>(buckets.overlapping(after + 1, upTo));
          if (newestFirst) {
            Collections.reverse(inOrder);
          }
          for (Bucket bucket : inOrder) {
            try (RocksIterator it = database.iterator(bucket.family(INDEX))) {
              call.collect(it, after, upTo, newestFirst, max, found);
            }
          }
          return found;
        });
  }

  /** When the newest event was received; empty if none is stored. */
  Optional<Instant> newestReceivedAt() {
    return at(head()).map(EventTable::receivedAt);
  }

  /**
   * The position before the first event up to the head that was received at this time or later; the
   * head if there is none. Where events cannot be read, the position before them if they may
   * include that one.
   */
  long placeBefore(Instant receivedAt, long head) {
    return placeBefore(receivedAt, times.firstReaching(receivedAt, earliest(), head));
  }

  /**
   * The position of the last event up to the head that was received before this time; the position
   * before the oldest event if there is none. Where events cannot be read, the head of the search
   * goes before them.
   */
  long lastBefore(Instant receivedAt, long head) {
    return placeBefore(receivedAt, times.lastBefore(receivedAt, earliest(), head));
  }

  /** A binary search, for time only rises in a run. */
  private long placeBefore(Instant receivedAt, ReceivedTimes.Run run) {
    long low = run.after();
    long high = run.upTo();
    while (low < high) {
      long middle = low + (high - low) / 2;
      Optional<LogEntry> next = firstReadable(middle, high);
      if (next.isPresent() && receivedAt(next.get()).isBefore(receivedAt)) {
        low = next.get().position();
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The first event after a position or, in growing steps, one after those that are damaged. */
  private Optional<LogEntry> firstReadable(long after, long upTo) {
    long place = after;
    for (long step = 1; place < upTo; step *= 2) {
      try {
        return read(place, upTo, 1, 1).stream().findFirst();
      } catch (EventLogException e) {
        if (e.reason() != Reason.DAMAGED) {
          throw e;
        }
        place += step;
      }
    }
    return Optional.empty();
  }

  private static Instant receivedAt(LogEntry entry) {
    return EventHeader.read(entry.encodedEvent()).receivedAt();
  }

  /** Adds an event to what a batch will write; the newest bucket takes it. */
  void put(WriteBatch batch, long position, byte[] encoded, Collection<CallIndex> calls)
      throws RocksDBException {
    Bucket newest = buckets.newest().orElseThrow();
    batch.put(newest.family(Database.EVENTS), positionKey(position), encoded);
    for (CallIndex call : calls) {
      batch.put(newest.family(INDEX), call.key(position), NOTHING);
    }
  }

  /** Puts an entry in the place of the one at its position; the former bytes stay on disk. */
  void replace(LogEntry entry) throws RocksDBException {
    try (WriteBatch batch = new WriteBatch()) {
      batch.put(
          buckets.bucketOf(entry.position()).family(Database.EVENTS),
          positionKey(entry.position()),
          entry.encodedEvent().toByteArray());
      guard.write(() -> database.writeSynced(batch));
    }
  }

  /** Writes the files of the bucket of a position again, without what was replaced. */
  void rewrite(long position) throws RocksDBException {
    ColumnFamilyHandle events = buckets.bucketOf(position).family(Database.EVENTS);
    guard.write(() -> database.rewrite(events));
  }

  /** How many keys the index by call has. */
  long countIndexKeys() {
    return guard.read(
        "the index by call",
        () -> {
          long[] count = {0};
          for (Bucket bucket : buckets.all()) {
            database.forEach(bucket.family(INDEX), it -> count[0]++);
          }
          return count[0];
        });
  }

  /** Its buckets, oldest first. */
  List<BucketSummary> summaries() {
    return guard.read(
        "the size of a bucket",
        () -> {
          List<BucketSummary> summaries = new ArrayList<>();
          for (Bucket bucket : buckets.all()) {
            summaries.add(
                new BucketSummary(bucket.firstPosition(), bucket.openedAt(), buckets.size(bucket)));
          }
          return summaries;
        });
  }

  // Big-endian, so that the order of keys is the order of positions.
  private static byte[] positionKey(long position) {
    return ByteBuffer.allocate(Long.BYTES).putLong(position).array();
  }

  /** The position that a key stands for. */
  static long position(byte[] key) {
    return ByteBuffer.wrap(key).getLong();
  }

  /** Collects entries until their count or their bytes are reached. */
  private static final class EntryCollector {
    private final List<LogEntry> entries = new ArrayList<>();
    private final int maxEntries;
    private final int maxBytes;
    private long bytes;
    private boolean full;

    EntryCollector(int maxEntries, int maxBytes) {
      this.maxEntries = maxEntries;
      this.maxBytes = maxBytes;
    }

    /** Whether it was taken. */
    boolean take(RocksIterator it) {
      ByteString value = UnsafeByteOperations.unsafeWrap(it.value());
      bytes += value.size();
      full = !entries.isEmpty() && (entries.size() == maxEntries || bytes > maxBytes);
      if (!full) {
        entries.add(new LogEntry(position(it.key()), value));
      }
      return !full;
    }
  }
}
