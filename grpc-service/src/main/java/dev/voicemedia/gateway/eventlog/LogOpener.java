package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.time.Failures;
import java.io.IOException;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** Opens the files of a log safely: nothing that is missing or damaged is passed over. */
final class LogOpener {
  private LogOpener() {}

  /**
   * Opens the files in a data folder.
   *
   * @throws EventLogException NOT_OPENED
   */
  static Opened open(LogFolder folder, Mode mode, Database.Disk disk) {
    try {
      if (mode == Mode.WRITE) {
        PrivateFolders.create(folder.files());
      }
      if (mode != Mode.RESTORED) {
        OpeningProblem.requireWhole(folder);
      }
      loadLibrary(folder);
      return open(folder, new Database(folder.files(), mode == Mode.READ_ONLY, disk));
    } catch (IOException e) {
      throw OpeningProblem.notOpened(
          folder, "cannot make or read the folder (" + Failures.ofFile(e) + ")", e);
    } catch (RocksDBException e) {
      throw OpeningProblem.notOpened(folder, e);
    }
  }

  private static Opened open(LogFolder folder, Database database) throws RocksDBException {
    try {
      return new Opened(database, LogMetadata.readOrCreate(database, folder));
    } catch (EventLogException | RocksDBException e) {
      database.close();
      throw e;
    }
  }

  private static void loadLibrary(LogFolder folder) {
    try {
      NativeLibrary.load(folder.data());
      RocksDB.loadLibrary();
    } catch (IOException e) {
      throw OpeningProblem.notOpened(folder, e.getMessage(), e);
    }
  }

  /** What a log is opened for. */
  enum Mode {
    /**
     * Writing; the folder, which nobody but its owner can enter, and the log are made if needed.
     */
    WRITE,
    /** Writing to what was just restored. */
    RESTORED,
    /** Reading alone. It keeps nobody from opening the log as well: see {@link LogLock}. */
    READ_ONLY
  }

  /** A log's files, open. */
  record Opened(Database database, LogMetadata metadata) {}
}
