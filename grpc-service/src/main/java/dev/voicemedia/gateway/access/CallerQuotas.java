package dev.voicemedia.gateway.access;

import dev.voicemedia.gateway.time.Moment;
import dev.voicemedia.gateway.time.MonotonicClock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** What callers use of their quotas. It is theirs by name, so that it outlasts a reload. */
final class CallerQuotas {
  private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

  private final MonotonicClock clock;
  private final Map<String, Usage> usages = new ConcurrentHashMap<>();

  CallerQuotas(MonotonicClock clock) {
    this.clock = clock;
  }

  /**
   * Takes what a call uses.
   *
   * @return gives it back, whenever it is called first
   * @throws AccessRefusedException OVER_QUOTA
   */
  Runnable take(Caller caller, MethodTable.Use use) throws AccessRefusedException {
    Limits limits = caller.limits();
    if (use == MethodTable.Use.QUERY || limits.equals(Limits.UNLIMITED)) {
      return () -> {};
    }
    Usage usage = usages.computeIfAbsent(caller.name(), name -> new Usage(clock.now()));
    if (use == MethodTable.Use.STREAM) {
      return place(caller, usage.streams, limits.streams(), "streams");
    }
    // A wait may last for minutes: it leaves room for other actions, if its number is limited.
    boolean asStream = use == MethodTable.Use.WAITED_COMMAND && limits.streams() != Limits.NONE;
    Runnable release =
        asStream
            ? place(caller, usage.streams, limits.streams(), "streams")
            : place(caller, usage.actions, limits.actionsAtOnce(), "actions_at_once");
    if (limits.actionsPerSecond() != Limits.NONE) {
      Moment now = clock.now();
      int rate = limits.actionsPerSecond();
      if (!usage.rate.tryTake(rate, rate, now)) {
        release.run();
        throw AccessRefusedException.busy(
            caller.name(), "actions_per_second", usage.rate.untilNext(rate, rate, now));
      }
    }
    return release;
  }

  private static Runnable place(Caller caller, AtomicInteger used, int limit, String quota)
      throws AccessRefusedException {
    if (used.incrementAndGet() > limit) {
      used.decrementAndGet();
      throw AccessRefusedException.busy(caller.name(), quota, RETRY_DELAY);
    }
    AtomicBoolean released = new AtomicBoolean();
    return () -> {
      if (released.compareAndSet(false, true)) {
        used.decrementAndGet();
      }
    };
  }

  private static final class Usage {
    private final AtomicInteger actions = new AtomicInteger();
    private final AtomicInteger streams = new AtomicInteger();

    private final TokenBucket rate;

    Usage(Moment now) {
      rate = new TokenBucket(Limits.NONE, now); // cut to the caller's burst when it is used
    }
  }
}
