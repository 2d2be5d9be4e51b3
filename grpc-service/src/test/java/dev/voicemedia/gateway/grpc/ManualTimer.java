package dev.voicemedia.gateway.grpc;

import dev.voicemedia.gateway.upstream.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A timer that goes off when a test says so. */
final class ManualTimer implements Timer {
  private record Scheduled(Duration delay, Runnable task) {}

  private final List<Scheduled> pending = new CopyOnWriteArrayList<>();

  @Override
  public Runnable after(Duration delay, Runnable task) {
    Scheduled scheduled = new Scheduled(delay, task);
    pending.add(scheduled);
    return () -> pending.remove(scheduled);
  }

  /** What was asked for and neither called off nor gone off. */
  List<Duration> delays() {
    return pending.stream().map(Scheduled::delay).toList();
  }

  void goOff() {
    pending.forEach(scheduled -> scheduled.task().run());
  }
}
