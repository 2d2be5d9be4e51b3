package dev.voicemedia.gateway.access;

import dev.voicemedia.gateway.time.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiPredicate;

/** Calls that go on, and end when what allowed them does. */
final class AccessWatches {
  /** The wall clock may be set meanwhile: the end of a credential is looked for anew so often. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final BiPredicate<Principal, String> holds;
  private final InstantSource clock;
  private final Timer timer;
  private final Set<Watch> all = ConcurrentHashMap.newKeySet();

  /**
   * @param holds whether a principal may still call a method
   */
  AccessWatches(BiPredicate<Principal, String> holds, InstantSource clock, Timer timer) {
    this.holds = holds;
    this.clock = clock;
    this.timer = timer;
  }

  Runnable add(Principal principal, String method, Runnable onChanged) {
    Watch watch = new Watch(principal, method, onChanged);
    all.add(watch);
    watch.check(); // the rules may have changed since the call was let in
    return watch::end;
  }

  void checkAll() {
    List.copyOf(all).forEach(Watch::check);
  }

  private final class Watch {
    private final Principal principal;
    private final String method;
    private final Runnable onChanged;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile Runnable cancelTimer = () -> {};

    Watch(Principal principal, String method, Runnable onChanged) {
      this.principal = principal;
      this.method = method;
      this.onChanged = onChanged;
    }

    void check() {
      if (!holds.test(principal, method)) {
        if (end()) {
          onChanged.run();
        }
      } else if (!principal.validUntil().equals(Instant.MAX) && !ended.get()) {
        cancelTimer.run();
        Duration left = Duration.between(clock.instant(), principal.validUntil());
        cancelTimer =
            timer.after(left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT, this::check);
      }
    }

    boolean end() {
      cancelTimer.run();
      all.remove(this);
      return ended.compareAndSet(false, true);
    }
  }
}
