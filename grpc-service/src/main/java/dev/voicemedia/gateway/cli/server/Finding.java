package dev.voicemedia.gateway.cli.server;

import java.util.Locale;

/**
 * Result of one check, in a line.
 *
 * @param text what was found, and what to do about it if it is wrong
 */
record Finding(Level level, String subject, String text) {
  static Finding ok(String subject, String text) {
    return new Finding(Level.OK, subject, text);
  }

  static Finding warning(String subject, String text) {
    return new Finding(Level.WARNING, subject, text);
  }

  static Finding failure(String subject, String text) {
    return new Finding(Level.FAILURE, subject, text);
  }

  String line() {
    return "%-8s %-14s %s".formatted(level.name().toLowerCase(Locale.ROOT), subject, text);
  }

  /** How bad it is. */
  enum Level {
    OK,
    /** It works, but not well, or not for long. */
    WARNING,
    /** Something will not work. */
    FAILURE
  }
}
