package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Appends that wait for the disk, bounded by the bytes of their events. */
public final class AppendQueue {
  private final int maxBytes;
  private final Semaphore freeBytes;
  private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();

  public AppendQueue(int maxBytes) {
    this.maxBytes = maxBytes;
    this.freeBytes = new Semaphore(maxBytes);
  }

  /** Queues an event; the result fails as BUSY if it does not fit. */
  public CompletableFuture<AppendResult> add(IncomingEvent event) {
    int bytes = Math.min(event.event().getSerializedSize(), maxBytes);
    if (!freeBytes.tryAcquire(bytes)) {
      return CompletableFuture.failedFuture(
          new EventLogException(
              Reason.BUSY, "more than " + maxBytes + " bytes wait to be stored", null));
    }
    Waiting waiting = new Waiting(event, bytes, new CompletableFuture<>());
    queue.add(waiting);
    return waiting.result();
  }

  /**
   * Takes the oldest, up to so many; waits for the first, and returns none if none comes in time.
   */
  public List<Waiting> take(int max, Duration patience) throws InterruptedException {
    List<Waiting> batch = new ArrayList<>();
    Waiting first = queue.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    if (first != null) {
      batch.add(first);
      queue.drainTo(batch, max - 1);
    }
    return batch;
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** Frees the bytes of a batch that is on disk or has failed. */
  public void release(List<Waiting> batch) {
    batch.forEach(waiting -> freeBytes.release(waiting.bytes()));
  }

  /** Fails all waiting appends. */
  public void failAll(EventLogException why) {
    for (Waiting waiting = queue.poll(); waiting != null; waiting = queue.poll()) {
      freeBytes.release(waiting.bytes());
      waiting.result().completeExceptionally(why);
    }
  }

  /**
   * A waiting append.
   *
   * @param bytes that it is counted as
   */
  public record Waiting(IncomingEvent event, int bytes, CompletableFuture<AppendResult> result) {}
}
