package dev.voicemedia.gateway.kafka;

import dev.voicemedia.gateway.eventlog.EventLogException;
import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Those who wait for the view to come to a place that another gateway has been at. They block
 * threads that others need, so they are few: the rest is asked to come again.
 */
final class PlaceWaits {
  private static final int MAX_WAITING = 2;

  private final Duration patience;
  private final Semaphore places = new Semaphore(MAX_WAITING);
  private final Queue<Wait> waits = new ConcurrentLinkedQueue<>();

  PlaceWaits(Duration patience) {
    this.patience = patience;
  }

  /**
   * Waits for a position, or until it is known that there is none.
   *
   * @throws EventLogException BEHIND if that takes too long
   */
  void awaitPosition(long position) {
    if (!places.tryAcquire()) {
      throw behind(position);
    }
    Wait wait = new Wait(position, new CountDownLatch(1));
    waits.add(wait);
    try {
      if (!wait.settled.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw behind(position);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw behind(position);
    } finally {
      waits.remove(wait);
      places.release();
    }
  }

  boolean isEmpty() {
    return waits.isEmpty();
  }

  /**
   * Ends the waits for what is there, and for what there is nowhere.
   *
   * @param reached position that the view has come to
   * @param last position that there is
   */
  void settle(long reached, long last) {
    for (Wait wait : waits) {
      if (wait.position <= reached || wait.position > last) {
        wait.settled.countDown();
      }
    }
  }

  private static EventLogException behind(long position) {
    return new EventLogException(
        Reason.BEHIND,
        "this gateway has not come to position " + position + " yet, but another one has",
        null);
  }

  private record Wait(long position, CountDownLatch settled) {}
}
