package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.event.Lineage;
import dev.voicemedia.v1.EventFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A log that no gateway uses, for its operator. While it is open, no gateway can open it. Not safe
 * for use by several threads at once.
 */
public final class OfflineLog implements AutoCloseable {
  private final LogFolder folder;
  private final LogStore store;
  private final @Nullable LogLock lock;

  private OfflineLog(LogFolder folder, LogStore store, @Nullable LogLock lock) {
    this.folder = folder;
    this.store = store;
    this.lock = lock;
  }

  /**
   * Opens the log in a data folder to look at it; nothing there is changed.
   *
   * @throws EventLogException NOT_OPENED or DAMAGED, with a line that says why
   */
  public static OfflineLog openReadOnly(Path folder) {
    LogFolder names = new LogFolder(folder);
    LogLock lock = LogLock.take(names);
    try {
      return new OfflineLog(
          names, LogStore.open(names, LogOpener.Mode.READ_ONLY, Database.Disk.REAL), lock);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Opens the log in a data folder to change it or to back it up.
   *
   * @throws EventLogException NOT_OPENED or DAMAGED, with a line that says why
   */
  public static OfflineLog open(Path folder) {
    LogFolder names = new LogFolder(folder);
    LogLock.requireLog(names); // where there is none, none is made
    LogBackups.removeUnfinished(names);
    LogStore store = LogStore.open(names, LogOpener.Mode.WRITE, Database.Disk.REAL);
    try {
      AcknowledgedLoss.requireNone(names, store);
      return new OfflineLog(names, store, null);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /**
   * Gives up events that were acknowledged and that the log in a data folder no longer has, so that
   * it can be opened again. What is appended from then on is of another epoch.
   *
   * @return what is missing
   * @throws EventLogException NOT_OPENED or DAMAGED, with a line that says why
   */
  public static Optional<String> acceptLoss(Path folder) {
    LogFolder names = new LogFolder(folder);
    try {
      if (!Files.exists(names.files())) {
        Optional<String> missing = AcknowledgedLoss.inNoLog(names);
        if (missing.isEmpty()) {
          LogLock.requireLog(names);
        }
        Files.deleteIfExists(names.acknowledged());
        return missing;
      }
      try (LogStore store = LogStore.open(names, LogOpener.Mode.WRITE, Database.Disk.REAL)) {
        Optional<String> missing = AcknowledgedLoss.in(names, store);
        if (missing.isPresent()) {
          Acknowledged.replace(names, store.lineage().cursorAt(store.events().head()));
        }
        return missing;
      }
    } catch (IOException e) {
      throw OpeningProblem.notOpened(names, "cannot change " + names.acknowledged() + ": " + e, e);
    }
  }

  /** Which log it is, and the epochs of its positions. */
  public Lineage lineage() {
    return store.lineage();
  }

  /** The position before the oldest stored event. */
  public long earliest() {
    return store.events().earliest();
  }

  /** The position of the newest event; 0 if there never was one. */
  public long head() {
    return store.events().head();
  }

  /** The buckets of events, oldest first. */
  public List<BucketSummary> buckets() {
    return store.events().summaries();
  }

  /** Size of the events and their indexes on disk, in bytes; an estimate. */
  public long bytes() {
    return store.bytes();
  }

  /** Goes through every event. */
  public void scan(ScanVisitor visitor) {
    new LogScan(store.events()).all(visitor);
  }

  /**
   * Goes through the events of a call, found by the index.
   *
   * @param call names one by one of its ids, of 512 characters at most
   */
  public void scanCall(EventFilter call, ScanVisitor visitor) {
    new LogScan(store.events()).call(CallIndex.narrowest(call).orElseThrow(), visitor);
  }

  /**
   * Compares the log with itself: checksums of files, positions, signatures, indexes.
   *
   * @param problems takes each problem as it is found
   * @param progress takes the number of positions checked so far
   */
  public LogVerification.Checked verify(Consumer<LogProblem> problems, LongConsumer progress) {
    AcknowledgedLoss.in(folder, store)
        .ifPresent(what -> problems.accept(new LogProblem("acknowledged", what)));
    return new LogVerification(store, problems, progress).run();
  }

  /**
   * Erases what the events of a call say. Their positions, types, times and ids stay. Once this was
   * closed, the former bytes are in no file of the data folder; backups still have them.
   *
   * @param call names one by one of its ids, of 512 characters at most
   */
  public LogErasure.Erased erase(EventFilter call, Instant now) {
    return new LogErasure(store, now).run(CallIndex.narrowest(call).orElseThrow());
  }

  /** Adds a copy of the log to those in a folder. */
  public LogBackups.Backup backUp(LogBackups backups) {
    return backups.add(store);
  }

  @Override
  public void close() {
    store.close();
    if (lock != null) {
      lock.close();
    }
  }
}
