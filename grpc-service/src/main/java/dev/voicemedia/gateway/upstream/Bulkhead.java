package dev.voicemedia.gateway.upstream;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Bulkhead around Telnyx: how many attempts are in flight, and who waits in the queue. It is
 * confined to its owner's lock.
 *
 * @param <W> one who waits
 */
final class Bulkhead<W> {
  private final AttemptPolicy.Bounds bounds;
  private final Set<W> queue = new LinkedHashSet<>();
  private int inFlight;

  Bulkhead(AttemptPolicy.Bounds bounds) {
    this.bounds = bounds;
  }

  boolean hasRoom() {
    return inFlight < bounds.inFlight();
  }

  boolean isOverfull() {
    return queue.size() > bounds.queue();
  }

  void enter() {
    inFlight++;
  }

  void leave() {
    inFlight--;
  }

  void enqueue(W waiter) {
    queue.add(waiter);
  }

  void withdraw(W waiter) {
    queue.remove(waiter);
  }

  /** Those who wait, the first first; each can be removed. */
  Iterator<W> waiting() {
    return queue.iterator();
  }

  int inFlight() {
    return inFlight;
  }

  int queued() {
    return queue.size();
  }
}
