package dev.voicemedia.gateway.recovery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A closed stretch of time in which deliveries finished. It is short, so that few deliveries shift
 * between pages while it is read, and little is read again if that fails.
 *
 * @param start the first instant
 * @param end the first instant after it
 */
public record Window(Instant start, Instant end) {
  static final Duration LONGEST = Duration.ofMinutes(10);

  /** Windows that cover a stretch of time, oldest first; none if it is empty. */
  static List<Window> covering(Instant start, Instant end) {
    List<Window> windows = new ArrayList<>();
    Instant from = start;
    while (from.isBefore(end)) {
      Instant next = from.plus(LONGEST);
      Instant to = next.isBefore(end) ? next : end;
      windows.add(new Window(from, to));
      from = to;
    }
    return windows;
  }
}
