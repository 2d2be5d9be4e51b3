package dev.voicemedia.gateway.eventlog;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.BucketSeries.Bucket;
import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * What the log keeps on disk. Events and the index by call are in one series of buckets, ids in
 * another, as they are remembered by other rules.
 */
final class LogStore implements AutoCloseable {
  static final int EVENTS = 0;
  static final int INDEX = 1;
  private static final byte[] NOTHING = {};
  private static final long DROP_PATIENCE_MILLIS = 50;

  private final LogFiles files;
  private final BucketSeries eventBuckets;
  private final BucketSeries idBuckets;

  /** Nobody finds them any more; somebody may still be reading them. */
  private final List<Bucket> forgotten = new ArrayList<>();

  // RocksDB must not be used after it was closed: that would end the process.
  private final ReadWriteLock openness = new ReentrantReadWriteLock();
  private boolean closed;

  /**
   * Opens the log in a data folder.
   *
   * @throws EventLogException NOT_OPENED, or DAMAGED
   */
  static LogStore open(Path folder, LogFiles.Opening opening, LogFiles.Disk disk) {
    LogFiles files = LogFiles.open(folder, opening, disk);
    try {
      return new LogStore(files);
    } catch (RocksDBException e) {
      files.close();
      throw new EventLogException(
          Reason.DAMAGED,
          "event log " + folder + ": cannot read its buckets: " + e.getMessage(),
          e);
    } catch (RuntimeException e) {
      files.close();
      throw e;
    }
  }

  private LogStore(LogFiles files) throws RocksDBException {
    this.files = files;
    this.eventBuckets = new BucketSeries(files, "events", List.of("events", "index"));
    this.idBuckets = new BucketSeries(files, "ids", List.of("ids"));
    if (!files.readOnly()) {
      files.dropAllBut(List.of(eventBuckets, idBuckets));
    }
  }

  /** Its parts; they must not be used after this was closed. */
  LogTables tables() {
    return new LogTables(files, eventBuckets, idBuckets);
  }

  LogIdentity identity() {
    return files.identity();
  }

  /** Makes this another log, as it was restored. */
  void becomeRestored() throws RocksDBException {
    files.become(files.identity().restored(head()));
  }

  /** Keeps what is being written to fast to read; what is begun later is kept so anyway. */
  void compactNewest() {
    reading(
        "the newest bucket",
        () -> {
          for (BucketSeries series : List.of(eventBuckets, idBuckets)) {
            if (series.newest().isPresent()) {
              files.compact(series.newest().get().families());
            }
          }
          return true;
        });
  }

  /** The place before the oldest stored event. */
  long earliest() {
    return Optional.ofNullable(eventBuckets.all().firstEntry())
        .map(oldest -> oldest.getKey() - 1)
        .orElse(0L);
  }

  /** The position of the newest event that was ever stored; 0 if there was none. */
  long head() {
    return reading(
        "events",
        () -> {
          Optional<Bucket> newest = eventBuckets.newest();
          if (newest.isEmpty()) {
            return 0L;
          }
          try (RocksIterator it = files.iterator(newest.get().families().get(EVENTS))) {
            it.seekToLast();
            it.status();
            return it.isValid() ? position(it.key()) : newest.get().firstPosition() - 1;
          }
        });
  }

  /** Up to so many entries with positions in (after, upTo], but at least one if there is any. */
  List<LogEntry> read(long after, long upTo, int maxEntries, int maxBytes) {
    return reading(
        "events behind position " + after,
        () -> {
          EntryCollector collector = new EntryCollector(maxEntries, maxBytes);
          for (Bucket bucket : overlapping(after + 1, upTo)) {
            try (RocksIterator it = files.iterator(bucket.families().get(EVENTS))) {
              it.seek(positionKey(after + 1));
              while (it.isValid() && position(it.key()) <= upTo && collector.take(it)) {
                it.next();
              }
              it.status();
            } catch (RocksDBException e) {
              if (collector.entries.isEmpty()) {
                throw damaged(
                    "events behind position %d, in a bucket of positions %s"
                        .formatted(after, positions(bucket)),
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

  /** Up to so many positions in (after, upTo] of events of a call, in order or against it. */
  List<Long> find(CallIndex call, long after, long upTo, boolean newestFirst, int max) {
    return reading(
        "the index of call " + call.id(),
        () -> {
          List<Long> positions = new ArrayList<>();
          List<Bucket> buckets = overlapping(after + 1, upTo);
          if (newestFirst) {
            Collections.reverse(buckets);
          }
          for (Bucket bucket : buckets) {
            try (RocksIterator it = files.iterator(bucket.families().get(INDEX))) {
              if (newestFirst) {
                it.seekForPrev(call.key(upTo));
              } else {
                it.seek(call.key(after + 1));
              }
              while (it.isValid() && positions.size() < max && call.owns(it.key())) {
                long position = CallIndex.positionOf(it.key());
                if (position <= after || position > upTo) {
                  break;
                }
                positions.add(position);
                if (newestFirst) {
                  it.prev();
                } else {
                  it.next();
                }
              }
              it.status();
            }
          }
          return positions;
        });
  }

  /** What is remembered of an id, in buckets that were written to at this time or later. */
  @Nullable IdEntry findId(String id, Instant notBefore) {
    byte[] key = id.getBytes(StandardCharsets.UTF_8);
    return reading(
            "id " + id,
            () -> {
              Instant end = Instant.MAX;
              RocksDBException damage = null;
              for (Bucket bucket : idBuckets.all().descendingMap().values()) {
                if (end.isBefore(notBefore)) {
                  break;
                }
                end = bucket.openedAt();
                try {
                  byte[] value = files.get(bucket.families().get(0), key);
                  if (value != null) {
                    return Optional.of(value);
                  }
                } catch (RocksDBException e) {
                  damage = e; // another bucket may have it
                }
              }
              if (damage != null) {
                throw damage;
              }
              return Optional.<byte[]>empty();
            })
        .map(IdEntry::decode)
        .orElse(null);
  }

  /** A batch that becomes visible and durable as a whole. */
  final class Batch implements AutoCloseable {
    private final WriteBatch batch = new WriteBatch();
    private final Bucket events = eventBuckets.newest().orElseThrow();
    private final Bucket ids = idBuckets.newest().orElseThrow();

    void putEvent(long position, byte[] encoded, Collection<CallIndex> calls)
        throws RocksDBException {
      batch.put(events.families().get(EVENTS), positionKey(position), encoded);
      for (CallIndex call : calls) {
        batch.put(events.families().get(INDEX), call.key(position), NOTHING);
      }
    }

    void putId(String id, IdEntry entry) throws RocksDBException {
      batch.put(ids.families().get(0), id.getBytes(StandardCharsets.UTF_8), entry.encode());
    }

    void putPublicKey(String keyId, ByteString key) throws RocksDBException {
      batch.put(files.publicKeys(), keyId.getBytes(StandardCharsets.US_ASCII), key.toByteArray());
    }

    /** Returns once everything in the batch has been fsynced. */
    void commit() throws RocksDBException {
      openness.readLock().lock();
      try {
        requireOpen();
        files.writeSynced(batch);
      } finally {
        openness.readLock().unlock();
      }
    }

    @Override
    public void close() {
      batch.close();
    }
  }

  /** Needs {@link #keepBuckets} to have been called once. */
  Batch newBatch() {
    return new Batch();
  }

  /**
   * Begins buckets and drops what has expired, where it is due. For the writer alone.
   *
   * @param nextPosition of the next event
   */
  void keepBuckets(EventLogSettings settings, long nextPosition, Instant now)
      throws RocksDBException {
    new Retention(files, settings, now).keep(eventBuckets, idBuckets, nextPosition, forgotten::add);
    if (!forgotten.isEmpty()) {
      dropForgotten();
    }
  }

  /**
   * @throws RocksDBException if something has failed in the background, of which nobody was told
   */
  void requireHealthy() throws RocksDBException {
    files.requireHealthy();
  }

  /** What a store that was closed is asked fails with. */
  static EventLogException closed() {
    return new EventLogException(Reason.UNAVAILABLE, "the log is closed", null);
  }

  /** Waits for those who read. */
  @Override
  public void close() {
    openness.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        files.close();
      }
    } finally {
      openness.writeLock().unlock();
    }
  }

  /** Gives up when readers take their time, since appends wait for it: it is tried again. */
  private void dropForgotten() throws RocksDBException {
    try {
      if (!openness.writeLock().tryLock(DROP_PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    try {
      for (Bucket bucket : forgotten) {
        files.drop(bucket.families());
      }
      forgotten.clear();
    } finally {
      openness.writeLock().unlock();
    }
  }

  private List<Bucket> overlapping(long first, long last) {
    if (first > last) {
      return new ArrayList<>();
    }
    NavigableMap<Long, Bucket> buckets = eventBuckets.all();
    Long start = buckets.floorKey(first);
    return new ArrayList<>(
        (start == null ? buckets : buckets.tailMap(start, true)).headMap(last, true).values());
  }

  private interface Read<T> {
    T run() throws RocksDBException;
  }

  private <T> T reading(String what, Read<T> read) {
    openness.readLock().lock();
    try {
      requireOpen();
      return read.run();
    } catch (RocksDBException e) {
      throw damaged(what, e);
    } finally {
      openness.readLock().unlock();
    }
  }

  /** As far as they are known: of the newest there may be more. */
  private String positions(Bucket bucket) {
    Long next = eventBuckets.all().higherKey(bucket.firstPosition());
    return bucket.firstPosition() + (next == null ? " and on" : " to " + (next - 1));
  }

  /** RocksDB's message names the file. */
  private static EventLogException damaged(String what, RocksDBException e) {
    return new EventLogException(
        Reason.DAMAGED,
        "cannot read %s: %s; %s".formatted(what, e.getMessage(), OpeningProblem.WAY_OUT),
        e);
  }

  private void requireOpen() {
    if (closed) {
      throw closed();
    }
  }

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

  // Big-endian, so that the order of keys is the order of positions.
  static byte[] positionKey(long position) {
    return ByteBuffer.allocate(Long.BYTES).putLong(position).array();
  }

  static long position(byte[] key) {
    return ByteBuffer.wrap(key).getLong();
  }
}
