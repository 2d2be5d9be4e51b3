package dev.voicemedia.gateway.eventlog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Names of the files and folders that the log keeps in its data folder.
 *
 * @param data the data folder
 */
record LogFolder(Path data) {

  /** The folder of RocksDB's files. */
  Path files() {
    return data.resolve("log");
  }

  /** The file with the last position that was acknowledged, see {@link Acknowledged}. */
  Path acknowledged() {
    return data.resolve("acknowledged");
  }

  /** A data folder in which a backup is being restored; what a crash has left there is deleted. */
  LogFolder restoring() {
    return new LogFolder(data.resolve("restoring"));
  }

  /** The file that RocksDB locks when it opens to write. */
  Path lock() {
    return files().resolve("LOCK");
  }

  /** The file that names the current list of RocksDB's files; every log has one. */
  Path current() {
    return files().resolve("CURRENT");
  }

  /** The files of the write-ahead log, oldest first. */
  List<Path> writeAheadLogs() throws IOException {
    return filesEndingIn(".log");
  }

  /** A file of the write-ahead log, by the number that RocksDB has given it. */
  Path writeAheadLog(long number) {
    return files().resolve("%06d.log".formatted(number));
  }

  /** The table files, oldest first. */
  List<Path> tables() throws IOException {
    return filesEndingIn(".sst");
  }

  /**
   * Whether RocksDB was cut short before it had made the write-ahead log, so that nothing was ever
   * stored: it writes the file of its options last, and every later start writes it again.
   */
  boolean isUnfinished() throws IOException {
    try (Stream<Path> all = Files.list(files())) {
      return all.map(file -> file.getFileName().toString())
          .noneMatch(
              name ->
                  name.startsWith("OPTIONS-") || name.endsWith(".log") || name.endsWith(".sst"));
    }
  }

  /** Size of the log's files, in bytes, whether they are open or not; 0 if there are none. */
  long bytes() {
    try (Stream<Path> all = Files.list(files())) {
      return all.mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException e) {
      return 0; // gone
    }
  }

  private List<Path> filesEndingIn(String end) throws IOException {
    try (Stream<Path> all = Files.list(files())) {
      // Names are numbers of the same length.
      return all.filter(file -> file.toString().endsWith(end)).sorted().toList();
    }
  }

  @Override
  public String toString() {
    return data.toString();
  }
}
