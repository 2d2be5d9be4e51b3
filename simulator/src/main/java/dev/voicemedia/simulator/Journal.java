package dev.voicemedia.simulator;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The latest entries, bounded in number and in total weight. */
final class Journal<T> {

  private final int maxEntries;
  private final long maxWeight;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Deque<Weighed<T>> entries = new ArrayDeque<>();

  @GuardedBy("lock")
  private long weight;

  Journal(int maxEntries, long maxWeight) {
    this.maxEntries = maxEntries;
    this.maxWeight = maxWeight;
  }

  /** Adds an entry; the oldest make room for it. */
  void add(T entry, long entryWeight) {
    synchronized (lock) {
      entries.add(new Weighed<>(entry, entryWeight));
      weight += entryWeight;
      while (entries.size() > maxEntries || (weight > maxWeight && entries.size() > 1)) {
        weight -= entries.remove().weight();
      }
    }
  }

  /** Returns the entries, oldest first. */
  List<T> entries() {
    synchronized (lock) {
      return entries.stream().map(Weighed::entry).toList();
    }
  }

  private record Weighed<T>(T entry, long weight) {}
}
