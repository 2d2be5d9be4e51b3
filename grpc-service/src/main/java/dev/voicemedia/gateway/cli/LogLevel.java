package dev.voicemedia.gateway.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Level of the gateway's own logging. Logback, which {@link LogConfiguration} tells it, would take
 * any word that it does not know for DEBUG.
 */
final class LogLevel {
  private static final String VARIABLE = "VOICEMEDIA_LOG_LEVEL";
  private static final List<String> LEVELS = List.of("ERROR", "WARN", "INFO", "DEBUG");

  private LogLevel() {}

  /**
   * Checks the level, if one is set; case does not matter.
   *
   * @throws IllegalArgumentException if it is none of the four
   */
  static void check(Map<String, String> environment) {
    String level = environment.get(VARIABLE);
    if (level != null && !LEVELS.contains(level.toUpperCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          VARIABLE + ": '" + level + "', expected ERROR, WARN, INFO or DEBUG");
    }
  }
}
