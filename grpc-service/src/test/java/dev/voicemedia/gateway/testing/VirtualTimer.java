package dev.voicemedia.gateway.testing;

import dev.voicemedia.gateway.time.Moment;
import dev.voicemedia.gateway.time.Timer;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/** A timer whose time goes on when a test says so; what is due runs on the thread of the test. */
public final class VirtualTimer implements Timer {
  private record Scheduled(Moment at, long order, Runnable task) {}

  private final PriorityQueue<Scheduled> pending =
      new PriorityQueue<>(Comparator.comparing(Scheduled::at).thenComparingLong(Scheduled::order));
  private Moment now = new Moment(0);
  private long scheduled;

  @Override
  public synchronized Moment now() {
    return now;
  }

  @Override
  public synchronized Runnable after(Duration delay, Runnable task) {
    Scheduled added = new Scheduled(now.plus(delay), scheduled++, task);
    pending.add(added);
    return () -> cancel(added);
  }

  /** Lets time pass, and everything happen that is due until then, each at its own time. */
  public void advance(Duration by) {
    Moment end = now().plus(by);
    for (Optional<Scheduled> due = nextUntil(end); due.isPresent(); due = nextUntil(end)) {
      due.get().task().run();
    }
  }

  /** How much is scheduled and neither called off nor done. */
  public synchronized int pending() {
    return pending.size();
  }

  /** After which each of them is due. */
  public synchronized List<Duration> delays() {
    return pending.stream().map(each -> now.until(each.at())).toList();
  }

  private synchronized Optional<Scheduled> nextUntil(Moment end) {
    Scheduled next = pending.peek();
    if (next == null || next.at().isAfter(end)) {
      now = end;
      return Optional.empty();
    }
    now = next.at();
    return Optional.of(pending.remove());
  }

  private synchronized void cancel(Scheduled what) {
    pending.remove(what);
  }
}
