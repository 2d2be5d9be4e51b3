package dev.voicemedia.gateway.cli.server;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;

/** How a user can run this program again, from the folder that it was started in. */
final class ThisProgram {
  private ThisProgram() {}

  static String command() {
    CodeSource source = ThisProgram.class.getProtectionDomain().getCodeSource();
    try {
      return source == null
          ? commandFor(Path.of("voicemedia.jar"), Path.of(""))
          : commandFor(Path.of(source.getLocation().toURI()), Path.of(""));
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a place that classes were loaded from is a valid URI", e);
    }
  }

  /**
   * The command, with the shorter path of the jar.
   *
   * @param code the jar, or a folder of classes
   */
  static String commandFor(Path code, Path workingFolder) {
    if (Files.isDirectory(code)) {
      return "voicemedia";
    }
    Path folder = workingFolder.toAbsolutePath();
    Path absolute = code.toAbsolutePath();
    String path = absolute.toString();
    if (absolute.startsWith(folder)) {
      path = folder.relativize(absolute).toString();
    }
    return "java -jar " + (path.matches("[\\w@%+=:,./\\\\-]+") ? path : quoted(path));
  }

  private static String quoted(String path) {
    return "'" + path.replace("'", "'\\''") + "'";
  }
}
