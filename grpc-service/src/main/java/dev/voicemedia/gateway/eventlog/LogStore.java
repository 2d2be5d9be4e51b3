package dev.voicemedia.gateway.eventlog;

import com.google.protobuf.ByteString;
import dev.voicemedia.gateway.event.Lineage;
import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import dev.voicemedia.gateway.eventlog.LogOpener.Opened;
import dev.voicemedia.gateway.eventlog.ReceivedTimes.StepBack;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BackupEngine;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the log keeps on disk, open. Its tables may be read by many threads, also while it is being
 * closed; one thread may write.
 */
final class LogStore implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LogStore.class);
  private static final long DROP_PATIENCE_MILLIS = 50;
  private static final byte[] PROGRESS_KEY = "view".getBytes(StandardCharsets.US_ASCII);

  private final Database database;
  private final LogMetadata metadata;
  private final StoreGuard guard = new StoreGuard();
  private final EventTable events;
  private final IdTable ids;
  private final PublicKeyTable publicKeys;
  private final BookmarkTable bookmarks;

  /** Nobody finds them any more; somebody may still be reading them. */
  private final List<Bucket> forgotten = new ArrayList<>();

  private final AtomicLong dropped = new AtomicLong();

  /**
   * Opens the log in a data folder.
   *
   * @throws EventLogException NOT_OPENED, or DAMAGED
   */
  static LogStore open(LogFolder folder, LogOpener.Mode mode, Database.Disk disk) {
    Opened opened = LogOpener.open(folder, mode, disk);
    try {
      return new LogStore(opened);
    } catch (RocksDBException e) {
      opened.database().close();
      throw new EventLogException(
          Reason.DAMAGED,
          "event log " + folder + ": cannot read its buckets: " + e.getMessage(),
          e);
    } catch (EventLogException e) {
      opened.database().close();
      throw OpeningProblem.notOpened(
          folder,
          "damaged (%s; so the file that %s names is not what it was); %s"
              .formatted(e.getMessage(), folder.current(), OpeningProblem.WAY_OUT),
          e);
    } catch (RuntimeException e) {
      opened.database().close();
      throw e;
    }
  }

  private LogStore(Opened opened) throws RocksDBException {
    this.database = opened.database();
    this.metadata = opened.metadata();
    this.events = new EventTable(database, guard);
    this.ids = new IdTable(database, guard);
    this.publicKeys = new PublicKeyTable(database, guard);
    this.bookmarks = new BookmarkTable(database, guard);
    if (!database.readOnly()) {
      dropRemains();
    }
  }

  EventTable events() {
    return events;
  }

  IdTable ids() {
    return ids;
  }

  BookmarkTable bookmarks() {
    return bookmarks;
  }

  PublicKeyTable publicKeys() {
    return publicKeys;
  }

  TableFiles tableFiles() {
    return new TableFiles(database, guard);
  }

  Lineage lineage() {
    return metadata.lineage();
  }

  /** How far the view has come that this log is; empty if it is none, or a new one. */
  Optional<ViewProgress> progress() {
    return guard.read(
        "the progress of the view",
        () ->
            Optional.ofNullable(database.get(database.meta(), PROGRESS_KEY))
                .map(ViewProgress::decode));
  }

  /** Size of events, indexes and ids, in memory and on disk, in bytes; an estimate. */
  long bytes() {
    return guard.read("the size", () -> events.buckets().size() + ids.buckets().size());
  }

  /**
   * Lets RocksDB merge the table files of what is being written to, so that it stays fast to read;
   * what is begun later is merged anyway. Merging stops all writing when it comes upon damage: so
   * files that are damaged are named and left as they are. Takes a while where files are large.
   */
  void compactNewest() {
    List<ColumnFamilyHandle> growing = new ArrayList<>(database.ownFamilies());
    for (BucketSeries series : List.of(events.buckets(), ids.buckets())) {
      series.newest().ifPresent(bucket -> growing.addAll(bucket.allFamilies()));
    }
    TableFiles files = tableFiles();
    for (ColumnFamilyHandle family : growing) {
      guard.read("table files", () -> compactUnlessDamaged(family, files.damagedThatMerge(family)));
    }
  }

  private boolean compactUnlessDamaged(ColumnFamilyHandle family, List<LogProblem> damaged)
      throws RocksDBException {
    if (damaged.isEmpty()) {
      database.compact(family);
    }
    damaged.forEach(
        problem -> log.error("{}; it is not merged any more; {}", problem, OpeningProblem.WAY_OUT));
    return damaged.isEmpty();
  }

  /** Changes no file any more, of its own accord either; it can still be read, and closed. */
  void rest() {
    try {
      guard.write(database::rest);
    } catch (RocksDBException e) {
      log.error("RocksDB may go on writing in the background: {}", e.getMessage());
    }
  }

  /** Begins a batch; {@link #rollAndExpire} must have been called once. */
  Batch newBatch() {
    return new Batch();
  }

  /**
   * Begins buckets and drops what has expired, where it is due. For the writer alone.
   *
   * @param nextPosition of the next event
   */
  void rollAndExpire(EventLogSettings settings, long nextPosition, ClockWatch.Reading clock)
      throws RocksDBException {
    guard.write(
        () -> {
          new Retention(settings, clock)
              .rollAndExpire(events.buckets(), ids.buckets(), nextPosition, forgotten::add);
          events.times().forgetUpTo(events.earliest());
        });
    if (!forgotten.isEmpty()) {
      // If readers take their time this gives up, since appends wait for it: it is tried again.
      guard.tryWriteAlone(DROP_PATIENCE_MILLIS, this::dropForgotten);
    }
  }

  /** Buckets dropped since this store was opened. */
  long droppedBuckets() {
    return dropped.get();
  }

  private void dropForgotten() throws RocksDBException {
    for (Bucket bucket : forgotten) {
      database.drop(bucket.allFamilies());
      dropped.incrementAndGet();
    }
    forgotten.clear();
  }

  /**
   * @throws RocksDBException if writing has failed in the background, which no call has reported
   */
  void requireHealthy() throws RocksDBException {
    guard.write(database::requireHealthy);
  }

  /** Adds the log to the backups in a folder. */
  void backUp(BackupEngine backups) throws RocksDBException {
    guard.write(() -> database.backUp(backups));
  }

  @Override
  public void close() {
    guard.close(database::close);
  }

  /** Drops the column families of buckets that were being begun or dropped at a crash. */
  private void dropRemains() throws RocksDBException {
    List<ColumnFamilyHandle> used =
        Stream.of(events.buckets(), ids.buckets())
            .flatMap(series -> series.all().stream())
            .flatMap(bucket -> bucket.allFamilies().stream())
            .toList();
    database.dropAllBut(used);
  }

  /** A batch that becomes visible and durable as a whole. */
  final class Batch implements AutoCloseable {
    private final WriteBatch batch = new WriteBatch();
    private final NavigableMap<Long, StepBack> stepsBack = new TreeMap<>();
    private @Nullable Lineage begun;

    /** Begins an epoch, which nothing in a store precedes that was appended since it was opened. */
    void beginEpoch(long firstPosition) throws RocksDBException {
      become(lineage().begin(firstPosition, events.earliest()));
    }

    /** Gives the log another lineage. */
    void become(Lineage lineage) throws RocksDBException {
      begun = lineage;
      metadata.put(batch, begun);
    }

    /** Notes how far the view has come that this log is. */
    void putProgress(ViewProgress progress) throws RocksDBException {
      batch.put(database.meta(), PROGRESS_KEY, progress.encode());
    }

    void putBookmark(Instant recoveredUntil) throws RocksDBException {
      bookmarks.put(batch, recoveredUntil);
    }

    void putEvent(long position, byte[] encoded, Collection<CallIndex> calls)
        throws RocksDBException {
      events.put(batch, position, encoded, calls);
    }

    /** Notes that time steps back after the event at a position. */
    void putStepBack(long position, StepBack step) throws RocksDBException {
      events.times().put(batch, position, step);
      stepsBack.put(position, step);
    }

    void putId(String id, IdEntry entry) throws RocksDBException {
      ids.put(batch, id, entry);
    }

    void putPublicKey(String keyId, ByteString key) throws RocksDBException {
      publicKeys.put(batch, keyId, key);
    }

    /** Returns once everything in the batch has been fsynced. */
    void commit() throws RocksDBException {
      guard.write(() -> database.writeSynced(batch));
      becomeVisible();
    }

    /** As {@link #commit}, for what can be had again: without an fsync. */
    void commitUnsynced() throws RocksDBException {
      guard.write(() -> database.writeUnsynced(batch));
      becomeVisible();
    }

    private void becomeVisible() {
      if (!stepsBack.isEmpty()) {
        events.times().added(stepsBack);
      }
      if (begun != null) {
        metadata.become(begun);
      }
    }

    @Override
    public void close() {
      batch.close();
    }
  }
}
