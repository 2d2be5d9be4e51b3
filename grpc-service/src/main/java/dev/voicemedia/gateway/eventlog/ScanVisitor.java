package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.event.LogEntry;
import java.util.List;

/** Receives stored events in their order. */
public interface ScanVisitor {
  /** Receives the next events that can be read; never none. */
  void read(List<LogEntry> entries);

  /** Receives a range of positions that cannot be read, the last included. */
  void unreadable(long first, long last, String why);
}
