package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

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
  static LogLock take(Path folder) {
    requireLog(folder);
    try {
      FileChannel file = FileChannel.open(lockOf(folder), StandardOpenOption.WRITE);
      FileLock lock = file.tryLock();
      if (lock == null) {
        file.close();
        throw notTaken(folder, "in use by another process; stop it first", null);
      }
      return new LogLock(file);
    } catch (IOException e) {
      throw notTaken(folder, "cannot be locked (" + e + ")", e);
    }
  }

  /**
   * @throws EventLogException NOT_OPENED if there is no log
   */
  static void requireLog(Path folder) {
    if (!Files.exists(lockOf(folder))) {
      throw notTaken(folder, "no log there", null);
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

  private static Path lockOf(Path folder) {
    return folder.resolve(LogFiles.FOLDER).resolve("LOCK");
  }

  private static EventLogException notTaken(Path folder, String why, @Nullable Throwable cause) {
    return new EventLogException(Reason.NOT_OPENED, "event log " + folder + ": " + why, cause);
  }
}
