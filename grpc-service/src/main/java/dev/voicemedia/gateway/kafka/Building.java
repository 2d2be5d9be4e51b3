package dev.voicemedia.gateway.kafka;

import dev.voicemedia.gateway.time.Moment;
import dev.voicemedia.gateway.time.MonotonicClock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the view has come of what the topic had when this gateway started: until it has all of
 * that, nobody is served from it. For the thread that follows the topic; anyone may ask.
 */
final class Building {
  private static final Logger log = LoggerFactory.getLogger(Building.class);
  private static final Duration LOG_EVERY = Duration.ofSeconds(10);

  private final MonotonicClock clock;

  private long from;
  private long target;
  private Moment startedAt = Moment.MIN;
  private Moment loggedAt = Moment.MIN;

  private volatile boolean done;
  private volatile double share;
  private volatile double rate;

  Building(MonotonicClock clock) {
    this.clock = clock;
  }

  /** Sets what is to be read, once: from one position to another. */
  void begin(long reached, long last) {
    if (startedAt.equals(Moment.MIN)) {
      from = reached;
      target = last;
      startedAt = clock.now();
      loggedAt = startedAt;
    }
  }

  /** Takes the position that was reached. */
  void reached(long position) {
    if (done) {
      return;
    }
    Moment now = clock.now();
    double seconds = Math.max(1e-3, startedAt.until(now).toNanos() / 1e9);
    rate = (position - from) / seconds;
    share = position >= target ? 1 : (double) (position - from) / (target - from);
    if (position >= target) {
      done = true;
      log.info(
          "view: up to date at position {}, {} records in {} s",
          position,
          position - from,
          Math.round(seconds));
    } else if (loggedAt.until(now).compareTo(LOG_EVERY) >= 0) {
      loggedAt = now;
      log.info(
          "view: {} % read, up to position {} of {}, {} records/s",
          Math.round(100 * share), position, target, Math.round(rate));
    }
  }

  boolean isDone() {
    return done;
  }

  /** The part that was read, 0 to 1. */
  double share() {
    return share;
  }

  /** Records read in a second. */
  double rate() {
    return rate;
  }
}
