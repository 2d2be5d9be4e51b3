package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BackupEngine;
import org.rocksdb.BackupEngineOptions;
import org.rocksdb.BackupInfo;
import org.rocksdb.Env;
import org.rocksdb.RestoreOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * Copies of a log in a folder. Table files never change, so that those which several copies have in
 * common are there once, each with its checksum.
 */
public final class LogBackups implements AutoCloseable {
  private final Path folder;
  private final BackupEngineOptions options;
  private final BackupEngine engine;

  /**
   * Opens the backups in a folder; creates the folder if it is not there.
   *
   * @throws EventLogException NOT_OPENED
   */
  public static LogBackups open(Path folder) {
    try {
      PrivateFolders.create(folder);
      NativeLibrary.load(folder);
      RocksDB.loadLibrary();
      return new LogBackups(folder);
    } catch (IOException | RocksDBException | IllegalArgumentException e) {
      throw failed("backup folder " + folder, "cannot be opened: " + e.getMessage(), e);
    }
  }

  private LogBackups(Path folder) throws RocksDBException {
    this.folder = folder;
    // Old files that are named alike, of another log or after a restore, must not pass for ours.
    this.options =
        new BackupEngineOptions(folder.toString())
            .setShareTableFiles(true)
            .setShareFilesWithChecksum(true)
            .setSync(true);
    this.engine = BackupEngine.open(Env.getDefault(), options);
  }

  /** The backups, oldest first. */
  public List<Backup> all() {
    return engine.getBackupInfo().stream()
        .map(LogBackups::backup)
        .sorted(Comparator.comparingInt(Backup::id))
        .toList();
  }

  /** Adds a copy of a log. */
  Backup add(LogStore log) {
    try {
      log.backUp(engine);
      List<Backup> all = all();
      return all.get(all.size() - 1);
    } catch (RocksDBException e) {
      throw failed("backup folder " + folder, "the backup failed: " + e.getMessage(), e);
    }
  }

  /** Deletes all but the newest so many, and the files that only they had. */
  public void keepNewest(int count) {
    try {
      engine.purgeOldBackups(count);
    } catch (RocksDBException e) {
      throw failed("backup folder " + folder, "cannot delete old ones: " + e.getMessage(), e);
    }
  }

  /**
   * Restores a backup as the log of a data folder that has none. Cursors from before the backup
   * stay valid; later ones are refused, because what is appended from now on is of another epoch.
   *
   * @return the head of the restored log
   * @throws EventLogException NOT_OPENED if there is a log, or the backup is damaged
   */
  public long restore(Backup backup, Path dataFolder) {
    LogFolder target = new LogFolder(dataFolder);
    LogFolder unfinished = target.restoring();
    if (Files.exists(target.files())) {
      throw failed(
          "data folder " + dataFolder, "there is an event log already; move it away", null);
    }
    try (RestoreOptions all = new RestoreOptions(false)) {
      PrivateFolders.create(dataFolder);
      deleteAll(unfinished.data());
      PrivateFolders.create(unfinished.files());
      String files = unfinished.files().toString();
      engine.restoreDbFromBackup(backup.id(), files, files, all);
      long head;
      try (LogStore restored =
          LogStore.open(unfinished, LogOpener.Mode.RESTORED, Database.Disk.REAL)) {
        head = restored.events().head();
        Acknowledged.replace(target, restored.lineage().cursorAt(head));
      }
      Files.move(unfinished.files(), target.files(), StandardCopyOption.ATOMIC_MOVE);
      Files.delete(unfinished.data());
      return head;
    } catch (IOException e) {
      throw failed("backup " + backup.id() + " in " + folder, "cannot be restored: " + e, e);
    } catch (RocksDBException e) {
      throw failed(
          "backup " + backup.id() + " in " + folder, "cannot be restored: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    engine.close();
    options.close();
  }

  private static Backup backup(BackupInfo info) {
    return new Backup(info.backupId(), Instant.ofEpochSecond(info.timestamp()), info.size());
  }

  /** Deletes what a restore that was interrupted has left in a data folder. */
  static void removeUnfinished(LogFolder folder) {
    try {
      deleteAll(folder.restoring().data());
    } catch (IOException e) {
      throw failed("data folder " + folder, "cannot delete " + folder.restoring() + ": " + e, e);
    }
  }

  private static void deleteAll(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private static EventLogException failed(String where, String why, @Nullable Throwable cause) {
    return new EventLogException(Reason.NOT_OPENED, where + ": " + why, cause);
  }

  /**
   * One backup.
   *
   * @param bytes of the files that it is made of, also of those that it shares
   */
  public record Backup(int id, Instant madeAt, long bytes) {}
}
