package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.event.LogEntry;
import java.util.List;

/** Is told of stored events in their order. */
public interface ScanVisitor {
  /** The next that can be read; never empty. */
  void read(List<LogEntry> entries);

  /** Positions that cannot be read, the last included. */
  void unreadable(long first, long last, String why);
}
