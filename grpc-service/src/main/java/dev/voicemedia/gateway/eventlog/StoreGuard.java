package dev.voicemedia.gateway.eventlog;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.rocksdb.RocksDBException;

/**
 * Lets nobody use RocksDB once it is closed, nor a column family once it is dropped: either would
 * end the process. Any number of threads may use it at once; closing and dropping wait for them.
 */
final class StoreGuard {
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  @GuardedBy("lock")
  private boolean closed;

  /**
   * Reads.
   *
   * @param what is read, for the message if it is damaged
   * @throws EventLogException DAMAGED, or UNAVAILABLE after closing
   */
  <T> T read(String what, Reading<T> reading) {
    lock.readLock().lock();
    try {
      requireOpen();
      return reading.run();
    } catch (RocksDBException e) {
      throw damaged(what, e);
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Writes, beside those who read.
   *
   * @throws EventLogException UNAVAILABLE after closing
   */
  void write(Writing writing) throws RocksDBException {
    lock.readLock().lock();
    try {
      requireOpen();
      writing.run();
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Writes while nobody else reads or writes, unless others take longer than this to finish.
   *
   * @return whether it was done
   * @throws EventLogException UNAVAILABLE after closing
   */
  boolean tryWriteAlone(long patienceMillis, Writing writing) throws RocksDBException {
    try {
      if (!lock.writeLock().tryLock(patienceMillis, TimeUnit.MILLISECONDS)) {
        return false;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    try {
      requireOpen();
      writing.run();
      return true;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Closes, once, after those who are still at work. */
  void close(Runnable closing) {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        closing.run();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** RocksDB's message names the file. */
  static EventLogException damaged(String what, RocksDBException e) {
    return new EventLogException(
        Reason.DAMAGED,
        "cannot read %s: %s; %s".formatted(what, e.getMessage(), OpeningProblem.WAY_OUT),
        e);
  }

  @GuardedBy("lock")
  private void requireOpen() {
    if (closed) {
      throw EventLogException.closed();
    }
  }

  /** Something that reads from RocksDB. */
  @FunctionalInterface
  interface Reading<T> {
    T run() throws RocksDBException;
  }

  /** Something that changes what RocksDB holds. */
  @FunctionalInterface
  interface Writing {
    void run() throws RocksDBException;
  }
}
