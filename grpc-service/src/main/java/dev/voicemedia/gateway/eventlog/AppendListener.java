package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.event.LogEntry;
import java.util.List;

/** Listener to the growth of a log. */
@FunctionalInterface
public interface AppendListener {
  /**
   * Takes what has become durable.
   *
   * @param after position of the event before these, so that a listener can see whether it has
   *     missed some: positions alone do not show it, as they need not be consecutive
   * @param entries in order; at least one
   */
  void appended(long after, List<LogEntry> entries);

  /** Content of events was erased while the log is open: what is in memory may still have it. */
  default void erased() {}
}
