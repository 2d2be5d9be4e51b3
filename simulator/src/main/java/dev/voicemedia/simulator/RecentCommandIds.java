package dev.voicemedia.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The command ids a call has executed in the last 60 s: the vendor ignores their repetitions. */
final class RecentCommandIds {

  private static final Duration REMEMBERED = Duration.ofSeconds(60);
  private static final int MAX_IDS = 10_000;

  /** In the order of their times. */
  private final Map<String, Instant> seen = new LinkedHashMap<>();

  boolean contains(String commandId, Instant now) {
    forget(now);
    return seen.containsKey(commandId);
  }

  void add(String commandId, Instant now) {
    forget(now);
    seen.put(commandId, now);
  }

  private void forget(Instant now) {
    Instant oldest = now.minus(REMEMBERED);
    Iterator<Instant> times = seen.values().iterator();
    while (times.hasNext() && (!times.next().isAfter(oldest) || seen.size() >= MAX_IDS)) {
      times.remove();
    }
  }
}
