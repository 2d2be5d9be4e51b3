package dev.voicemedia.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The command ids of the last 60 s that were executed, on one call or of dials: the vendor ignores
 * their repetitions. Whether it also ignores those of commands that it has refused is not known,
 * and up to who adds them.
 */
final class RecentCommandIds {

  static final Duration REMEMBERED = Duration.ofSeconds(60);
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
