package dev.voicemedia.gateway.ingress;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.voicemedia.gateway.time.Moment;
import dev.voicemedia.gateway.time.MonotonicClock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for a wrong clock behind authentic webhooks that are refused for their time. Some such
 * webhooks are late redeliveries; many at once are not.
 */
final class StaleWebhooks {
  private static final Logger log = LoggerFactory.getLogger(StaleWebhooks.class);
  private static final int TOLERATED = 5;
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final Duration BETWEEN_REPORTS = Duration.ofMinutes(10);

  private final MonotonicClock clock;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private Moment windowEnd = Moment.MIN;

  @GuardedBy("lock")
  private Moment silentUntil = Moment.MIN;

  @GuardedBy("lock")
  private int count;

  @GuardedBy("lock")
  private Duration least = Duration.ZERO;

  StaleWebhooks(MonotonicClock clock) {
    this.clock = clock;
  }

  /**
   * Counts one.
   *
   * @param age since it was signed; negative if its timestamp is ahead of the clock
   */
  void refused(Duration age) {
    synchronized (lock) {
      Moment now = clock.now();
      if (!now.isBefore(windowEnd)) {
        windowEnd = now.plus(WINDOW);
        count = 0;
      }
      // A redelivery is older than the clock is wrong, so the least is the best measure.
      least = count == 0 || age.abs().compareTo(least.abs()) < 0 ? age : least;
      count++;
      if (count > TOLERATED && !now.isBefore(silentUntil)) {
        silentUntil = now.plus(BETWEEN_REPORTS);
        report(least);
      }
    }
  }

  private static void report(Duration skew) {
    log.error(
        "clock: {} s {} the time at which authentic webhooks are signed, expected at most 300 s;"
            + " more than {} of them were refused within a minute. Correct the clock: Telnyx"
            + " delivers again only for a limited time",
        skew.abs().toSeconds(),
        skew.isNegative() ? "behind" : "ahead of",
        TOLERATED);
  }
}
