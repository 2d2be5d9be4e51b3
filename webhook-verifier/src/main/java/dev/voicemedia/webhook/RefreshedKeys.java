package dev.voicemedia.webhook;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Keys that are read again on use, once the last read is older than the interval. There is no
 * thread: a verifier that verifies nothing reads nothing, and there is nothing to close.
 */
final class RefreshedKeys implements PublicKeys {

  private final Supplier<? extends Collection<TelnyxPublicKey>> source;
  private final Duration interval;
  private final InstantSource clock;
  private final Consumer<? super RuntimeException> onFailure;
  private final ReentrantLock refreshing = new ReentrantLock();

  private volatile Instant lastAttempt;
  private volatile List<TelnyxPublicKey> keys;

  /** Reads the keys for the first time; whatever the source throws is passed on. */
  RefreshedKeys(
      Supplier<? extends Collection<TelnyxPublicKey>> source,
      Duration interval,
      InstantSource clock,
      Consumer<? super RuntimeException> onFailure) {
    this.source = source;
    this.interval = interval;
    this.clock = clock;
    this.onFailure = onFailure;
    this.lastAttempt = clock.instant();
    this.keys = PublicKeys.distinct(source.get());
  }

  @Override
  public List<TelnyxPublicKey> current() {
    Instant now = clock.instant();
    // A thread that finds another one refreshing carries on with the current keys.
    if (isDue(now) && refreshing.tryLock()) {
      try {
        if (isDue(now)) {
          refresh(now);
        }
      } finally {
        refreshing.unlock();
      }
    }
    return keys;
  }

  private void refresh(Instant now) {
    lastAttempt = now;
    try {
      keys = PublicKeys.distinct(source.get());
    } catch (RuntimeException e) {
      onFailure.accept(e);
    }
  }

  /** Returns true after the clock was set back too, or the next read could be hours away. */
  private boolean isDue(Instant now) {
    return now.isBefore(lastAttempt) || !now.isBefore(lastAttempt.plus(interval));
  }
}
