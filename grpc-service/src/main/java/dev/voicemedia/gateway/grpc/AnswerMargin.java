package dev.voicemedia.gateway.grpc;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How long before its deadline a caller is answered, so that the details of an error still reach
 * it. When Telnyx stalls, the deadlines of all who wait come at once, and each answer takes its
 * time: the more there are, the earlier the answers begin.
 */
final class AnswerMargin {
  /** Without others. */
  static final Duration LEAST = Duration.ofMillis(100);

  private static final Duration FOR_EACH_OTHER = Duration.ofNanos(500_000);
  private static final Duration MOST = Duration.ofSeconds(1);

  /** A short deadline keeps most of its time for Telnyx. */
  private static final int SHARE = 4;

  private final AtomicInteger waiting = new AtomicInteger();

  void begin() {
    waiting.incrementAndGet();
  }

  void end() {
    waiting.decrementAndGet();
  }

  /**
   * Margin of a caller that has just come.
   *
   * @param left until its deadline
   */
  Duration of(Duration left) {
    Duration growth = FOR_EACH_OTHER.multipliedBy(waiting.get());
    return LEAST.plus(min(growth, min(MOST, left.dividedBy(SHARE))));
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
