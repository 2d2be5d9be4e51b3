package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.event.EventMatcher;
import dev.voicemedia.gateway.event.LogEntry;
import java.util.List;
import java.util.Optional;

/**
 * A page of events out of a window of positions.
 *
 * @param rest what of the window has not been looked at; empty if all has
 */
public record EventPage(List<LogEntry> entries, Optional<Window> rest) {

  /**
   * Positions above the first up to and including the second.
   *
   * @param newestFirst whether it is read backwards
   */
  public record Window(long after, long upTo, boolean newestFirst) {
    boolean isEmpty() {
      return after >= upTo;
    }

    /** What is left once a position has been looked at. */
    Window remainder(long position) {
      return newestFirst
          ? new Window(after, position - 1, true)
          : new Window(position, upTo, false);
    }
  }

  /**
   * What is wanted.
   *
   * @param maxEntries of the page
   * @param maxBytes of the page's encoded events; the first is taken even if it is larger
   */
  public record Request(Window window, EventMatcher matcher, int maxEntries, int maxBytes) {}
}
