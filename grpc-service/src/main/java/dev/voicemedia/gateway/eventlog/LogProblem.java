package dev.voicemedia.gateway.eventlog;

/**
 * Something in a log that is not as it was written.
 *
 * @param where a position, a range of positions, or a file
 */
public record LogProblem(String where, String what) {

  static LogProblem at(long position, String what) {
    return new LogProblem("position " + position, what);
  }

  static LogProblem between(long first, long last, String what) {
    return new LogProblem("positions " + first + " to " + last, what);
  }

  @Override
  public String toString() {
    return where + ": " + what;
  }
}
