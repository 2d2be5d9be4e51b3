package dev.voicemedia.gateway.feed;

import dev.voicemedia.gateway.time.Moment;
import dev.voicemedia.gateway.time.MonotonicClock;
import java.time.Duration;

/** Time until a silent subscription owes a checkpoint. Used by one thread at a time. */
final class Heartbeat {
  private final MonotonicClock clock;
  private final Duration interval;
  private Moment lastMessageAt;
  private boolean spoke;

  Heartbeat(MonotonicClock clock, Duration interval) {
    this.clock = clock;
    this.interval = interval;
    this.lastMessageAt = clock.now();
  }

  /** Begins the interval anew; costs no look at the clock, which {@link #dueIn} has in a pause. */
  void spoke() {
    spoke = true;
  }

  /** Time left; zero or negative once it is due. */
  Duration dueIn() {
    Moment now = clock.now();
    if (spoke) {
      spoke = false;
      lastMessageAt = now;
    }
    return now.until(lastMessageAt.plus(interval));
  }

  boolean isDue() {
    return dueIn().compareTo(Duration.ZERO) <= 0;
  }
}
