package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.event.EventHeader;
import dev.voicemedia.gateway.event.EventMatcher;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.event.TimeSpan;
import java.util.List;
import java.util.Optional;

/**
 * A page of events out of a window of positions.
 *
 * @param rest what of the window has not been looked at; empty if all has
 */
public record EventPage(List<LogEntry> entries, Optional<Window> rest) {

  /**
   * Positions after the first, up to and including the second.
   *
   * @param newestFirst whether it is read backwards
   */
  public record Window(long after, long upTo, boolean newestFirst) {
    boolean isEmpty() {
      return after >= upTo;
    }

    /** The part of the window that is left once this position has been read. */
    Window remainder(long position) {
      return newestFirst
          ? new Window(after, position - 1, true)
          : new Window(position, upTo, false);
    }
  }

  /**
   * A request for a page.
   *
   * @param times when they were received; the window need not be narrowed to it
   * @param maxEntries of the page
   * @param maxBytes of the page's encoded events; the first is taken even if it is larger
   */
  public record Request(
      Window window, EventMatcher matcher, TimeSpan times, int maxEntries, int maxBytes) {

    boolean matches(EventHeader event) {
      return times.contains(event.receivedAt()) && matcher.matches(event);
    }
  }
}
