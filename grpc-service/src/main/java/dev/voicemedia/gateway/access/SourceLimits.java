package dev.voicemedia.gateway.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.voicemedia.gateway.time.MonotonicClock;
import java.time.Duration;

/** A limit for each source, of which those seen last are known. */
public final class SourceLimits {
  static final Duration RETRY_DELAY = Duration.ofSeconds(1);
  private static final int MAX_SOURCES = 10_000;

  private final double perSecond;
  private final double burst;
  private final MonotonicClock clock;
  private final Cache<Source, TokenBucket> buckets =
      Caffeine.newBuilder().maximumSize(MAX_SOURCES).build();

  public SourceLimits(double perSecond, double burst, MonotonicClock clock) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.clock = clock;
  }

  /** Charges a source; whether it had something left. */
  public boolean charge(Source source) {
    return buckets
        .get(source, unused -> new TokenBucket(burst, clock.now()))
        .tryTake(perSecond, burst, clock.now());
  }

  /** Whether a source has nothing left, which costs it nothing. */
  public boolean isSpent(Source source) {
    TokenBucket bucket = buckets.getIfPresent(source);
    return bucket != null && !bucket.untilNext(perSecond, burst, clock.now()).isZero();
  }
}
