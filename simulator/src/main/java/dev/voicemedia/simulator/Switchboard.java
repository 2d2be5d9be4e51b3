package dev.voicemedia.simulator;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.voicemedia.simulator.Timeline.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Register of the calls: finds one by its id, lets one thread at a time act on it, wakes it when it
 * is due, and passes its events on in order.
 */
final class Switchboard implements AutoCloseable {

  static final int MAX_LIVE_CALLS = 10_000;
  static final int MAX_ENDED_CALLS = 1_000;

  private final Timeline timeline;
  private final Pacing pacing;
  private final RecordingLinks links;
  private final Consumer<CallEvent> events;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Map<String, Line> lines = new LinkedHashMap<>();

  @GuardedBy("lock")
  private final Deque<String> ended = new ArrayDeque<>();

  private volatile boolean closed;

  Switchboard(Timeline timeline, Pacing pacing, RecordingLinks links, Consumer<CallEvent> events) {
    this.timeline = timeline;
    this.pacing = pacing;
    this.links = links;
    this.events = events;
  }

  CallIds open(CallSetup setup) {
    CallIds ids = CallIds.random(setup.connectionId());
    open(ids, setup, null);
    return ids;
  }

  /**
   * Opens a call.
   *
   * @param dialled when and how it is answered by the other end; null if it is not dialled
   */
  void open(CallIds ids, CallSetup setup, @Nullable Ringing dialled) {
    Line line = new Line(new Call(ids, setup, dialled, pacing, links, timeline.instant()));
    synchronized (lock) {
      if (lines.size() - ended.size() >= MAX_LIVE_CALLS) {
        throw new IllegalStateException(
            MAX_LIVE_CALLS + " simulated calls are open, expected fewer: hang some up");
      }
      lines.put(ids.callControlId(), line);
    }
    line.act((call, now) -> true);
  }

  /** Acts on a call, alone, after everything that was due on it; empty if the id is unknown. */
  <T> Optional<T> on(String callControlId, BiFunction<Call, Instant, T> action) {
    Line line;
    synchronized (lock) {
      line = lines.get(callControlId);
    }
    return line == null ? Optional.empty() : Optional.of(line.act(action));
  }

  /** Looks at every call, oldest first. */
  <T> List<T> onEach(BiFunction<Call, Instant, T> look) {
    List<Line> all;
    synchronized (lock) {
      all = List.copyOf(lines.values());
    }
    return all.stream().map(line -> line.act(look)).toList();
  }

  /** Without effect if there is no such call, or if it has ended. */
  void hangUp(String callControlId, String cause, String source) {
    on(
        callControlId,
        (call, now) -> {
          call.hangUp(cause, source, now);
          return true;
        });
  }

  private void forgetLater(String endedCall) {
    synchronized (lock) {
      ended.add(endedCall);
      if (ended.size() > MAX_ENDED_CALLS) {
        lines.remove(ended.remove());
      }
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  private final class Line {

    private final Object turn = new Object();

    @GuardedBy("turn")
    private final Call call;

    @GuardedBy("turn")
    private @Nullable Timer timer;

    Line(Call call) {
      this.call = call;
    }

    <T> T act(BiFunction<Call, Instant, T> action) {
      synchronized (turn) {
        Instant now = timeline.instant();
        boolean live = !call.isHungUp();
        call.advance(now);
        try {
          return action.apply(call, now);
        } finally {
          if (live && call.isHungUp()) {
            forgetLater(call.ids().callControlId());
          }
          call.drainEvents().forEach(events);
          wakeAt(call.nextChange(), now);
        }
      }
    }

    @GuardedBy("turn")
    private void wakeAt(Optional<Instant> next, Instant now) {
      if (timer != null) {
        timer.cancel();
      }
      timer = next.map(at -> timeline.schedule(Duration.between(now, at), this::wake)).orElse(null);
    }

    private void wake() {
      if (!closed) {
        act((one, now) -> true);
      }
    }
  }
}
