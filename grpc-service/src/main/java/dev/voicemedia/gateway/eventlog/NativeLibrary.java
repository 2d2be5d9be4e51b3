package dev.voicemedia.gateway.eventlog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.NativeLibraryLoader;

/** RocksDB's native library, which has to be a file for as long as it is being loaded. */
final class NativeLibrary {
  private static final String CHOSEN_FOLDER = "ROCKSDB_SHAREDLIB_DIR";

  private NativeLibrary() {}

  /**
   * Loads it, once a process: from the folder that the environment names; else from the data
   * folder, which can be written to; else, if that is mounted noexec, from {@code java.io.tmpdir}.
   *
   * @throws IOException with a line that says what to do
   */
  static void load(Path dataFolder) throws IOException {
    String chosen = System.getenv(CHOSEN_FOLDER);
    if (chosen != null && !chosen.isEmpty()) {
      Throwable failure = loadFrom(Path.of(chosen));
      if (failure != null) {
        throw new IOException(
            CHOSEN_FOLDER + ": cannot load RocksDB from " + chosen + ": " + failure, failure);
      }
      return;
    }
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    Throwable failure = loadFrom(dataFolder);
    if (failure != null && loadFrom(temporary) != null) {
      throw new IOException(
          "cannot load RocksDB from %s (%s) nor from %s; set %s to a folder not mounted noexec"
              .formatted(dataFolder, failure.getMessage(), temporary, CHOSEN_FOLDER),
          failure);
    }
  }

  private static @Nullable Throwable loadFrom(Path parent) {
    try {
      Path folder = Files.createTempDirectory(parent, "rocksdb-");
      try {
        NativeLibraryLoader.getInstance().loadLibrary(folder.toString());
        return null;
      } finally {
        // Not needed once it is loaded, and a process that is killed would leave it behind.
        delete(folder);
      }
    } catch (IOException | RuntimeException | UnsatisfiedLinkError e) {
      return e;
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
