package dev.voicemedia.gateway.eventlog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether the log's files are still the ones that were opened: what is written to files that
 * were deleted, or that another process has taken over, is lost however well it was fsynced. For
 * the writer's thread.
 */
final class FilesInPlace {
  private final LogFolder folder;
  private final Opened files;
  private final Opened lock;
  private Opened wal;

  /** They were not in place when they were looked at, and have not been opened again since. */
  private boolean lost;

  /** Takes the files as they are; they have just been opened, and nothing was appended since. */
  FilesInPlace(LogFolder folder) throws IOException {
    this.folder = folder;
    this.files = Opened.of(folder.files());
    this.lock = Opened.of(folder.lock());
    this.wal = newestWal();
  }

  /** Expects another write-ahead log, after the same folder was opened again. */
  void opened() throws IOException {
    wal = newestWal();
    lost = false;
  }

  /** Whether all are in place, and were whenever they were looked at. */
  boolean now() {
    try {
      require(false);
      return !lost;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Takes nothing for the write-ahead log but the one that was there last: while it was away,
   * another process may have begun one.
   *
   * @throws IOException unless everything is back
   */
  void requirePutBack() throws IOException {
    requireFolder();
    Opened newest = newestWal();
    if (!newest.path().equals(wal.path()) || !Objects.equals(newest.key(), wal.key())) {
      throw notInPlace(wal.path());
    }
  }

  /**
   * @throws IOException if the folder or its lock file is another one
   */
  void requireFolder() throws IOException {
    require(files);
    require(lock);
  }

  /**
   * @param appended whether something was appended since the last call
   * @throws IOException if the folder, its lock file, or the newest write-ahead log is another one
   */
  void require(boolean appended) throws IOException {
    requireFolder();
    BasicFileAttributes now = wal.now();
    if (now == null || !wal.is(now) || (appended && now.size() <= wal.size())) {
      // RocksDB begins a new one when it writes its memory to table files, and deletes the former.
      Opened newest = newestWal();
      if (number(newest.path()) <= number(wal.path())) {
        throw notInPlace(wal.path());
      }
      wal = newest;
    } else {
      wal = new Opened(wal.path(), now.fileKey(), now.size());
    }
  }

  private void require(Opened opened) throws IOException {
    BasicFileAttributes now = opened.now();
    if (now == null || !opened.is(now)) {
      throw notInPlace(opened.path());
    }
  }

  private Opened newestWal() throws IOException {
    List<Path> all = folder.writeAheadLogs();
    if (all.isEmpty()) {
      throw notInPlace(folder.files());
    }
    return Opened.of(all.get(all.size() - 1));
  }

  private static long number(Path wal) {
    String name = wal.getFileName().toString();
    return Long.parseLong(name.substring(0, name.indexOf('.')));
  }

  private IOException notInPlace(Path path) {
    lost = true;
    return new IOException(
        path
            + " is not what was opened: it was deleted or replaced, or its volume was unmounted;"
            + " put it back, or restart the gateway");
  }

  /**
   * A file as it was when it was opened.
   *
   * @param key device and inode; null where there are none
   */
  private record Opened(Path path, @Nullable Object key, long size) {
    static Opened of(Path path) throws IOException {
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      return new Opened(path, now.fileKey(), now.size());
    }

    @Nullable BasicFileAttributes now() {
      try {
        return Files.readAttributes(path, BasicFileAttributes.class);
      } catch (IOException e) {
        return null; // whatever the reason, it cannot be relied on
      }
    }

    boolean is(BasicFileAttributes now) {
      return Objects.equals(key, now.fileKey());
    }
  }
}
