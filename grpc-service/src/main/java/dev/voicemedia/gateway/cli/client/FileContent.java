package dev.voicemedia.gateway.cli.client;

import com.google.protobuf.ByteString;
import dev.voicemedia.gateway.time.Failures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Content of a file that is sent within a request. */
final class FileContent {
  /** The gateway refuses larger requests. */
  private static final int MAX_BYTES = 4 << 20;

  private FileContent() {}

  /**
   * Reads a file; no more of it than a request could carry, however long it is, since a device or a
   * pipe has no size that could be asked for.
   *
   * @throws IllegalArgumentException with the file, and what was expected
   */
  static ByteString read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      if (Files.size(file) <= MAX_BYTES) {
        byte[] content = in.readNBytes(MAX_BYTES + 1);
        if (content.length <= MAX_BYTES) {
          return ByteString.copyFrom(content);
        }
      }
      throw new IllegalArgumentException(file + ", expected a file of at most 4 MiB");
    } catch (IOException e) {
      String why =
          e instanceof NoSuchFileException
              ? "there is none"
              : Files.isDirectory(file) ? "it is a folder" : Failures.ofFile(e);
      throw new IllegalArgumentException(file + ", expected a readable file (" + why + ")", e);
    }
  }
}
