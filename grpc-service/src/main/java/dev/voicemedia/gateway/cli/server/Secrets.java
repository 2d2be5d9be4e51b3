package dev.voicemedia.gateway.cli.server;

import dev.voicemedia.gateway.time.Failures;
import dev.voicemedia.gateway.upstream.ApiKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Secrets come from the environment, or from a file that the environment names; never from flags.
 */
final class Secrets {
  private static final String FILE_SUFFIX = "_FILE";

  private final Map<String, String> environment;

  Secrets(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * The Telnyx API key, from {@code TELNYX_API_KEY} or the file that {@code TELNYX_API_KEY_FILE}
   * names.
   *
   * @throws ConfigException if it is missing, given twice, not readable or not a key
   */
  ApiKey apiKey() throws ConfigException {
    String name = "TELNYX_API_KEY";
    String value =
        find(name)
            .orElseThrow(
                () ->
                    new ConfigException(
                        name
                            + ": missing, expected the Telnyx API key in "
                            + name
                            + " or in the file that "
                            + name
                            + FILE_SUFFIX
                            + " names"));
    refuse(value, "\"", "quotes around it", name);
    refuse(value, "'", "quotes around it", name);
    refuse(value.toLowerCase(Locale.ROOT), "bearer ", "the word Bearer before it", name);
    try {
      return new ApiKey(value);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(name + ": " + e.getMessage());
    }
  }

  /** The file that the API key is in; empty if the environment has the key itself. */
  Optional<Path> apiKeyFile() {
    return set("TELNYX_API_KEY" + FILE_SUFFIX).map(Path::of);
  }

  private Optional<String> find(String name) throws ConfigException {
    Optional<String> direct = set(name);
    Optional<String> file = set(name + FILE_SUFFIX);
    if (direct.isPresent() && file.isPresent()) {
      throw new ConfigException(
          name + " and " + name + FILE_SUFFIX + ": both are set, expected one of them");
    }
    return file.isPresent() ? Optional.of(read(name + FILE_SUFFIX, file.get())) : direct;
  }

  private Optional<String> set(String name) {
    return Optional.ofNullable(environment.get(name))
        .filter(value -> !value.isBlank())
        .map(String::strip);
  }

  private static void refuse(String key, String start, String what, String name)
      throws ConfigException {
    if (key.startsWith(start)) {
      throw new ConfigException(
          name + ": starts with " + start.strip() + ", expected the key without " + what);
    }
  }

  private static String read(String name, String path) throws ConfigException {
    try {
      return Files.readString(Path.of(path)).strip();
    } catch (IOException | InvalidPathException e) {
      throw new ConfigException(name + ": cannot read " + path + " (" + Failures.ofFile(e) + ")");
    }
  }
}
