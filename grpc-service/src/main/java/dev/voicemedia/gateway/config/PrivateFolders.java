package dev.voicemedia.gateway.config;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Folders that nobody but their owner can enter. */
public final class PrivateFolders {
  private PrivateFolders() {}

  /**
   * Makes a folder and those above it, as far as they are not there, with mode 0700. What is there
   * keeps its mode: it may be shared with others, or not be ours.
   */
  public static void create(Path folder) throws IOException {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    Files.createDirectories(
        folder,
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
            }
            : new FileAttribute<?>[0]);
  }
}
