package dev.voicemedia.gateway.cli;

import dev.voicemedia.gateway.cli.text.Terminal;
import java.util.List;

/**
 * Form of the gateway's own logging: lines for a person, or a JSON object a line for a collector.
 */
final class LogFormat {
  private static final List<String> FORMATS = List.of("text", "json");

  private LogFormat() {}

  /** What is used where nothing is set: only a gateway that no person watches logs JSON. */
  static String ofCommand(String[] args) {
    boolean serves = args.length > 0 && args[0].equals("serve");
    return serves && !Terminal.isStdout() ? "json" : "text";
  }

  /** Whether there is such a format: logback would take another for text. */
  static boolean exists(String format) {
    return FORMATS.contains(format);
  }

  /**
   * @throws IllegalArgumentException if it is neither text nor json
   */
  static void check(String format) {
    if (!exists(format)) {
      throw new IllegalArgumentException(
          "VOICEMEDIA_LOG_FORMAT: '" + format + "', expected text or json");
    }
  }
}
