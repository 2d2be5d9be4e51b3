package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;
import org.rocksdb.Status;

/** Why a log cannot be opened: in one line that names the files and the way out. */
final class OpeningProblem {
  static final String WAY_OUT =
      "restore it from a backup, see docs/operations.md, \"Damage and the way out\"";

  private OpeningProblem() {}

  /**
   * What is missing RocksDB would make anew, and begin with an empty log or give positions twice.
   */
  static void requireWhole(Path folder, Path files, List<Path> wal) {
    boolean current = Files.exists(files.resolve("CURRENT"));
    if (current && wal.isEmpty()) {
      throw notOpened(folder, "damaged (its write-ahead log is missing); " + WAY_OUT, null);
    }
    if (!current && !wal.isEmpty()) {
      throw notOpened(folder, "damaged (its file CURRENT is missing); " + WAY_OUT, null);
    }
  }

  /** What RocksDB says when it does not open the files, and what to do about it. */
  static EventLogException notOpened(Path folder, RocksDBException e) {
    return notOpened(folder, why(e, folder.resolve(LogFiles.FOLDER)), e);
  }

  private static String why(RocksDBException e, Path files) {
    String message = String.valueOf(e.getMessage());
    Status status = e.getStatus();
    if (status != null && status.getCode() == Status.Code.Corruption) {
      String where = message.contains(".sst") ? "" : ", in " + suspects(files);
      return "damaged (" + message + where + "); nothing was changed; " + WAY_OUT;
    }
    boolean locked = message.contains("While lock file") || message.contains("lock hold by");
    return locked ? "in use by another process (" + message + ")" : message;
  }

  /** RocksDB does not always name the file: the table files that do not open; else the WAL's. */
  private static List<Path> suspects(Path files) {
    try (Stream<Path> all = Files.list(files)) {
      List<Path> tables =
          all.filter(file -> file.toString().endsWith(".sst"))
              .filter(table -> !opens(table))
              .sorted()
              .toList();
      return tables.isEmpty() ? WriteAheadLog.all(files) : tables;
    } catch (IOException e) {
      return List.of(files);
    }
  }

  private static boolean opens(Path table) {
    try (Options options = new Options();
        SstFileReader reader = new SstFileReader(options)) {
      reader.open(table.toString());
      return true;
    } catch (RocksDBException e) {
      return false;
    }
  }

  static EventLogException notOpened(Path folder, @Nullable String why, @Nullable Throwable cause) {
    return new EventLogException(Reason.NOT_OPENED, "event log " + folder + ": " + why, cause);
  }
}
