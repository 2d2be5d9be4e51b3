package dev.voicemedia.gateway.eventlog;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store that is open now: to write or, while nothing can be written, to be read alone. Readers
 * wait for the moment that it takes to go from one to the other. Replaced by the writer's thread.
 */
final class CurrentStore implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CurrentStore.class);

  private final LogFolder folder;
  private final Database.Disk disk;
  private final ReadWriteLock replacing = new ReentrantReadWriteLock();

  /** Written under the lock; those that only look at what is in memory need none. */
  private volatile LogStore store;

  /** Keeps other processes out while the store is read alone. For the writer's thread. */
  private @Nullable LogLock lock;

  private volatile boolean readable = true;

  /** It was left open to write. For the writer's thread. */
  private boolean left;

  private CurrentStore(
      LogFolder folder, Database.Disk disk, LogStore store, @Nullable LogLock lock) {
    this.folder = folder;
    this.disk = disk;
    this.store = store;
    this.lock = lock;
  }

  /**
   * Opens the log in a data folder to write, or, if the disk is full, to be read alone.
   *
   * @param refused takes why it cannot be written to, if it cannot
   * @throws EventLogException NOT_OPENED or DAMAGED
   */
  static CurrentStore open(
      LogFolder folder, Database.Disk disk, Consumer<EventLogException> refused) {
    try {
      return new CurrentStore(
          folder, disk, LogStore.open(folder, LogOpener.Mode.WRITE, disk), null);
    } catch (EventLogException e) {
      if (!OpeningProblem.isFullDisk(e)) {
        throw e;
      }
      LogLock lock = LogLock.take(folder);
      try {
        LogStore reading = LogStore.open(folder, LogOpener.Mode.READ_ONLY, disk);
        refused.accept(e);
        return new CurrentStore(folder, disk, reading, lock);
      } catch (RuntimeException alsoFailed) {
        lock.close();
        e.addSuppressed(alsoFailed);
        throw e;
      }
    }
  }

  /** The store, for what it has in memory; it may be closed at any time. */
  LogStore get() {
    return store;
  }

  /** Whether the store can be read. */
  boolean readable() {
    return readable;
  }

  /** Reads from the store. */
  <T> T read(Function<LogStore, T> reading) {
    replacing.readLock().lock();
    try {
      return reading.apply(store);
    } finally {
      replacing.readLock().unlock();
    }
  }

  /**
   * Leaves a store as it is, whose files have been taken away: it is read, and nothing else is done
   * to it. Closing it would delete, in its folder, all that it does not know, which another process
   * may have written.
   */
  void leave() {
    left = true;
    store.rest();
  }

  /** Whether it was left; a store whose files are back can {@link #fallBack}. */
  boolean isLeft() {
    return left;
  }

  /**
   * Closes a store that has failed to write, and opens its files to be read alone: what has been
   * acknowledged is all there. If that fails, too, reading is unavailable until it is reopened.
   *
   * @param check refuses a store that is not the same log
   */
  void fallBack(Consumer<LogStore> check) {
    replacing.writeLock().lock();
    try {
      store.close();
      left = false;
      readable = false;
      lock = LogLock.take(folder);
      store = checked(LogOpener.Mode.READ_ONLY, check);
      readable = true;
    } catch (RuntimeException e) {
      unlock();
      log.error("The log cannot be read until it was opened again; {}", e.getMessage());
    } finally {
      replacing.writeLock().unlock();
    }
  }

  /**
   * Opens the files to write, in place of the store that could only be read.
   *
   * @param check refuses a store that is not the same log
   */
  LogStore reopen(Consumer<LogStore> check) {
    unlock(); // RocksDB takes the same lock
    LogStore reopened;
    try {
      reopened = checked(LogOpener.Mode.WRITE, check);
    } catch (RuntimeException e) {
      if (readable) {
        relock();
      }
      throw e;
    }
    replacing.writeLock().lock();
    try {
      store.close();
      store = reopened;
      readable = true;
    } finally {
      replacing.writeLock().unlock();
    }
    return reopened;
  }

  @Override
  public void close() {
    replacing.writeLock().lock();
    try {
      readable = false;
      if (!left) {
        store.close();
      }
      unlock();
    } finally {
      replacing.writeLock().unlock();
    }
  }

  private LogStore checked(LogOpener.Mode mode, Consumer<LogStore> check) {
    LogStore opened = LogStore.open(folder, mode, disk);
    try {
      check.accept(opened);
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private void relock() {
    try {
      lock = LogLock.take(folder);
    } catch (EventLogException e) {
      log.error("The log is read without its lock; {}", e.getMessage());
    }
  }

  private void unlock() {
    if (lock != null) {
      lock.close();
      lock = null;
    }
  }
}
