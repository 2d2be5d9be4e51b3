package dev.voicemedia.gateway.eventlog;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;

/** Creates folders and files that nobody but their owner can enter or read. */
public final class PrivateFolders {
  private PrivateFolders() {}

  /**
   * Creates a folder and those above it, as far as they are not there, with mode 0700. What is
   * there keeps its mode: it may be shared with others, or not be ours.
   */
  public static void create(Path folder) throws IOException {
    Files.createDirectories(folder, mode("rwx------"));
  }

  /**
   * Creates an empty file with mode 0600.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is one
   */
  public static void createFile(Path file) throws IOException {
    Files.createFile(file, mode("rw-------"));
  }

  /** Gives every file in a folder the mode 0600, whatever the process's umask made of it. */
  static void restrictFiles(Path folder) throws IOException {
    if (!hasModes()) {
      return;
    }
    Set<PosixFilePermission> mode = PosixFilePermissions.fromString("rw-------");
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        try {
          if (!Files.getPosixFilePermissions(file).equals(mode)) {
            Files.setPosixFilePermissions(file, mode);
          }
        } catch (NoSuchFileException e) {
          // RocksDB has deleted it in between.
        }
      }
    }
  }

  private static boolean hasModes() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }

  private static FileAttribute<?>[] mode(String permissions) {
    return hasModes()
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
