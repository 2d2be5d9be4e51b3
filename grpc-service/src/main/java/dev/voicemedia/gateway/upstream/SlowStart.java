package dev.voicemedia.gateway.upstream;

import dev.voicemedia.gateway.time.Moment;
import dev.voicemedia.gateway.time.Timer;
import java.time.Duration;

/**
 * Slow start: how many attempts may be in flight for now. It grows with each healthy answer, and
 * starts over after a quiet time and after failures: a burst would otherwise open a connection for
 * each of its commands, where one is enough for HTTP/2, and meet a Telnyx that has just recovered
 * all at once. It is confined to its owner's lock.
 */
final class SlowStart {
  private static final int STEP = 4;

  /** Shorter than connections are kept. */
  private static final Duration COLD_AFTER = Duration.ofSeconds(20);

  private final Timer timer;
  private final int max;
  private int width = 1;
  private Moment lastUsed;

  SlowStart(int max, Timer timer) {
    this.max = max;
    this.timer = timer;
    lastUsed = timer.now();
  }

  /** How many may be in flight. */
  int width() {
    return width;
  }

  boolean isComplete() {
    return width >= max;
  }

  /** An attempt has ended. */
  void used() {
    lastUsed = timer.now();
  }

  /** Starts over if nothing was sent for a while. */
  void coolDown() {
    if (timer.now().isAfter(lastUsed.plus(COLD_AFTER))) {
      width = 1;
    }
  }

  void widen() {
    width = Math.min(max, width + STEP);
  }

  void startOver() {
    width = 1;
  }
}
