package dev.voicemedia.gateway.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.voicemedia.gateway.time.Moment;
import java.time.Duration;

/** A token bucket: so much at once, and then so much a second. */
public final class TokenBucket {
  private static final double NANOS = 1e9;

  private final Object lock = new Object();

  @GuardedBy("lock")
  private double tokens;

  @GuardedBy("lock")
  private Moment filledAt;

  /**
   * @param burst tokens that it begins with
   */
  public TokenBucket(double burst, Moment now) {
    this.tokens = burst;
    this.filledAt = now;
  }

  /** Takes a token if there is one. */
  public boolean tryTake(double perSecond, double burst, Moment now) {
    synchronized (lock) {
      fill(perSecond, burst, now);
      if (tokens < 1) {
        return false;
      }
      tokens--;
      return true;
    }
  }

  /** Time until there is a token; zero if there is one. */
  public Duration untilNext(double perSecond, double burst, Moment now) {
    synchronized (lock) {
      fill(perSecond, burst, now);
      return tokens >= 1
          ? Duration.ZERO
          : Duration.ofNanos((long) Math.ceil((1 - tokens) / perSecond * NANOS));
    }
  }

  @GuardedBy("lock")
  private void fill(double perSecond, double burst, Moment now) {
    double seconds = Math.max(0, filledAt.until(now).toNanos()) / NANOS;
    tokens = Math.min(burst, tokens + seconds * perSecond);
    filledAt = now;
  }
}
