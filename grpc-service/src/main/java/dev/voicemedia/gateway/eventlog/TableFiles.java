package dev.voicemedia.gateway.eventlog;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;

/** Files that RocksDB keeps its tables in. */
final class TableFiles {
  private final Database database;
  private final StoreGuard guard;

  TableFiles(Database database, StoreGuard guard) {
    this.database = database;
    this.guard = guard;
  }

  /** Compares every block of every file with its checksum. */
  List<LogProblem> damaged() {
    return guard.read("table files", () -> damaged(database.tableFiles()));
  }

  /**
   * Compares every block of a family's files with its checksum, as far as merging reads them: those
   * of events follow each other and are only moved.
   */
  List<LogProblem> damagedThatMerge(ColumnFamilyHandle family) {
    return guard.read(
        "table files",
        () -> {
          byte[] name = family.getName();
          return Database.hasPositions(new String(name, StandardCharsets.US_ASCII))
              ? List.of()
              : damaged(
                  database.tableFiles().stream()
                      .filter(file -> Arrays.equals(file.columnFamilyName(), name))
                      .toList());
        });
  }

  private static List<LogProblem> damaged(List<LiveFileMetaData> files) {
    List<LogProblem> damaged = new ArrayList<>();
    for (LiveFileMetaData file : files) {
      try (Options options = new Options();
          SstFileReader reader = new SstFileReader(options)) {
        reader.open(file.path() + file.fileName());
        reader.verifyChecksum();
      } catch (RocksDBException e) {
        damaged.add(new LogProblem("table file " + describe(file), String.valueOf(e.getMessage())));
      }
    }
    return damaged;
  }

  private static String describe(LiveFileMetaData file) {
    String family = new String(file.columnFamilyName(), StandardCharsets.US_ASCII);
    String positions =
        Database.hasPositions(family)
            ? ", positions %d to %d"
                .formatted(
                    EventTable.position(file.smallestKey()), EventTable.position(file.largestKey()))
            : "";
    return file.fileName().substring(1) + " (" + family + positions + ")";
  }
}
