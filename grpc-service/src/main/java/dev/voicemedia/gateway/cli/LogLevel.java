package dev.voicemedia.gateway.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The level of the log. {@code logback.xml} reads the variable by itself and would take any word
 * that it does not know for DEBUG.
 */
public final class LogLevel {
  private static final String VARIABLE = "VOICEMEDIA_LOG_LEVEL";
  private static final List<String> LEVELS = List.of("ERROR", "WARN", "INFO", "DEBUG");

  private LogLevel() {}

  /**
   * Checks the level, if one is set; upper and lower case are one.
   *
   * @throws ConfigException if it is none of the four
   */
  public static void check(Map<String, String> environment) throws ConfigException {
    String level = environment.get(VARIABLE);
    if (level != null && !LEVELS.contains(level.toUpperCase(Locale.ROOT))) {
      throw new ConfigException(
          VARIABLE + ": '" + level + "', expected ERROR, WARN, INFO or DEBUG");
    }
  }
}
