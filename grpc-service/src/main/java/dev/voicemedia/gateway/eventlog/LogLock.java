package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import dev.voicemedia.gateway.time.Failures;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/**
 * Keeps other processes from opening a log that is being read only: the lock that RocksDB takes
 * itself when it opens to write.
 */
final class LogLock implements AutoCloseable {
  private final FileChannel file;

  private LogLock(FileChannel file) {
    this.file = file;
  }

  /**
   * Takes the lock. Within the process that has the log open it would be taken away from it.
   *
   * @throws EventLogException NOT_OPENED if there is no log, or another process has it
   */
  static LogLock take(LogFolder folder) {
    requireLog(folder);
    try {
      FileChannel file = FileChannel.open(folder.lock(), StandardOpenOption.WRITE);
      FileLock lock = file.tryLock();
      if (lock == null) {
        file.close();
        throw OpeningProblem.notOpened(folder, "in use by another process; stop it first", null);
      }
      return new LogLock(file);
    } catch (IOException e) {
      throw OpeningProblem.notOpened(folder, "cannot be locked (" + e + ")", e);
    }
  }

  /**
   * @throws EventLogException NOT_OPENED if there is no log
   */
  static void requireLog(LogFolder folder) {
    try {
      if (!Files.exists(folder.lock()) || folder.isUnfinished()) {
        throw OpeningProblem.notOpened(folder, "no log there", null);
      }
    } catch (IOException e) {
      throw OpeningProblem.notOpened(
          folder, "cannot read the folder (" + Failures.ofFile(e) + ")", e);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new EventLogException(Reason.UNAVAILABLE, "lock of the log: " + e, e);
    }
  }
}
