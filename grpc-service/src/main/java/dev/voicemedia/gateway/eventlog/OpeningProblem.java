package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;
import org.rocksdb.Status;

/** Reasons why a log cannot be opened: a line each, with the files and the way out. */
final class OpeningProblem {
  static final String WAY_OUT =
      "restore it from a backup, see docs/operations.md, \"Damage and the way out\"";

  /** Of a file of the write-ahead log that is missing, or shorter than it was. */
  private static final Pattern WAL_NUMBER = Pattern.compile("log number: (\\d+)");

  private OpeningProblem() {}

  /**
   * Refuses a log with files missing: RocksDB would create them, and begin with an empty log or
   * give positions twice.
   */
  static void requireWhole(LogFolder folder) throws IOException {
    boolean current = Files.exists(folder.current());
    List<Path> wal = folder.writeAheadLogs();
    if (current && wal.isEmpty() && !folder.isUnfinished()) {
      throw notOpened(folder, "damaged (its write-ahead log is missing); " + WAY_OUT, null);
    }
    if (!current && !wal.isEmpty()) {
      throw notOpened(folder, "damaged (its file CURRENT is missing); " + WAY_OUT, null);
    }
  }

  /** Whether the disk, or the part of it that may be used, is full. */
  static boolean isFullDisk(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (message.contains("No space left on device") || message.contains("Disk quota exceeded")) {
        return true;
      }
    }
    return false;
  }

  /** Whether a log was not opened for what is in its files. */
  static boolean isDamage(EventLogException e) {
    return e.reason() == EventLogException.Reason.DAMAGED
        || String.valueOf(e.getMessage()).contains(": damaged (");
  }

  /** RocksDB's reason not to open the files, with what to do about it. */
  static EventLogException notOpened(LogFolder folder, RocksDBException e) {
    return notOpened(folder, why(e, folder), e);
  }

  private static String why(RocksDBException e, LogFolder folder) {
    String message = String.valueOf(e.getMessage());
    Status status = e.getStatus();
    boolean manifestIsMissing = message.contains("MANIFEST") && message.contains("No such file");
    if (manifestIsMissing || (status != null && status.getCode() == Status.Code.Corruption)) {
      List<Path> suspects = message.contains(".sst") ? List.of() : suspects(message, folder);
      String where = suspects.isEmpty() ? "" : ", in " + suspects;
      return "damaged (" + message + where + "); nothing was changed; " + WAY_OUT;
    }
    boolean locked = message.contains("While lock file") || message.contains("lock hold by");
    return locked ? "in use by another process" : message;
  }

  /**
   * RocksDB does not always name the right file: the table files that do not open; else the one
   * that it names, if any; else the write-ahead log's.
   */
  private static List<Path> suspects(String message, LogFolder folder) {
    Matcher number = WAL_NUMBER.matcher(message);
    if (number.find()) {
      return List.of(folder.writeAheadLog(Long.parseLong(number.group(1))));
    }
    try {
      List<Path> tables = folder.tables().stream().filter(table -> !opens(table)).toList();
      if (!tables.isEmpty()) {
        return tables;
      } else if (message.contains("MANIFEST-")) {
        return List.of();
      }
      return message.startsWith("CURRENT") ? List.of(folder.current()) : folder.writeAheadLogs();
    } catch (IOException e) {
      return List.of(folder.files());
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

  static EventLogException notOpened(
      LogFolder folder, @Nullable String why, @Nullable Throwable cause) {
    return new EventLogException(Reason.NOT_OPENED, "event log " + folder + ": " + why, cause);
  }
}
