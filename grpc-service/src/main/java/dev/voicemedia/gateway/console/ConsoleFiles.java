package dev.voicemedia.gateway.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of the page, from the class path; they hold no data. */
public final class ConsoleFiles {
  /** Path of the page itself. */
  public static final String PAGE = "/";

  private static final String FOLDER = "/console/";
  private static final String INDEX = FOLDER + "index.html";

  /** Without dots but the last, so that no path leads out of the folder. */
  private static final Pattern PATH =
      Pattern.compile("/console/(?:[a-z-]+/)?[a-z0-9-]+\\.([a-z]+)");

  private static final Map<String, String> MEDIA_TYPES =
      Map.of(
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml");

  private final Map<String, ConsoleFile> read = new ConcurrentHashMap<>();

  /**
   * The file at a path.
   *
   * @return empty if there is none
   */
  public Optional<ConsoleFile> find(String path) {
    if (path.equals(PAGE)) {
      return load(INDEX, "text/html; charset=utf-8");
    }
    Matcher matcher = PATH.matcher(path);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.ofNullable(MEDIA_TYPES.get(matcher.group(1))).flatMap(type -> load(path, type));
  }

  private Optional<ConsoleFile> load(String resource, String mediaType) {
    ConsoleFile known = read.get(resource);
    if (known != null) {
      return Optional.of(known);
    }
    try (InputStream in = ConsoleFiles.class.getResourceAsStream(resource)) {
      if (in == null) {
        return Optional.empty();
      }
      ConsoleFile file = new ConsoleFile(mediaType, in.readAllBytes());
      read.put(resource, file);
      return Optional.of(file);
    } catch (IOException e) {
      throw new UncheckedIOException("the console's " + resource + " cannot be read", e);
    }
  }
}
