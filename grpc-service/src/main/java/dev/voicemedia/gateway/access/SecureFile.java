package dev.voicemedia.gateway.access;

import dev.voicemedia.gateway.time.Failures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** Files that access depends on, which must not be open to others on the machine. */
final class SecureFile {
  /** More than any of them has; what follows would be missing, and found to be. */
  private static final int MAX_BYTES = 1 << 20;

  private SecureFile() {}

  /** Content of a file that anyone may read. */
  static byte[] read(Path file) throws AccessFileException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MAX_BYTES);
    } catch (NoSuchFileException e) {
      throw new AccessFileException(file.toString(), "there is no such file");
    } catch (IOException e) {
      throw new AccessFileException(file.toString(), "cannot be read (" + Failures.ofFile(e) + ")");
    }
  }

  /** Content of a file that only its owner may write. */
  static byte[] readUnforgeable(Path file) throws AccessFileException {
    Set<PosixFilePermission> mode = mode(file);
    if (mode.contains(PosixFilePermission.GROUP_WRITE)
        || mode.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new AccessFileException(
          file.toString(),
          "its group or others may write it, expected only its owner (chmod go-w)");
    }
    return read(file);
  }

  /** Content of a file that others than its owner and group may not read. */
  static byte[] readSecret(Path file) throws AccessFileException {
    if (mode(file).contains(PosixFilePermission.OTHERS_READ)) {
      throw new AccessFileException(
          file.toString(), "others may read it, expected only its owner and group (chmod o-r)");
    }
    return read(file);
  }

  private static Set<PosixFilePermission> mode(Path file) throws AccessFileException {
    try {
      return Files.getPosixFilePermissions(file);
    } catch (UnsupportedOperationException e) {
      return Set.of(); // Windows has other means
    } catch (NoSuchFileException e) {
      throw new AccessFileException(file.toString(), "there is no such file");
    } catch (IOException e) {
      throw new AccessFileException(file.toString(), "cannot be read (" + Failures.ofFile(e) + ")");
    }
  }
}
